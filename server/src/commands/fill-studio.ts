import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { Account, Accounts } from '#features/accounts/contract.ts';
import { Character, type PersonaTemplate, PersonaTemplates } from '#features/characters/contract.ts';
import { Generation, type StartGenerationInput } from '#features/generation/contract.ts';
import { DeliveryDetail, Post } from '#features/publishing/contract.ts';
import { ApiClient } from './api-client.ts';

export const owner = { name: 'Robin Berg', email: 'robin@example.com', password: 'a long enough password' };

/** What was made, to be found again by those who look at it. */
export interface Filled {
  readonly characters: readonly Character[];
  readonly generationId: string;
  readonly draftId: string;
  readonly deliveryId: string;
  readonly timelinePath: string;
}

type Shot = Extract<StartGenerationInput, { medium: 'image' }>['shot'];
type Tell = (message: string) => void;

/** A character's template, its pictures with what is said about each, and how many takes the first picture has. */
const cast: readonly { template: number; takes: number; shots: readonly { shot: Shot; topic: string }[] }[] =
  [
    {
      template: 0,
      takes: 2,
      shots: [
        { shot: { scene: 'cafe', outfit: 'knit', expression: 'smile' }, topic: 'a slow morning' },
        {
          shot: { scene: 'autumn', outfit: 'coat', expression: 'serene', style: 'gouache' },
          topic: 'autumn',
        },
      ],
    },
    {
      template: 1,
      takes: 1,
      shots: [
        { shot: { scene: 'rooftop', outfit: 'hoodie', expression: 'smile' }, topic: 'the city at dusk' },
        { shot: { scene: 'gym', outfit: 'sport', expression: 'determined' }, topic: 'training early' },
      ],
    },
    {
      template: 2,
      takes: 1,
      shots: [{ shot: { scene: 'library', outfit: 'blazer', expression: 'pensive' }, topic: 'a good book' }],
    },
  ];
const timeZone = 'Europe/Berlin';
const platforms = ['bluesky', 'instagram'] as const;
const longestSeconds = 900;
const pollMilliseconds = 1000;
const dayMilliseconds = 86_400_000;

/** A studio some days into its life: characters, pictures, and posts in every state, made through the API. */
export async function fillStudio(url: string, tell: Tell): Promise<Filled> {
  const api = new ApiClient(url);
  await api.post('/owner', { ...owner, timeZone }, z.undefined());
  const { items } = await api.get('/persona-templates', PersonaTemplates);
  const characters: Character[] = [];
  const posts: Post[] = [];
  let generationId = '';
  for (const { template, takes, shots } of cast) {
    const character = await makeCharacter(api, items[template]!);
    tell(`${character.name} is there.`);
    characters.push(character);
    for (const platform of platforms)
      await api.post('/accounts', { mode: 'rehearsal', characterId: character.id, platform }, Account);
    for (const [index, { shot, topic }] of shots.entries()) {
      const drawn = await generate(api, {
        medium: 'image',
        characterId: character.id,
        shot,
        takes: index === 0 ? takes : 1,
      });
      generationId ||= drawn.id;
      posts.push(await makePost(api, character.id, drawn, topic));
      tell(`A post about ${topic}.`);
    }
  }
  return { characters, generationId, ...(await publishSome(api, posts, characters[0]!)) };
}

async function makeCharacter(api: ApiClient, template: PersonaTemplate) {
  const { id: _id, pictureUrl: _pictureUrl, ...content } = template;
  const handle = content.name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z]+/g, '.');
  const made = await api.post(
    '/characters',
    {
      ...content,
      handle,
      timeZone,
      declaration: { kind: 'synthetic', statement: 'This character is made up.', signer: owner.name },
    },
    Character,
  );
  return until(`${content.name}’s face to be learnt`, async () => {
    const character = await api.get(`/characters/${made.id}`, Character);
    return character.identityReady ? character : undefined;
  });
}

async function generate(api: ApiClient, request: StartGenerationInput): Promise<Generation> {
  const { id } = await api.post('/generations', request, Generation);
  return until(`${request.medium} to be made`, async () => {
    const generation = await api.get(`/generations/${id}`, Generation);
    if (generation.state === 'failed') throw new Error(generation.failure ?? 'No reason was given.');
    return generation.state === 'done' ? generation : undefined;
  });
}

/** A draft with the best take and a caption of the character's own. */
async function makePost(
  api: ApiClient,
  characterId: string,
  drawn: Generation,
  topic: string,
): Promise<Post> {
  const take = drawn.takes.find(({ state }) => state === 'done');
  if (!take?.assetId) throw new Error(`No picture about ${topic} was good enough.`);
  await api.post(`/generations/${drawn.id}/choose`, { takeId: take.id }, Generation);
  const written = await generate(api, {
    medium: 'text',
    characterId,
    topic,
    assetId: take.assetId,
    maxLength: 220,
    takes: 1,
  });
  const { items } = await api.get(`/accounts?characterId=${characterId}`, Accounts);
  const caption = written.takes[0]?.caption ?? '';
  const body = {
    characterId,
    caption,
    hashtags: written.takes[0]?.hashtags ?? [],
    media: [{ assetId: take.assetId }],
  };
  return api.post('/posts', { ...body, accountIds: items.map(({ id }) => id) }, Post);
}

/** The first goes out, the second and third get a time, the fourth waits for review, the fifth stays a draft. */
async function publishSome(api: ApiClient, posts: readonly Post[], character: Character) {
  const [first, second, third, fourth, draft] = posts;
  for (const post of [first!, second!, third!, fourth!]) await api.post(`/posts/${post.id}/submit`, {}, Post);
  for (const post of [first!, second!, third!]) {
    const { contentHash } = await api.get(`/posts/${post.id}`, Post);
    await api.post(`/posts/${post.id}/review`, { decision: 'approved', contentHash }, Post);
  }
  for (const [index, post] of [second!, third!].entries()) {
    const day = new Date(Date.now() + (index + 1) * dayMilliseconds).toISOString().slice(0, 10);
    const localTime = `${day}T${index === 0 ? '18:30' : '08:15'}`;
    await api.post(`/posts/${post.id}/schedule`, { when: 'at', localTime }, Post);
  }
  const sent = await api.post(`/posts/${first!.id}/schedule`, { when: 'now' }, Post);
  for (const { id } of sent.deliveries)
    await until('a post to be read back', async () => {
      const { state, disclosed } = await api.get(`/deliveries/${id}`, DeliveryDetail);
      return state === 'published' && disclosed !== null ? true : undefined;
    });
  const delivery = sent.deliveries.find(({ platform }) => platform === 'instagram') ?? sent.deliveries[0]!;
  return {
    draftId: draft!.id,
    deliveryId: delivery.id,
    timelinePath: `/timeline/${delivery.platform}/${delivery.handle || character.handle}`,
  };
}

async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const limit = performance.now() + longestSeconds * 1000;
  while (performance.now() < limit) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await wait(pollMilliseconds);
  }
  throw new Error(`Waited ${longestSeconds} s for ${what}.`);
}
