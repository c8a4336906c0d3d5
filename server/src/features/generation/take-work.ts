import type { Ctx } from '#context';
import type { EngineManifest, Preview } from '#engines/engine.ts';
import type { EngineRun } from '#engines/run-engine.ts';
import type { Declared } from '#features/characters/index.ts';
import { type AskedWork, engineOfVoice, mainAbilities } from '#features/engines/index.ts';
import type { AssetId, GenerationId, TakeId } from '#kernel/ids.ts';
import type { CheckResult, MadeBy, ScorePart, StartGeneration } from './contract.ts';
import type { TakeRow } from './queries.ts';

/** One take to be made. */
export interface TakeWork {
  readonly ctx: Ctx;
  readonly character: Declared;
  /** Centroid of the character's face, for takes of an engine: its renders and pictures like photographs differ. */
  readonly identityFor: (manifest: Pick<EngineManifest, 'builtIn'>) => Promise<readonly number[]>;
  readonly take: TakeRow;
  /** A folder of this take's own, gone afterwards. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** 0 to 1 within this take; the take as far as it is, where the engine shows it. */
  readonly report: (fraction: number, stage: string, preview?: Preview) => void;
}

/** A take that was made, whatever the checks think of it. */
export interface TakeOutcome {
  readonly assetId?: AssetId;
  readonly caption?: string;
  readonly hashtags?: readonly string[];
  readonly parts?: readonly string[];
  /** 0 to 100. */
  readonly score: number;
  /** What the score is made of; their points sum to it. */
  readonly scoreParts?: readonly ScorePart[];
  readonly checks: readonly CheckResult[];
  readonly warnings: readonly string[];
  readonly madeBy: MadeBy;
  /** Why it is kept but not offered. */
  readonly setAside?: string;
}

/** How an engine is run for a take, its progress being the part from `from` to `to` of the take's. */
export function runOf(
  work: TakeWork,
  timeoutSeconds: number,
  { from, to }: { readonly from: number; readonly to: number },
): EngineRun {
  return {
    signal: work.signal,
    timeoutSeconds,
    onProgress: (fraction, stage, preview) => work.report(from + (to - from) * fraction, stage, preview),
  };
}

/** Who made it, as it is kept with the take. */
export function madeBy(engine: { readonly id: string; readonly name: string }, model: string): MadeBy {
  return { engineId: engine.id, engineName: engine.name, model };
}

/** What the takes of a request will ask the engines for: the plan knows of it before they do. */
export function worksOf(
  character: Pick<Declared, 'characterId' | 'content'>,
  request: StartGeneration,
  takes: readonly { readonly id: TakeId; readonly generationId: GenerationId }[],
): (AskedWork & { readonly takeId: TakeId; readonly generationId: GenerationId })[] {
  const { characterId, content } = character;
  const { medium } = request;
  const choice =
    medium === 'speech'
      ? engineOfVoice(content.voice.engine)
      : medium === 'video' && request.kind !== 'animated'
        ? ({ kind: 'builtin' } as const)
        : undefined;
  return takes.map(({ id, generationId }) => ({
    ...{ takeId: id, generationId, characterId, medium },
    subject: `take ${id} ${medium}`,
    abilities: abilitiesOf(request),
    ...(choice && { choice }),
  }));
}

function abilitiesOf(request: StartGeneration): AskedWork['abilities'] {
  if (request.medium === 'text') return [request.kind];
  if (request.medium === 'image' && request.change) return [request.change.kind];
  return mainAbilities[request.medium];
}
