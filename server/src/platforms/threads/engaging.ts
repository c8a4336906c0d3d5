import { measure } from '#kernel/text-length.ts';
import type { Engaging } from '#platforms/engagement.ts';
import { untilFinished } from '#platforms/meta/containers.ts';
import { Created, type Graph, Success } from '#platforms/meta/graph.ts';
import { type PlatformAccount, type PlatformCall, PlatformError } from '#platforms/platform.ts';
import { containerRefusal } from './errors.ts';
import { manifest } from './manifest.ts';
import { look, publishContainer } from './publish.ts';

/** Replies and hiding. Threads offers no likes and no following through its API. */
export function threadsEngaging(
  graphFor: (account: PlatformAccount, call: PlatformCall) => Graph,
  pollSeconds: readonly number[],
): Engaging {
  return {
    async reply({ toRemoteId, text }, account, call) {
      const { max, unit } = manifest.comment;
      if (text.trim() === '' || measure(text, unit) > max) {
        throw new PlatformError('rejected', `Threads takes a reply of 1 to ${max} characters.`, {
          hint: 'Shorten it.',
        });
      }
      const graph = graphFor(account, call);
      await call.limits.take('replies');
      const form = { media_type: 'TEXT', text, reply_to_id: toRemoteId };
      const { id: container } = await graph.post(`${account.remoteId}/threads`, { form }, Created);
      await untilFinished({
        name: 'Threads',
        call,
        pollSeconds,
        look: () => look(graph, container),
        refusalOf: containerRefusal,
      });
      return { remoteId: await publishContainer(graph, account.remoteId, container) };
    },

    async hideComment(remoteId, hidden, account, call) {
      const form = { hide: String(hidden) };
      await graphFor(account, call).post(`${remoteId}/manage_reply`, { form }, Success);
    },
  };
}
