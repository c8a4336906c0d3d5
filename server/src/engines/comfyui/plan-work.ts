import sharp from 'sharp';
import type { ImageRequest, VideoRequest } from '#engines/engine.ts';
import { frameCount, frameSize, type PixelSize } from '#engines/frame-size.ts';
import { altTextFor, editPromptFor, motionPromptFor, type Prompt, promptFor } from '#engines/prompt-words.ts';
import { AppError, messageOf } from '#kernel/errors.ts';
import { formats } from '#kernel/shot.ts';
import { type Assessment, assessAbility, assessIn } from './assess-recipe.ts';
import type { RecipeValues } from './build-graph.ts';
import type { Inventory } from './inventory.ts';
import { type Recipe, type RecipeAbility, recipeAbilities, splitBinding } from './recipe.ts';
import { type ComfySettings, recipesOf } from './settings.ts';

/** One piece of work, decided: which recipe with which values and pictures. */
export interface WorkPlan {
  readonly assessment: Assessment;
  readonly values: RecipeValues;
  /** Paths, in the order of the recipe's slots. */
  readonly pictures: readonly string[];
  readonly altText: string;
  readonly warnings: readonly string[];
}

/** Seeds go to 2^64 there; ours stay exact in JSON. */
const seedLimit = Number.MAX_SAFE_INTEGER;
/** A preview has about a third of the pixels. */
const previewShare = 0.3;

/** @throws AppError `unavailable` that names what must be installed, when no recipe can do it */
export async function planPicture(
  request: ImageRequest,
  inventory: Inventory,
  settings: ComfySettings,
): Promise<WorkPlan> {
  const task = request.task ?? { kind: 'create' };
  const references = request.references ?? [];
  const wanted = abilityOf(task.kind, references.length > 0);
  const { assessment, warnings } = choose(wanted, inventory, settings, request.workflow);
  const { recipe } = assessment;
  const ability = recipe.abilities.includes(wanted) ? wanted : 'text-to-image';
  const given = [
    ...(task.kind === 'create' ? [] : [task.source]),
    ...(ability === 'image-from-references' || ability === 'edit' ? references.map(({ path }) => path) : []),
  ];
  const { slots } = recipe.pictures;
  if (ability === 'image-from-references' && given.length > slots.length) {
    warnings.push(`Only the first ${slots.length} of ${given.length} reference pictures were used.`);
  }
  const prompt = promptOf(request, task.kind, ability, recipe);
  if (!recipe.negativeWorks && (request.negativePrompt ?? '').trim() !== '') {
    warnings.push(`${recipe.label} does not heed what must not be in the picture.`);
  }
  if (task.kind === 'edit' && recipe.inputs.strength === undefined) {
    warnings.push(`${recipe.label} decides by itself how much changes: the strength was not used.`);
  }
  const size = await sizeOf(request, recipe);
  return {
    assessment,
    pictures: given.slice(0, slots.length),
    values: {
      ...prompt,
      seed: seedOf(request.seed),
      ...size,
      ...stepsOf(request, recipe),
      ...(task.kind === 'edit' && { strength: Math.min(1, Math.max(0.05, task.strength)) }),
    },
    altText: altTextFor(request.look, request.shot),
    warnings,
  };
}

/** @throws AppError `invalid` for clips that ComfyUI does not film, `unavailable` when no recipe can do it */
export async function planClip(
  request: VideoRequest,
  inventory: Inventory,
  settings: ComfySettings,
): Promise<WorkPlan> {
  if (request.kind !== 'animated' || !request.still) {
    throw new AppError('invalid', 'ComfyUI films clips from a still picture only.', {
      hint: 'Use the built-in editor for talking clips and moving stills.',
    });
  }
  const { assessment, warnings } = choose('image-to-video', inventory, settings, request.workflow);
  const { recipe } = assessment;
  const { still } = request;
  const clip = recipe.clip;
  const frames = clip && frameCount(still.seconds, clip);
  if (clip && frames && frames / clip.framesPerSecond < still.seconds - 0.3) {
    warnings.push(
      `The clip is ${(frames / clip.framesPerSecond).toFixed(1)} s long: ${recipe.label} films no longer.`,
    );
  }
  const prompt = around(motionPromptFor(request.shot, request.motion ?? ''), 'image-to-video', recipe);
  const source = await dimensionsOf(still.path);
  return {
    assessment,
    pictures: [still.path],
    values: {
      ...prompt,
      seed: seedOf(request.seed),
      ...(recipe.frame && frameSize(source, recipe.frame)),
      ...(frames && { frames }),
    },
    altText: altTextFor(request.look, request.shot),
    warnings,
  };
}

function abilityOf(kind: NonNullable<ImageRequest['task']>['kind'], hasReferences: boolean): RecipeAbility {
  if (kind === 'edit') return 'edit';
  if (kind === 'detail-face') return 'detail-face';
  if (kind === 'upscale') return 'upscale';
  return hasReferences ? 'image-from-references' : 'text-to-image';
}

