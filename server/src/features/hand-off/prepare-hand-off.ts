import { relative } from 'node:path';
import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { type AccountRow, findAccount } from '#features/accounts/index.ts';
import { characterCard } from '#features/characters/index.ts';
import { endingOf } from '#features/library/index.ts';
import {
  buildPayload,
  type DeliveryRow,
  findDelivery,
  findPost,
  lockDelivery,
  readContent,
  setDelivery,
  tellDelivery,
  whyNotToSend,
} from '#features/publishing/index.ts';
import { AppError } from '#kernel/errors.ts';
import type { DeliveryId } from '#kernel/ids.ts';
import { discloseCaption } from '#platforms/caption.ts';
import type { PayloadMedia, PublishPayload } from '#platforms/platform.ts';
import { keepHandOff } from './queries.ts';
import { checklistOf } from './rules.ts';
import type { StoredFile, StoredPackage } from './stored-package.ts';
import { tellPhone } from './tell-phone.ts';

/**
 * Makes the package of a scheduled delivery that a person posts: files cut and marked as for the platform, words
 * with their disclosure, the checklist; and tells the person's phone. Safe to run again.
 */
export async function prepareHandOff(ctx: Ctx, deliveryId: DeliveryId, signal: AbortSignal): Promise<void> {
  const delivery = await findDelivery(ctx, deliveryId);
  const account = await findAccount(ctx, delivery.accountId);
  if (delivery.state !== 'scheduled' || account.mode !== 'hand_off' || !delivery.publishAt) return;
  const content = await readContent(ctx, await findPost(ctx, delivery.postId));
  // What stands in the way is told when the time has come, by whoever sends deliveries.
  if (await whyNotToSend(ctx, delivery, account, content)) return;
  const made = await buildPayload(ctx, content, delivery, account).then(
    (payload) => packageOf(ctx, delivery, account, payload),
    (error: unknown) => fail(ctx, deliveryId, error),
  );
  if (!made) return;
  const dueAt = delivery.publishAt;
  const isNew = await inTransaction(ctx, async (ctx) => {
    const now = await lockDelivery(ctx, deliveryId);
    // Moved, edited or cancelled while the files were made: the next run sees to it.
    const unchanged = now.state === 'scheduled' && now.publishAt?.getTime() === dueAt.getTime();
    if (!unchanged || now.approvedHash !== content.hash) return false;
    await keepHandOff(ctx, { deliveryId, package: made, dueAt, preparedAt: ctx.now() });
    await setDelivery(ctx, deliveryId, {
      state: 'handed_off',
      retryAt: null,
      failure: null,
      failureMessage: '',
      failureHint: '',
    });
    await tellDelivery(
      ctx,
      delivery,
      'delivery.handed_off',
      ({ character, platform }) => `${character}’s post on ${platform} is ready to be posted by hand.`,
    );
    return true;
  });
  if (isNew) await tellPhone(ctx, deliveryId, 'ready', signal);
}

/** What cannot be made will not be made by trying again: a person has to change the post. @throws anything else */
async function fail(ctx: Ctx, deliveryId: DeliveryId, error: unknown): Promise<undefined> {
  if (!(error instanceof AppError) || error.code === 'unavailable') throw error;
  await inTransaction(ctx, async (ctx) => {
    const delivery = await lockDelivery(ctx, deliveryId);
    if (delivery.state !== 'scheduled') return;
    await setDelivery(ctx, deliveryId, {
      state: 'failed',
      failure: 'rejected',
      failureMessage: error.message,
      failureHint: error.hint ?? 'Change the post, then schedule it again.',
    });
    await tellDelivery(
      ctx,
      delivery,
      'delivery.failed',
      ({ character, platform }) => `${character}’s post on ${platform} cannot be prepared: ${error.message}`,
    );
  });
  return undefined;
}

async function packageOf(
  ctx: Ctx,
  delivery: DeliveryRow,
  account: AccountRow,
  payload: PublishPayload,
): Promise<StoredPackage> {
  const manifest = ctx.platforms.manifest(delivery.platform);
  const { handle } = await characterCard(ctx, account.characterId);
  const all = [payload.media, ...(payload.parts ?? []).map(({ media }) => media)];
  const files = all.flatMap((media, part) => media.map((one) => ({ one, part })));
  // A person may forget the platform's own switch, so the words always say it too.
  const spoken = { ...manifest, aiDisclosure: { ...manifest.aiDisclosure, caption: true } };
  return {
    title: payload.title ?? '',
    caption: discloseCaption(spoken, payload.caption, payload),
    parts: (payload.parts ?? []).map(({ text }) => text),
    firstComment: payload.firstComment ?? '',
    files: files.map(({ one, part }, index) => storedFile(ctx, one, part, `${handle}-${index + 1}`)),
    checklist: checklistOf(manifest, delivery.options),
    composeUrl: manifest.handOff.composeUrl,
  };
}

function storedFile(ctx: Ctx, one: PayloadMedia, part: number, name: string): StoredFile {
  const { kind, mime, bytes, width, height, altText, sha256, path } = one;
  return {
    ...{ kind, mime, bytes, width, height, altText, sha256, part },
    path: relative(ctx.config.dataFolder, path),
    name: `${name}.${endingOf(mime)}`,
  };
}
