import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { Account } from '#features/accounts/contract.ts';
import { Character, PersonaTemplates } from '#features/characters/contract.ts';
import { EngineInstanceInfo, EngineStates } from '#features/engines/contract.ts';
import { Generation, type StartGenerationInput, type Take } from '#features/generation/contract.ts';
import { Asset } from '#features/library/contract.ts';
import { DeliveryDetail, Post } from '#features/publishing/contract.ts';
import { SessionState } from '#features/workspaces/contract.ts';
import type { Verification } from '#media/provenance/marks.ts';
import type { ApiClient } from './api-client.ts';

export interface Rehearsal {
  readonly api: ApiClient;
  readonly verify: (path: string, mime: string) => Promise<Verification>;
  /** Where the marked files are put, to be looked at afterwards. */
  readonly outFolder: string;
  readonly tell: (message: string) => void;
  /** Engines to connect first: they have to do what they can. */
  readonly engines?: readonly { readonly kind: string; readonly address: string }[];
}

export interface Rehearsed {
  readonly ok: boolean;
  readonly seconds: number;
  readonly character: { readonly name: string; readonly handle: string; readonly version: number };
  readonly assets: readonly {
    readonly path: string;
    readonly kind: string;
    readonly identityScore: number | null;
    readonly score: number | null;
    readonly c2pa: string;
    readonly sourceType: string | null;
  }[];
  readonly deliveries: readonly {
    readonly platform: string;
    readonly state: string;
    readonly address: string | null;
    readonly disclosed: boolean | null;
    readonly secondsLate: number | null;
  }[];
  /** Which engine made what, by medium. */
  readonly makers: Readonly<Record<string, string>>;
  readonly shortcomings: readonly string[];
}

const platforms = ['bluesky', 'instagram'] as const;
const pollMilliseconds = 300;
const longestGenerationSeconds = 300;
const longestDeliverySeconds = 120;
/** Far enough ahead to see that nothing goes out before its time. */
const scheduleAheadSeconds = 4;
const extensions: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'video/mp4': 'mp4',
  'audio/wav': 'wav',
};

