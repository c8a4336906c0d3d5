import type { AppContext } from '#context';
import { accountsForWebhooks, openCredentials } from '#features/accounts/index.ts';
import { AppError } from '#kernel/errors.ts';
import type { WebhookRequest } from '#platforms/engagement.ts';
import { hastenReadings } from './queries.ts';

/**
 * Takes a platform's word that something happened: only when its signature holds, and only as a hint to read the
 * account now. What is shown is always what the platform answers to our own question.
 * @throws AppError `not_found` where the platform has no webhooks, `forbidden` for a signature nobody here knows.
 */
export async function receiveWebhook(
  app: AppContext,
  platformId: string,
  request: WebhookRequest,
): Promise<{ readonly read: number }> {
  const webhooks = app.platforms.all.find(({ manifest }) => manifest.id === platformId)?.webhooks;
  if (!webhooks) throw new AppError('not_found', 'This platform sends no messages here.');
  const accounts = await accountsForWebhooks(app, platformId);
  const trusting = accounts.filter((account) => webhooks.verify(request, openCredentials(app, account)));
  if (trusting.length === 0) throw new AppError('forbidden', 'This message is not signed by the platform.');
  const told = webhooks.events(request);
  for (const event of told) {
    const meant = trusting.filter(({ remoteId }) => remoteId === event.accountRemoteId);
    for (const account of meant) await hastenReadings(app, account, event.remoteId);
  }
  return { read: told.length };
}

/** Answers the question with which a platform makes sure that the address is ours. */
export async function answerChallenge(app: AppContext, platformId: string, request: WebhookRequest) {
  const webhooks = app.platforms.all.find(({ manifest }) => manifest.id === platformId)?.webhooks;
  if (!webhooks?.challenge) throw new AppError('not_found', 'This platform sends no messages here.');
  for (const account of await accountsForWebhooks(app, platformId)) {
    const answer = webhooks.challenge(request, openCredentials(app, account));
    if (answer) return answer;
  }
  throw new AppError('forbidden', 'This is not a question of the platform about an account here.');
}
