import { type MadeText, type TextKind, type TextRequest, textOfKind } from '#engines/engine.ts';
import { runOnEngine } from '#features/engines/index.ts';
import { readAsset } from '#features/library/index.ts';
import { recentCaptions } from '#features/publishing/index.ts';
import { Shot } from '#kernel/shot.ts';
import type { StartGeneration } from './contract.ts';
import { chosenReplies } from './queries.ts';
import { checkWriting, weigh } from './score-words.ts';
import { madeBy, runOf, type TakeOutcome, type TakeWork } from './take-work.ts';

type TextWanted = Extract<StartGeneration, { medium: 'text' }>;

/** Waiting behind other texts included: a large model alone may take five minutes to load. */
const writeSeconds = 900;
const postsCompared = 50;
const repliesCompared = 20;
const longestAltText = 1000;

/** Writes one text of the kind asked for, unlike what the character posted lately. */
export async function makeText(work: TakeWork, asked: TextWanted): Promise<TakeOutcome> {
  const { ctx, character, take } = work;
  const wanted = withDefaults(asked);
  const request = await requestOf(work, wanted);
  const { result, warnings, engine } = await runOnEngine(
    ctx,
    {
      medium: 'text',
      abilities: [wanted.kind],
      characterId: character.characterId,
      subject: `take ${take.id} text`,
      request: async () => request,
    },
    runOf(work, writeSeconds, { from: 0, to: 1 }),
  );
  const written = wordsOf(wanted.kind, result);
  const { unit } = wanted;
  const weighed = checkWriting(
    { ...written, similarity: result.similarity },
    {
      avoid: character.content.persona.avoid,
      unit,
      ...('maxLength' in request && { maxLength: request.maxLength }),
    },
  );
  return {
    ...weigh(weighed),
    ...written,
    checks: weighed.map((check) => check.result),
    warnings,
    madeBy: madeBy(engine, result.model),
  };
}

/** A request from before there were kinds holds less. */
function withDefaults(asked: TextWanted): TextWanted {
  const { kind = 'caption', unit = 'graphemes', maxParts = 6, seconds = 20 } = asked as Partial<TextWanted>;
  const { post = '', message = '', writer = '' } = asked as Partial<TextWanted>;
  return { ...asked, kind, unit, maxParts, seconds, post, message, writer };
}

/** What the engine is asked. */
async function requestOf(work: TakeWork, wanted: TextWanted): Promise<TextRequest> {
  const { ctx, character, take } = work;
  const { name, persona, canon } = character.content;
  const { kind, topic, unit, maxLength, maxHashtags, maxParts, seconds, post, message, writer } = wanted;
  const language = wanted.language ?? persona.languages[0] ?? 'en';
  const common = { character: { name, persona, canon }, language, seed: take.seed };
  const limit = { maxLength, unit };
  const seen = wanted.assetId ? await pictureOf(work, wanted.assetId) : {};
  if (kind === 'alt-text') {
    const { picture } = seen;
    if (!picture) throw new Error('A description was asked for without a picture.');
    return { ...common, kind, unit, maxLength: Math.min(maxLength, longestAltText), picture };
  }
  if (kind === 'reply') {
    const recent = await chosenReplies(ctx, character.characterId, repliesCompared);
    const known = { name: writer === '' ? 'somebody' : writer, known: [] };
    return { ...common, ...limit, kind, message, writer: known, recent, ...(post !== '' && { post }) };
  }
  const recent = await recentCaptions(ctx, character.characterId, postsCompared);
  const about = { ...common, topic, recent, ...(seen.shot && { shot: seen.shot }) };
  switch (kind) {
    case 'caption':
      return { ...about, ...limit, ...seen, kind, maxHashtags };
    case 'hook':
      return { ...about, ...limit, kind };
    case 'thread':
      return { ...about, ...limit, kind, maxParts, maxHashtags };
    case 'script':
      return { ...about, kind, seconds, ...(post !== '' && { caption: post }) };
  }
}

interface Words {
  readonly caption: string;
  readonly hashtags: readonly string[];
  readonly parts?: readonly string[];
}

function wordsOf(kind: TextKind, made: MadeText): Words {
  switch (kind) {
    case 'caption': {
      const { caption, hashtags } = textOfKind(kind, made);
      return { caption, hashtags };
    }
    case 'thread': {
      const { parts, hashtags } = textOfKind(kind, made);
      return { caption: parts.join('\n\n'), hashtags, parts };
    }
    case 'script':
      return { caption: textOfKind(kind, made).script, hashtags: [] };
    default:
      return { caption: textOfKind(kind, made).text, hashtags: [] };
  }
}

/** The picture it goes with, and what it shows when whoever drew it wrote that down. */
async function pictureOf({ ctx }: TakeWork, assetId: string) {
  const { asset } = await readAsset(ctx, assetId);
  const shot = Shot.safeParse(asset.recipe.shot).data;
  const isPicture = asset.kind === 'image';
  return {
    ...(shot && { shot }),
    ...(isPicture && { picture: { path: await ctx.files.pathOf(asset.sha256), mime: asset.mime } }),
  };
}
