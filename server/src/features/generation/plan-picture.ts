import type { Ctx } from '#context';
import type { AbilityId } from '#engines/connected-engine.ts';
import type { ImageEngine, ImageRequest } from '#engines/engine.ts';
import { facePictures } from '#features/characters/index.ts';
import type { RouteChoice } from '#features/engines/contract.ts';
import { type AssetRow, familyOf, readAsset } from '#features/library/index.ts';
import { AppError } from '#kernel/errors.ts';
import type { MadeFrom } from '#kernel/picture-change.ts';
import { lookIn } from '#kernel/shot.ts';
import { changeWay, nobodyCan, type RedrawRecipe } from './change-ways.ts';
import type { StartGeneration } from './contract.ts';
import { varyShot } from './rules.ts';
import type { TakeWork } from './take-work.ts';

type ImageWanted = Extract<StartGeneration, { medium: 'image' }>;
type Change = NonNullable<ImageWanted['change']>;

/** How one picture is made: by whom, from what, and what its record says of that. */
export interface PicturePlan {
  readonly abilities: readonly AbilityId[];
  readonly choice?: RouteChoice;
  readonly request: (engine: ImageEngine) => Promise<ImageRequest>;
  /** Pictures it is meant to be like. */
  readonly family: readonly string[];
  /** Added to its recipe. */
  readonly record: Readonly<Record<string, unknown>>;
  /** Instead of the engine's own. */
  readonly altText?: string;
  readonly warnings: readonly string[];
}

const drawing: readonly AbilityId[] = ['image-from-references', 'text-to-image'];
const changing: readonly AbilityId[] = ['edit', 'detail-face', 'upscale'];

/** @throws AppError `unavailable` when nobody can change a picture so. */
export async function planPicture(work: TakeWork, wanted: ImageWanted): Promise<PicturePlan> {
  const plan = wanted.change ? await planChange(work, wanted, wanted.change) : planDrawing(work, wanted);
  if (!wanted.workflow) return plan;
  const { engineId, workflowId } = wanted.workflow;
  return {
    ...plan,
    // Whatever the engine has ready: the workflow itself says what it lacks.
    abilities: [...plan.abilities, ...drawing, ...changing],
    choice: { kind: 'instances', instanceIds: [engineId], fallback: false },
    request: async (engine) => ({ ...(await plan.request(engine)), workflow: workflowId }),
  };
}

/** What every request says; the words are an edit's instruction. */
function requestOf({ character, take, folder }: TakeWork, wanted: ImageWanted) {
  const varies = wanted.vary && !wanted.change;
  const varied = varies ? varyShot(wanted.shot, take.seed, take.number) : wanted.shot;
  // A request from before people were counted asks for one.
  const people = wanted.people ?? 1;
  const shot = people > 1 ? { ...varied, people } : varied;
  return {
    look: lookIn(shot, character.content.look),
    shot,
    prompt: wanted.prompt,
    seed: take.seed,
    quality: 'final',
    folder,
  } as const;
}

function planDrawing(work: TakeWork, wanted: ImageWanted): PicturePlan {
  const { ctx, character, signal } = work;
  const request = requestOf(work, wanted);
  return {
    abilities: drawing,
    request: async ({ manifest }) => {
      const shown = await shownPictures(ctx, wanted);
      // The built-in artist takes none, and says so where some were chosen.
      const faces = manifest.builtIn ? [] : await facePictures(ctx, character, signal);
      const references = [...shown, ...faces];
      return references.length > 0 ? { ...request, references } : request;
    },
    family: [],
    record: { shot: request.shot },
    warnings: [],
  };
}

/** The pictures chosen for these takes. */
async function shownPictures(ctx: Ctx, { referenceAssetIds = [] }: ImageWanted) {
  return Promise.all(
    referenceAssetIds.map(async (id) => {
      const { asset } = await readAsset(ctx, id);
      return { path: await ctx.files.pathOf(asset.sha256), mime: asset.mime };
    }),
  );
}

async function planChange(work: TakeWork, wanted: ImageWanted, change: Change): Promise<PicturePlan> {
  const { ctx, character, signal } = work;
  const { asset } = await readAsset(ctx, change.assetId);
  const family = await familyOf(ctx, asset);
  const { kind } = change;
  const madeFrom: MadeFrom = { sha256: asset.sha256, change: kind, words: wanted.prompt };
  const way = await changeWay(ctx, asset, kind);
  // A workflow that somebody chose does it, though it could be drawn again.
  if (way.by === 'redraw' && !wanted.workflow) {
    return planRedraw(work, wanted, { asset, family, madeFrom, recipe: way.recipe });
  }
  if (way.by === 'nobody' && !wanted.workflow) throw nobodyCan(kind);
  const source = await ctx.files.pathOf(asset.sha256);
  const request = requestOf(work, wanted);
  return {
    abilities: [kind],
    ...('choice' in way && way.choice && { choice: way.choice }),
    request: async ({ manifest }) => {
      // It was able when it was asked for; what is able now is the built-in artist alone.
      if (manifest.builtIn) throw nobodyCan(kind);
      const task =
        kind === 'edit'
          ? { kind, source, strength: change.strength }
          : kind === 'upscale'
            ? { kind, source, factor: change.factor }
            : { kind, source };
      const references = kind === 'edit' ? await facePictures(ctx, character, signal) : [];
      return { ...request, task, references };
    },
    family,
    record: { shot: request.shot, madeFrom },
    altText: asset.altText,
    warnings:
      kind === 'edit' ? ['The alt text is that of the picture before the change: read it again.'] : [],
  };
}

interface Redrawn {
  readonly asset: AssetRow;
  readonly family: readonly string[];
  readonly madeFrom: MadeFrom;
  readonly recipe: RedrawRecipe;
}

/** The same look, shot and seed, with more pixels. */
function planRedraw(
  work: TakeWork,
  wanted: ImageWanted,
  { asset, family, madeFrom, recipe }: Redrawn,
): PicturePlan {
  const { look, shot, seed } = recipe;
  const source = ''; // The recipe says all there is to draw.
  return {
    abilities: [],
    choice: { kind: 'builtin' },
    request: async ({ manifest }) => {
      if (!manifest.builtIn) throw new AppError('internal', 'A redrawn picture went to another engine.');
      const task = { kind: 'upscale', source, factor: 2 } as const;
      return { ...requestOf(work, wanted), look, shot, seed, prompt: '', task };
    },
    family,
    record: { shot, madeFrom, enlarged: true },
    altText: asset.altText,
    warnings: [],
  };
}
