import { entryChanges, idIn, metaWebhooks } from '#platforms/meta/webhooks.ts';

const abouts: Readonly<Record<string, 'comments' | 'mentions' | 'messages'>> = {
  comments: 'comments',
  live_comments: 'comments',
  mentions: 'mentions',
  messages: 'messages',
};

/** What is asked for when an account is connected by signing in. */
export const subscribedFields = 'comments,mentions,messages';

/** https://developers.facebook.com/documentation/instagram-platform/webhooks/examples */
export const webhooks = metaWebhooks((body) =>
  entryChanges('instagram', body)?.flatMap(({ accountId, field, value }) => {
    const about = abouts[field];
    if (!about) return [];
    const remoteId =
      idIn(value, 'id') ??
      idIn(value, 'message', 'mid') ??
      idIn(value, 'comment_id') ??
      idIn(value, 'media_id');
    return [{ accountRemoteId: accountId, about, remoteId }];
  }),
);
