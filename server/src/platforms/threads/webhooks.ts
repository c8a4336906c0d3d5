import { metaWebhooks } from '#platforms/meta/webhooks.ts';
import { ReplyNotice } from './schema.ts';

const abouts: Readonly<Record<string, 'comments' | 'mentions' | 'post'>> = {
  replies: 'comments',
  mentions: 'mentions',
  publish: 'post',
  delete: 'post',
};

/**
 * One notification, one event. Whose post was answered stands in `root_post`; for the others the target is taken
 * for the profile, which the page does not say (unverified).
 * https://developers.facebook.com/documentation/threads/webhooks
 */
export const webhooks = metaWebhooks((body) => {
  const parsed = ReplyNotice.safeParse(body);
  if (!parsed.success) return undefined;
  const { target_id, values } = parsed.data;
  const about = abouts[values.field];
  const accountRemoteId = (about === 'comments' ? values.value.root_post?.owner_id : undefined) ?? target_id;
  if (!about || !accountRemoteId) return [];
  return [{ accountRemoteId, about, remoteId: values.value.id ?? null }];
});
