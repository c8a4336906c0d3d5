import type { Ctx } from '#context';
import { studioUrl } from '#features/accounts/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import type { DeliveryId } from '#kernel/ids.ts';
import { createPlatformHttp } from '#platforms/http.ts';
import { PlatformError } from '#platforms/platform.ts';
import { sendNotice } from '#platforms/send-notice.ts';
import { rehearsalPath } from '#platforms/simulators/rehearsal-plugin.ts';
import { linkOf, presentHandOff } from './present-hand-off.ts';
import { changeHandOff, findHandOff } from './queries.ts';
import { type Messenger, readMessenger } from './settings.ts';

const waitSeconds = 20;

/**
 * Sends the link of a package to the person's phone, where a bot is set. A message that does not go out stops
 * nothing: the reason is kept beside the package.
 */
export async function tellPhone(
  ctx: Ctx,
  deliveryId: DeliveryId,
  why: 'ready' | 'late',
  signal: AbortSignal,
): Promise<void> {
  const messenger = await readMessenger(ctx);
  if (!messenger) return;
  const row = await findHandOff(ctx, deliveryId);
  const { characterName, platformName, handle } = await presentHandOff(ctx, row);
  const first =
    why === 'ready'
      ? `${characterName}: a post for ${platformName} (@${handle}) is ready.`
      : `${characterName}: the post for ${platformName} (@${handle}) is still waiting.`;
  const problem = await send(ctx, messenger, `${first}\n${linkOf(ctx, row)}`, signal).then(
    () => '',
    (error: unknown) => {
      if (error instanceof PlatformError) return error.message;
      throw error;
    },
  );
  await changeHandOff(ctx, deliveryId, { messageProblem: problem });
}

/** @throws AppError when nothing is set, or with the reason why it did not go out. */
export async function sendTestMessage(ctx: Ctx, signal: AbortSignal): Promise<void> {
  requireRole(ctx, 'editor');
  const messenger = await readMessenger(ctx);
  if (!messenger) {
    throw new AppError('conflict', 'No bot is set.', { hint: 'Save a token and a chat first.' });
  }
  try {
    await send(ctx, messenger, 'Links of posts to be posted by hand will come here.', signal);
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    throw new AppError('invalid', error.message, {
      hint: error.hint ?? 'Write to the bot once from your phone, then try again.',
      cause: error,
    });
  }
}

function send(ctx: Ctx, { botToken, chatId, rehearsal }: Messenger, text: string, signal: AbortSignal) {
  const own = studioUrl(ctx);
  const http = createPlatformHttp({
    userAgent: 'AInfluencer',
    isTrustedOrigin: (origin) => rehearsal && origin === new URL(own).origin,
  });
  const limited = AbortSignal.any([signal, AbortSignal.timeout(waitSeconds * 1000)]);
  const baseUrl = rehearsal ? `${own}${rehearsalPath}/telegram` : undefined;
  return sendNotice(http, { baseUrl, botToken, chatId, text }, limited);
}