/** Character, pictures, caption, voice, clip, review and publication on the rehearsal network, one after another. */
export async function rehearseMainJob(rehearsal: Rehearsal): Promise<Rehearsed> {
  const { api, tell } = rehearsal;
  const began = performance.now();
  const step = (what: string) =>
    tell(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${what}`);
  await signIn(api);
  step('Signed in as the owner.');
  const voices = await connectEngines(rehearsal);
  const character = await makeCharacter(api, voices);
  step(`Made ${character.name}.`);
  const pictures = await generate(api, {
    medium: 'image',
    characterId: character.id,
    shot: shotFor('portrait'),
    takes: 3,
  });
  step(`Drew ${pictures.takes.length} takes.`);
  const picture = best(pictures);
  const captions = await generate(api, {
    medium: 'text',
    characterId: character.id,
    topic: 'a slow morning',
    assetId: picture.assetId!,
    maxLength: 250,
    takes: 2,
  });
  step('Wrote a caption.');
  const script = 'Good morning. I am a virtual character, and this is my first day in the studio.';
  const voice = await generate(api, { medium: 'speech', characterId: character.id, script });
  step('Spoke.');
  const clip = await generate(api, {
    medium: 'video',
    characterId: character.id,
    kind: 'talking',
    shot: shotFor('story'),
    script,
  });
  step('Filmed a talking clip.');
  const deliveries = [];
  for (const [index, take] of [picture, best(clip)].entries()) {
    deliveries.push(...(await publish(api, character.id, take, best(captions), index === 0)));
    step(index === 0 ? 'Published the picture.' : 'Published the clip.');
  }
  const assets = [];
  for (const take of [picture, best(voice), best(clip)]) assets.push(await collect(rehearsal, take.assetId!));
  const makers = makersOf([pictures, captions, voice, clip]);
  const shortcomings = [
    ...judgeAssets(assets),
    ...judgeDeliveries(deliveries),
    ...judgeMakers(rehearsal, makers),
  ];
  return {
    ok: shortcomings.length === 0,
    seconds: Math.round((performance.now() - began) / 100) / 10,
    character: { name: character.name, handle: character.handle, version: character.version },
    assets,
    deliveries,
    makers,
    shortcomings,
  };
}

async function signIn(api: ApiClient): Promise<void> {
  const password = crypto.randomUUID();
  await api.post('/owner', { name: 'Rehearsal', email: 'rehearsal@example.com', password }, z.undefined());
  const session = await api.get('/session', SessionState);
  if (!session.workspace) throw new Error('The first visit did not make a workspace.');
}

/** @returns the voice of the first connected engine that speaks. */
async function connectEngines({ api, engines = [], tell }: Rehearsal) {
  for (const { kind, address } of engines) {
    const { name, probe } = await api.post(
      '/engine-instances',
      { kind, address, name: `Rehearsal ${kind}` },
      EngineInstanceInfo,
    );
    tell(`         ${name} is connected: ${probe?.summary}`);
  }
  const { voices } = await api.get('/engines', EngineStates);
  return voices.find(({ engine }) => engine.includes(':'));
}

type ConnectedVoice = Awaited<ReturnType<typeof connectEngines>>;

function makersOf(generations: readonly Generation[]): Record<string, string> {
  return Object.fromEntries(
    generations.map((generation) => [
      generation.medium,
      [...new Set(generation.takes.flatMap(({ madeBy }) => madeBy?.engineName ?? []))].join(', '),
    ]),
  );
}

/** With engines connected, the built-in ones may do only what none of those can: talking clips. */
function judgeMakers({ engines = [] }: Rehearsal, makers: Readonly<Record<string, string>>): string[] {
  if (engines.length === 0) return [];
  return Object.entries(makers)
    .filter(([medium, names]) => medium !== 'video' && !names.startsWith('Rehearsal '))
    .map(([medium, names]) => `The ${medium} was made by "${names}" and not by the connected engine.`);
}

async function makeCharacter(api: ApiClient, spoken: ConnectedVoice): Promise<Character> {
  const { items } = await api.get('/persona-templates', PersonaTemplates);
  const template = items[0];
  if (!template) throw new Error('There are no persona templates.');
  const { name, tagline, age, persona, look } = template;
  const voice = spoken ? { ...template.voice, engine: spoken.engine, voiceId: spoken.id } : template.voice;
  const body = {
    ...{ name, tagline, age, persona, look, voice },
    handle: 'rehearsal',
    timeZone: 'Europe/Berlin',
    canon: [{ fact: 'She drinks her coffee black.' }],
    declaration: {
      kind: 'synthetic',
      statement: 'This character is made up. It shows nobody who lives or has lived.',
      signer: 'Rehearsal',
    },
  };
  const made = await api.post('/characters', body, Character);
  return until('the character’s face to be learnt', longestGenerationSeconds, async () => {
    const character = await api.get(`/characters/${made.id}`, Character);
    return character.identityReady ? character : undefined;
  });
}

const shotFor = (format: 'portrait' | 'story') =>
  ({ scene: 'cafe', outfit: 'knit', expression: 'smile', format }) as const;

async function generate(api: ApiClient, request: StartGenerationInput): Promise<Generation> {
  const { id } = await api.post('/generations', request, Generation);
  const done = await until(`${request.medium} to be made`, longestGenerationSeconds, async () => {
    const generation = await api.get(`/generations/${id}`, Generation);
    return generation.state === 'queued' || generation.state === 'running' ? undefined : generation;
  });
  if (done.state !== 'done')
    throw new Error(`Making ${request.medium} ended ${done.state}: ${done.failure ?? 'no reason given'}`);
  return done;
}

/** The take offered first. */
function best(generation: Generation): Take {
  const take = generation.takes.find(({ state }) => state === 'done');
  if (!take) throw new Error(`No ${generation.medium} take was good enough: ${reasons(generation)}`);
  return take;
}

const reasons = ({ takes }: Generation) =>
  takes.map((take) => take.failure ?? JSON.stringify(take.checks)).join('; ');

async function publish(api: ApiClient, characterId: string, take: Take, text: Take, first: boolean) {
  const accounts = first
    ? await Promise.all(
        platforms.map((platform) =>
          api.post('/accounts', { mode: 'rehearsal', characterId, platform }, Account),
        ),
      )
    : (await api.get(`/accounts?characterId=${characterId}`, z.object({ items: z.array(Account) }))).items;
  const draft = await api.post(
    '/posts',
    {
      characterId,
      caption: text.caption ?? '',
      hashtags: text.hashtags ?? [],
      media: [{ assetId: take.assetId }],
      accountIds: accounts.map(({ id }) => id),
    },
    Post,
  );
  const submitted = await api.post(`/posts/${draft.id}/submit`, {}, Post);
  const decision = { decision: 'approved', contentHash: submitted.contentHash };
  await api.post(`/posts/${draft.id}/review`, decision, Post);
  const publishAt = new Date(Date.now() + scheduleAheadSeconds * 1000);
  const localTime = publishAt.toISOString().slice(0, 19);
  const scheduled = await api.post(
    `/posts/${draft.id}/schedule`,
    { when: 'at', localTime, timeZone: 'UTC' },
    Post,
  );
  return Promise.all(scheduled.deliveries.map(({ id }) => awaitDelivery(api, id)));
}

async function awaitDelivery(api: ApiClient, id: string) {
  const ended = await until('a post to go out and be read back', longestDeliverySeconds, async () => {
    const delivery = await api.get(`/deliveries/${id}`, DeliveryDetail);
    const over = ['failed', 'missed', 'cancelled'].includes(delivery.state);
    return over || (delivery.state === 'published' && delivery.disclosed !== null) ? delivery : undefined;
  });
  const { platform, state, remoteUrl, disclosed, publishAt, publishedAt } = ended;
  const late = publishAt && publishedAt ? (Date.parse(publishedAt) - Date.parse(publishAt)) / 1000 : null;
  return { platform, state, address: remoteUrl, disclosed, secondsLate: late };
}

async function collect({ api, verify, outFolder }: Rehearsal, assetId: string) {
  const asset = await api.get(`/assets/${assetId}`, Asset);
  const path = join(outFolder, `${asset.kind}.${extensions[asset.mime] ?? 'bin'}`);
  await writeFile(path, await api.download(`/assets/${assetId}/export`));
  const marks = await verify(path, asset.mime);
  const identity = asset.checks.find(({ name }) => name.includes('identity'));
  return {
    path,
    kind: asset.kind,
    identityScore: identity?.score ?? null,
    score: asset.score,
    c2pa: marks.c2pa,
    sourceType: marks.sourceType ?? null,
  };
}

function judgeAssets(assets: Rehearsed['assets']): string[] {
  return assets.flatMap((asset) => [
    ...(asset.c2pa === 'valid' || asset.c2pa === 'trusted'
      ? []
      : [`The ${asset.kind}’s C2PA mark is ${asset.c2pa}.`]),
    ...(asset.sourceType === null ? [`The ${asset.kind} does not say how it was made.`] : []),
    ...(asset.kind === 'image' && asset.identityScore === null
      ? ['The picture was not measured against the character.']
      : []),
  ]);
}

function judgeDeliveries(deliveries: Rehearsed['deliveries']): string[] {
  return deliveries.flatMap(({ platform, state, disclosed, secondsLate }) => [
    ...(state === 'published' ? [] : [`A post on ${platform} ended ${state}.`]),
    ...(disclosed ? [] : [`A post on ${platform} does not show that it is AI-made.`]),
    ...(secondsLate !== null && secondsLate < 0 ? [`A post on ${platform} went out before its time.`] : []),
  ]);
}

/** Asks again until there is an answer. @throws when it takes longer than `seconds`. */
async function until<T>(what: string, seconds: number, ask: () => Promise<T | undefined>): Promise<T> {
  const limit = performance.now() + seconds * 1000;
  while (performance.now() < limit) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await wait(pollMilliseconds);
  }
  throw new Error(`Waited ${seconds} s for ${what}.`);
}
