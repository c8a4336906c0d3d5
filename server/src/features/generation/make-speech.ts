import { type EngineWorkOutcome, engineOfVoice, runOnEngine } from '#features/engines/index.ts';
import { storeAsset } from '#features/library/index.ts';
import { messageOf } from '#kernel/errors.ts';
import type { StartGeneration } from './contract.ts';
import { checkLoudness, unheard, type Weighed, weigh, weighSpeech } from './score-words.ts';
import { madeBy, runOf, type TakeOutcome, type TakeWork } from './take-work.ts';

type SpeechWanted = Extract<StartGeneration, { medium: 'speech' }>;

/** Waiting behind other work included. */
const speakSeconds = 300;

export interface Spoken extends EngineWorkOutcome<'speech'> {
  readonly weighed: readonly Weighed[];
}

/** Says a script in the character's voice and listens to it, as the first `share` of the take. */
export async function speak(work: TakeWork, script: string, share: number): Promise<Spoken> {
  const { ctx, character, take, folder } = work;
  const { voice, persona } = character.content;
  const language = persona.languages[0] ?? 'en';
  const request = { voice, script, language, folder };
  const run = runOf(work, speakSeconds, { from: 0, to: 0.6 * share });
  const spoken = await runOnEngine(
    ctx,
    {
      medium: 'speech',
      abilities: ['speech'],
      characterId: character.characterId,
      subject: `take ${take.id} speech`,
      // The voice belongs to an engine, and no other one sounds like it.
      choice: engineOfVoice(voice.engine),
      request: async () => request,
    },
    run,
  );
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
  const { result, warnings, weighed, engine } = await speak(work, wanted.script, 1);
  const { score, scoreParts } = weigh(weighed);
  const checks = weighed.map((check) => check.result);
  const asset = await storeAsset(ctx, {
    file: result.file,
    character: { id: character.characterId, version: character.version },
    engine: engine.id,
    model: result.model,
    seed: take.seed,
    prompt: wanted.script,
    recipe: result.recipe,
    sourceType: engine.manifest.sourceType,
    altText: `${character.content.name} says: ${wanted.script}`.slice(0, 1000),
    tags: ['voice'],
    score,
    identityDistance: null,
    checks,
    archived: false,
  });
  return { assetId: asset.id, score, scoreParts, checks, warnings, madeBy: madeBy(engine, result.model) };
}
