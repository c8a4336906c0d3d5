import { measure } from '#kernel/text-length.ts';
import type { Engaging } from '#platforms/engagement.ts';
import { Created, type Graph, isMissing, Success } from '#platforms/meta/graph.ts';
import { type PlatformAccount, type PlatformCall, PlatformError } from '#platforms/platform.ts';
import { manifest } from './manifest.ts';

/**
 * Answers as the Page, hiding, taking away. That a Page may like is documented for old Pages only, so it is not
 * offered; there is no way to follow. https://developers.facebook.com/documentation/pages-api/comments-mentions
 */
export function facebookEngaging(
  graphFor: (account: PlatformAccount, call: PlatformCall) => Graph,
): Engaging {
  return {
    async reply({ toRemoteId, text }, account, call) {
      const { max, unit } = manifest.comment;
      if (text.trim() === '' || measure(text, unit) > max) {
        throw new PlatformError('rejected', `Facebook takes an answer of 1 to ${max} characters.`, {
          hint: 'Shorten it.',
        });
      }
      const body = { form: { message: text } };
      const path = `${toRemoteId}/comments`;
      const { id } = await graphFor(account, call).post(path, body, Created, { publishes: true });
      return { remoteId: id };
    },

    async hideComment(remoteId, hidden, account, call) {
      const body = { form: { is_hidden: String(hidden) } };
      await graphFor(account, call).post(remoteId, body, Success);
    },

    async removeComment(remoteId, account, call) {
      await graphFor(account, call)
        .remove(remoteId)
        .catch((error: unknown) => {
          if (!isMissing(error)) throw error;
        });
    },
  };
}
