import { measure, utf8Bytes } from '#kernel/text-length.ts';
import type { Engaging } from '#platforms/engagement.ts';
import { Created, type Graph, isMissing, Success } from '#platforms/meta/graph.ts';
import { type PlatformAccount, type PlatformCall, PlatformError } from '#platforms/platform.ts';
import { manifest } from './manifest.ts';
import { MessageFrom, SentMessage } from './schema.ts';

/** https://developers.facebook.com/documentation/instagram-platform/instagram-api-with-instagram-login/messaging-api */
const maxMessageBytes = 1000;

/**
 * Answers, hiding and taking away comments under own posts; answers to messages. Likes are in Meta's reference for
 * Facebook login only, and there is no way to follow.
 */
export function instagramEngaging(
  graphFor: (account: PlatformAccount, call: PlatformCall) => Graph,
): Engaging {
  return {
    async reply({ toRemoteId, postRemoteId, text }, account, call) {
      const graph = graphFor(account, call);
      // Numbers are comments and posts; the ids of messages are not.
      if (!/^\d+$/.test(toRemoteId)) return answerMessage(graph, account, toRemoteId, text);
      const { max, unit } = manifest.comment;
      if (text.trim() === '' || measure(text, unit) > max) {
        throw new PlatformError('rejected', `Instagram takes an answer of 1 to ${max} characters.`, {
          hint: 'Shorten it.',
        });
      }
      // What stands under no post of ours is a post of somebody who tagged the account.
      const path = {
        mention: `${account.remoteId}/mentions`,
        post: `${toRemoteId}/comments`,
        comment: `${toRemoteId}/replies`,
      }[postRemoteId === null ? 'mention' : toRemoteId === postRemoteId ? 'post' : 'comment'];
      const json = { message: text, ...(postRemoteId === null ? { media_id: toRemoteId } : {}) };
      const { id } = await graph.post(path, { json }, Created, { publishes: true });
      return { remoteId: id };
    },

    async hideComment(remoteId, hidden, account, call) {
      await graphFor(account, call).post(remoteId, { json: { hide: hidden } }, Success);
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

/** Only within 24 hours of the person's own message; Instagram refuses it afterwards. */
async function answerMessage(graph: Graph, account: PlatformAccount, toRemoteId: string, text: string) {
  if (text.trim() === '' || utf8Bytes(text) > maxMessageBytes) {
    throw new PlatformError('rejected', `Instagram takes a message of 1 to ${maxMessageBytes} bytes.`, {
      hint: 'Shorten it.',
    });
  }
  const { from } = await graph.get(toRemoteId, { fields: 'id,from' }, MessageFrom);
  if (!from || from.id === account.remoteId) {
    throw new PlatformError('rejected', 'That message was not written by somebody else.', {
      hint: 'Answer a message that this account received.',
    });
  }
  const body = { json: { recipient: { id: from.id }, message: { text } } };
  const sent = await graph.post(`${account.remoteId}/messages`, body, SentMessage, { publishes: true });
  return { remoteId: sent.message_id };
}
