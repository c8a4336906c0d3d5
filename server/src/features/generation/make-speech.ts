import type { MadeSpeech } from '#engines/engine.ts';
import { type EngineOutcome, runEngine } from '#engines/run-engine.ts';
import { storeAsset } from '#features/library/index.ts';
import { messageOf } from '#kernel/errors.ts';
import type { StartGeneration } from './contract.ts';
import { checkLoudness, unheard, type Weighed, weigh, weighSpeech } from './score-words.ts';
import { runOf, type TakeOutcome, type TakeWork } from './take-work.ts';

type SpeechWanted = Extract<StartGeneration, { medium: 'speech' }>;

/** Waiting behind other work included. */
const speakSeconds = 300;

export interface Spoken extends EngineOutcome<MadeSpeech> {
  readonly weighed: readonly Weighed[];
}

/** Says a script in the character's voice and listens to it, as the first `share` of the take. */
export async function speak(work: TakeWork, script: string, share: number): Promise<Spoken> {
  const { ctx, character, folder } = work;
  const { voice, persona } = character.content;
  const language = persona.languages[0] ?? 'en';
  const request = { voice, script, language, folder };
  const run = runOf(work, speakSeconds, { from: 0, to: 0.6 * share });
  const spoken = await runEngine(ctx.engines.speech, request, run);
  work.report(0.7 * share, 'Listening to it');
  return { ...spoken, weighed: await listen(work, spoken.result.file.path, script, language) };
}

async function listen(
  { ctx, signal }: TakeWork,
  path: string,
  script: string,
  language: string,
): Promise<Weighed[]> {
  const loudness = checkLoudness(await ctx.media.measureLoudness(path, signal));
  // The recogniser knows English only.
  if (!/^en\b/i.test(language)) return [loudness];
  try {
    return [weighSpeech(await ctx.media.recogniser.checkSpeech(path, script, signal)), loudness];
  } catch (error) {
    signal.throwIfAborted();
    return [unheard(messageOf(error)), loudness];
  }
}

/** One recording of a script, kept in the library. */
export async function makeSpeech(work: TakeWork, wanted: SpeechWanted): Promise<TakeOutcome> {
  const { ctx, character, take } = work;
  const { result, warnings, weighed } = await speak(work, wanted.script, 1);
  const { score } = weigh(weighed);
  const checks = weighed.map((check) => check.result);
  const { speech } = ctx.engines;
  const asset = await storeAsset(ctx, {
    file: result.file,
    character: { id: character.characterId, version: character.version },
    engine: speech.id,
    model: result.model,
    seed: take.seed,
    prompt: wanted.script,
    recipe: result.recipe,
    sourceType: speech.manifest.sourceType,
    altText: `${character.content.name} says: ${wanted.script}`.slice(0, 1000),
    tags: ['voice'],
    score,
    identityDistance: null,
    checks,
    archived: false,
  });
  return { assetId: asset.id, score, checks, warnings };
}
