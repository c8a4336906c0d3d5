import type { Engaging } from '#platforms/engagement.ts';
import type { PlatformAccount, PlatformCall } from '#platforms/platform.ts';
import type { XClient } from './client.ts';
import { createPost } from './publish.ts';
import { Anything } from './schema.ts';

/**
 * Replying and hiding. Since 23 February 2026 programs may reply only where the other mentioned or quoted the
 * account; liking and following ended on 20 April 2026. https://docs.x.com/changelog
 */
export function xEngaging(clientFor: (account: PlatformAccount, call: PlatformCall) => XClient): Engaging {
  return {
    async reply({ toRemoteId, text }, account, call) {
      await call.limits.take('publish');
      await call.limits.take('publish_app');
      const client = clientFor(account, call);
      const reply = { in_reply_to_tweet_id: toRemoteId };
      return { remoteId: await createPost(client, { text, reply, made_with_ai: true }) };
    },

    async hideComment(remoteId, hidden, account, call) {
      await call.limits.take('hides');
      await clientFor(account, call).send({
        method: 'PUT',
        path: `/2/tweets/${remoteId}/hidden`,
        body: { json: { hidden } },
        answer: Anything,
      });
    },
  };
}
