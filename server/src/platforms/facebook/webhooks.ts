import type { WebhookEvent } from '#platforms/engagement.ts';
import { type EntryChange, entryChanges, idIn, metaWebhooks } from '#platforms/meta/webhooks.ts';

/** The Page's `feed`: posts, comments, reactions. https://developers.facebook.com/documentation/pages-api/webhooks-for-pages */
export const webhooks = metaWebhooks((body) => entryChanges('page', body)?.flatMap(eventsOf));

function eventsOf({ accountId: accountRemoteId, field, value }: EntryChange): WebhookEvent[] {
  const comment = idIn(value, 'comment_id');
  const post = idIn(value, 'post_id');
  if (field === 'mention') return [{ accountRemoteId, about: 'mentions', remoteId: comment ?? post }];
  if (field !== 'feed') return [];
  if (value.item === 'comment') return [{ accountRemoteId, about: 'comments', remoteId: comment ?? post }];
  return [{ accountRemoteId, about: 'post', remoteId: post }];
}