interface Choice {
  readonly assessment: Assessment;
  readonly warnings: string[];
}

function choose(
  ability: RecipeAbility,
  inventory: Inventory,
  settings: ComfySettings,
  workflow?: string,
): Choice {
  if (workflow !== undefined) return chosen(workflow, inventory, settings);
  const [best] = assessAbility(ability, inventory, settings);
  if (best && best.missing.length === 0) {
    const memory = best.fitsMemory
      ? []
      : [
          `${best.recipe.label} wants ${best.recipe.minimumVramGib} GB of graphics memory; here it may be slow or fail.`,
        ];
    return {
      assessment: best,
      warnings: [...(best.recipe.warning ? [best.recipe.warning] : []), ...memory],
    };
  }
  const lacks = best
    ? `${best.recipe.label} lacks ${best.missing.slice(0, 4).join(', ')}`
    : 'it has no recipe';
  if (ability === 'image-from-references') {
    const plain = choose('text-to-image', inventory, settings);
    plain.warnings.unshift(`No route here keeps a face, so the references were not used: ${lacks}.`);
    return plain;
  }
  throw new AppError(
    'unavailable',
    `This ComfyUI cannot do it yet (${recipeAbilities[ability].toLowerCase()}): ${lacks}.`,
    {
      hint: `Install what is missing on ComfyUI’s side; the engine’s page lists every route and its files.`,
      facts: { engineError: 'MISSING_MODEL', ability, missing: best?.missing ?? [] },
    },
  );
}

/** @throws AppError `unavailable` for a workflow that is gone or lacks something */
function chosen(id: string, inventory: Inventory, settings: ComfySettings): Choice {
  const recipe = recipesOf(settings).find((one) => one.id === id);
  if (!recipe) {
    throw new AppError('unavailable', 'The workflow that was chosen is no longer kept with this ComfyUI.', {
      hint: 'Choose another one, or import it again on the engines page.',
    });
  }
  const assessment = assessIn(recipe, inventory, settings);
  if (assessment.missing.length === 0) return { assessment, warnings: [] };
  throw new AppError(
    'unavailable',
    `“${recipe.label}” lacks ${assessment.missing.slice(0, 4).join(', ')} on this ComfyUI.`,
    {
      hint: 'Install what is missing on ComfyUI’s side, or choose another workflow.',
      facts: { engineError: 'MISSING_MODEL', missing: assessment.missing },
    },
  );
}

function promptOf(
  request: ImageRequest,
  kind: NonNullable<ImageRequest['task']>['kind'],
  ability: RecipeAbility,
  recipe: Recipe,
): Prompt {
  const { look, shot, prompt, negativePrompt } = request;
  const words =
    kind === 'edit'
      ? editPromptFor(look, prompt, negativePrompt)
      : promptFor(look, shot, prompt, negativePrompt);
  return around(words, ability, recipe);
}

function around({ positive, negative }: Prompt, ability: RecipeAbility, recipe: Recipe): Prompt {
  const { before = '', after = '' } = recipe.words?.[ability] ?? {};
  return { positive: `${before}${positive}${after}`, negative };
}

async function sizeOf(request: ImageRequest, recipe: Recipe): Promise<Partial<PixelSize>> {
  const { task, shot, quality } = request;
  if (recipe.inputs.width === undefined) return {};
  if (task?.kind === 'upscale') {
    const { width, height } = await dimensionsOf(task.source);
    return { width: width * task.factor, height: height * task.factor };
  }
  if (!recipe.frame) return {};
  const shape = task && 'source' in task ? await dimensionsOf(task.source) : formats[shot.format];
  const megapixels = recipe.frame.megapixels * (quality === 'preview' ? previewShare : 1);
  return frameSize(shape, { ...recipe.frame, megapixels });
}

/** A preview is sampled in half the steps, where the recipe says how many it takes. */
function stepsOf({ quality }: ImageRequest, recipe: Recipe): RecipeValues {
  const binding = recipe.inputs.steps?.[0];
  if (quality === 'final' || binding === undefined) return {};
  const { node, input } = splitBinding(binding);
  const steps = recipe.graph[node]?.inputs[input];
  return typeof steps === 'number' ? { steps: Math.max(1, Math.ceil(steps / 2)) } : {};
}

async function dimensionsOf(path: string): Promise<PixelSize> {
  try {
    const { autoOrient } = await sharp(path).metadata();
    return autoOrient;
  } catch (cause) {
    throw new AppError('invalid', 'The picture to work on cannot be read.', {
      hint: `Choose another one (${messageOf(cause)}).`,
      cause,
    });
  }
}

function seedOf(seed: number): number {
  return Math.min(seedLimit, Math.max(0, Math.trunc(Math.abs(seed))));
}
