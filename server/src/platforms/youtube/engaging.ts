import type { Engaging } from '#platforms/engagement.ts';
import type { PlatformAccount, PlatformCall } from '#platforms/platform.ts';
import type { YouTubeClient } from './client.ts';
import { commentUnits, insertThread } from './first-comment.ts';
import { Anything, Comment, Comments } from './schema.ts';

/** Each change costs this much of the day's units. */
const changeUnits = 50;

/**
 * Answering and hiding under the channel's own videos. Comments cannot be liked, and likes and subscriptions must be
 * a person's own act: https://developers.google.com/youtube/terms/developer-policies
 */
export function youtubeEngaging(
  clientFor: (account: PlatformAccount, call: PlatformCall) => YouTubeClient,
): Engaging {
  const moderate = async (
    id: string,
    moderationStatus: string,
    account: PlatformAccount,
    call: PlatformCall,
  ) => {
    await call.limits.take('units', changeUnits);
    await clientFor(account, call).send({
      method: 'POST',
      path: '/youtube/v3/comments/setModerationStatus',
      query: { id, moderationStatus },
      answer: Anything,
    });
  };
  return {
    async reply({ toRemoteId, postRemoteId, text }, account, call) {
      await call.limits.take('units', commentUnits);
      const client = clientFor(account, call);
      if (toRemoteId === postRemoteId) return { remoteId: await insertThread(client, postRemoteId, text) };
      // Threads have one level: an answer to a reply stands under the same comment.
      const parentId = toRemoteId.split('.')[0]!;
      const { id } = await client.send({
        method: 'POST',
        path: '/youtube/v3/comments',
        query: { part: 'snippet' },
        body: { json: { snippet: { parentId, textOriginal: text } } },
        answer: Comment,
        publishes: true,
      });
      return { remoteId: id };
    },

    hideComment: (remoteId, hidden, account, call) =>
      moderate(remoteId, hidden ? 'heldForReview' : 'published', account, call),

    /** Only its author can delete a comment; those of others are rejected, which hides them for good. */
    async removeComment(remoteId, account, call) {
      const client = clientFor(account, call);
      const { items } = await client.read({
        path: '/youtube/v3/comments',
        query: { part: 'snippet', id: remoteId },
        answer: Comments,
      });
      const [comment] = items;
      if (!comment) return;
      if (comment.snippet.authorChannelId?.value !== account.remoteId) {
        return moderate(remoteId, 'rejected', account, call);
      }
      await call.limits.take('units', changeUnits);
      const query = { id: remoteId };
      await client.send({ method: 'DELETE', path: '/youtube/v3/comments', query, answer: Anything });
    },
  };
}
