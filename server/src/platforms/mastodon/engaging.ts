import { createHash } from 'node:crypto';
import type { Engaging } from '#platforms/engagement.ts';
import { type PlatformAccount, type PlatformCall, PlatformError } from '#platforms/platform.ts';
import { plainText } from './plain-text.ts';
import { findStatus } from './reading.ts';
import { Anything, Context, Status } from './schema.ts';
import type { MastodonServer } from './server.ts';

/** Answering, favouring and following, one by one. */
export function engagingOf(
  serverOf: (account: PlatformAccount, call: PlatformCall) => MastodonServer,
): Required<Pick<Engaging, 'reply' | 'like' | 'follow'>> {
  return {
    /** Names whom it answers, as Mastodon's own apps do; seen by no more people than what it answers. */
    async reply({ toRemoteId, text, operationKey }, account, call) {
      const server = serverOf(account, call);
      const parent = await findStatus(server, toRemoteId);
      if (!parent)
        throw new PlatformError('gone', 'The post is not there any more.', { hint: 'Reload the list.' });
      const named = `@${parent.account.acct}`;
      const toSelf = parent.account.id === account.remoteId;
      const status = toSelf || text.includes(named) ? text : `${named} ${text}`;
      // Past the hour in which a server remembers the key, the answer itself tells that it is there.
      const earlier = await findReply(server, toRemoteId, status, account);
      if (earlier) return { remoteId: earlier.id };
      const request = { method: 'POST', path: '/api/v1/statuses' } as const;
      await server.take(request);
      const json = { status, in_reply_to_id: toRemoteId, visibility: parent.visibility };
      const key = createHash('sha256').update(`reply\n${operationKey}`).digest('hex');
      const { id } = await server.ask({
        ...request,
        body: { json },
        answer: Status,
        idempotencyKey: key,
        publishes: true,
      });
      return { remoteId: id };
    },

    async like(remoteId, account, call) {
      const path = `/api/v1/statuses/${remoteId}/favourite`;
      await serverOf(account, call).ask({ method: 'POST', path, answer: Anything });
    },

    async follow(person, account, call) {
      const path = `/api/v1/accounts/${person}/follow`;
      await serverOf(account, call).ask({ method: 'POST', path, answer: Anything });
    },
  };
}

async function findReply(
  server: MastodonServer,
  toRemoteId: string,
  text: string,
  { remoteId }: PlatformAccount,
): Promise<Status | undefined> {
  const path = `/api/v1/statuses/${toRemoteId}/context`;
  const { descendants } = await server.ask({ method: 'GET', path, answer: Context });
  // A mention is shown without its server, so both are compared without.
  const bare = (words: string) => words.replaceAll(/(@[\w.-]+)@[\w.:-]+/g, '$1');
  return descendants.find(
    ({ account, in_reply_to_id, content }) =>
      account.id === remoteId && in_reply_to_id === toRemoteId && bare(plainText(content)) === bare(text),
  );
}
