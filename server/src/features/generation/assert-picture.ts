import type { Ctx } from '#context';
import { readAsset, whySetAside } from '#features/library/index.ts';
import { findWorkflow } from '#features/workflows/index.ts';
import { AppError } from '#kernel/errors.ts';
import { changeWay, nobodyCan } from './change-ways.ts';
import type { StartGeneration } from './contract.ts';

type ImageWanted = Extract<StartGeneration, { medium: 'image' }>;
type VideoWanted = Extract<StartGeneration, { medium: 'video' }>;

/** Checks whose failure no change mends: such a picture is not given to an engine again. */
const forbidding: ReadonlySet<string> = new Set(['safety', 'apparent-age']);

/**
 * @throws AppError `invalid` for a picture that cannot be changed or a change without words, `unavailable` when
 * nobody can do it
 */
export async function assertPicture(ctx: Ctx, input: ImageWanted): Promise<void> {
  const { change, workflow } = input;
  for (const id of input.referenceAssetIds) await assertShowable(ctx, input.characterId, id);
  if (workflow) await assertWorkflow(ctx, workflow, change ? [change.kind] : drawn);
  if (!change) return;
  const { asset } = await readAsset(ctx, change.assetId);
  if (asset.kind !== 'image' || asset.characterId !== input.characterId) {
    throw new AppError('invalid', 'Only a picture of this character can be changed.', {
      field: 'change.assetId',
      hint: 'Choose one of the character’s pictures in the library.',
    });
  }
  const unsafe = asset.checks.find(({ name, verdict }) => forbidding.has(name) && verdict === 'fail');
  if (unsafe) {
    throw new AppError('invalid', `This picture cannot be changed: ${unsafe.reason}`, {
      field: 'change.assetId',
      hint: 'Choose another picture.',
    });
  }
  if (change.kind === 'edit' && input.prompt === '') {
    throw new AppError('invalid', 'Say what is to be different.', {
      field: 'prompt',
      hint: 'For example: “a red coat instead of the blue one”.',
    });
  }
  if (workflow) return;
  const way = await changeWay(ctx, asset, change.kind);
  if (way.by === 'nobody') throw nobodyCan(change.kind, asset.recipe.enlarged === true);
}

/** @throws AppError `invalid` for a file that is no picture of the character, or one that was set aside. */
async function assertShowable(ctx: Ctx, characterId: string, assetId: string): Promise<void> {
  const { asset } = await readAsset(ctx, assetId);
  const reason = whySetAside(asset.checks);
  if (asset.kind === 'image' && asset.characterId === characterId && reason === undefined) return;
  throw new AppError('invalid', reason ?? 'A reference must be a picture of this character.', {
    field: 'referenceAssetIds',
    hint: 'Choose another picture from the library.',
  });
}

const drawn = ['text-to-image', 'image-from-references'];

/** @throws AppError `invalid` for a workflow that is gone or does other work */
export async function assertWorkflow(
  ctx: Ctx,
  { engineId, workflowId }: NonNullable<(ImageWanted | VideoWanted)['workflow']>,
  abilities: readonly string[],
): Promise<void> {
  const workflow = await findWorkflow(ctx, engineId, workflowId);
  if (!workflow) {
    throw new AppError('invalid', 'The workflow that was chosen is not there any more.', {
      field: 'workflow',
      hint: 'Choose another one, or import it again on the engines page.',
    });
  }
  if (abilities.includes(workflow.ability)) return;
  throw new AppError(
    'invalid',
    `“${workflow.label}” is for other work: ${workflow.abilityLabel.toLowerCase()}.`,
    {
      field: 'workflow',
      hint: 'Choose a workflow for this kind of work.',
    },
  );
}
