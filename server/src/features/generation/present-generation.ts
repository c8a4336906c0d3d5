import { assetUrls } from '#features/library/index.ts';
import type { Generation, Take } from './contract.ts';
import type { GenerationRow, TakeRow } from './queries.ts';
import { byWorth } from './rules.ts';

const kindOf = { image: 'image', speech: 'audio', video: 'video', text: null } as const;

/** Checks below whose line a picture is not even shown as a thumbnail. */
const hiding: ReadonlySet<string> = new Set(['safety', 'apparent-age']);

export function presentGeneration(
  {
    generation: row,
    characterName,
    inPost,
  }: { readonly generation: GenerationRow; readonly characterName: string; readonly inPost: boolean },
  takes: readonly TakeRow[],
): Generation {
  return {
    id: row.id,
    characterId: row.characterId,
    characterName,
    characterVersion: row.characterVersion,
    medium: row.medium,
    request: { ...row.request },
    state: row.state,
    progress: row.progress,
    stage: row.stage,
    failure: row.failure,
    chosenTakeId: row.chosenTakeId,
    forPostId: row.forPostId,
    inPost,
    takes: takes.toSorted(byWorth).map((take) => presentTake(take, row.medium)),
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

function presentTake(take: TakeRow, medium: GenerationRow['medium']): Take {
  const isUnsafe = take.checks.some(({ name, verdict }) => hiding.has(name) && verdict === 'fail');
  const urls = take.assetId && !isUnsafe ? assetUrls(take.assetId) : undefined;
  return {
    id: take.id,
    number: take.number,
    seed: take.seed,
    state: take.state,
    assetId: take.assetId,
    kind: kindOf[medium],
    thumbnailUrl: urls?.largeThumbnail ?? null,
    fileUrl: urls?.file ?? null,
    caption: take.caption,
    hashtags: take.hashtags,
    parts: take.parts,
    score: take.score,
    scoreParts: take.scoreParts,
    checks: take.checks,
    warnings: take.warnings,
    madeBy: take.madeBy,
    failure: take.failure,
    // A person who cancels gives no reason.
    dropped: take.state === 'cancelled' && take.failure !== null,
  };
}
