import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { WebhookEvent, Webhooks } from '#platforms/engagement.ts';
import { readJson } from '#platforms/json-text.ts';
import { PlatformError } from '#platforms/platform.ts';

const Notification = z.looseObject({ event: z.string(), user_openid: z.string(), content: z.string() });
const Content = z.looseObject({ publish_id: z.string().optional(), post_id: z.string().optional() });

/**
 * TikTok tells what became of a post and when an account takes its permission back. `secrets.clientSecret` is the
 * app's. The signature is over the time, a full stop and the bytes of the body.
 * https://developers.tiktok.com/doc/webhooks-verification
 */
export const webhooks: Webhooks = {
  verify({ headers, body }, secrets) {
    const secret = secrets.clientSecret ?? '';
    const given = Object.fromEntries(
      (headers['tiktok-signature'] ?? '').split(',').map((part) => part.trim().split('=', 2)),
    );
    if (secret === '' || !given.t || !/^[0-9a-f]{64}$/i.test(given.s ?? '')) return false;
    const expected = createHmac('sha256', secret).update(`${given.t}.`).update(body).digest();
    return timingSafeEqual(expected, Buffer.from(given.s, 'hex'));
  },

  events({ body }) {
    const told = Notification.safeParse(parsed(body.toString('utf8')));
    if (!told.success) {
      throw new PlatformError('rejected', 'The notification cannot be read.', {
        hint: 'TikTok may have changed its form; posts are still looked up from time to time.',
      });
    }
    const { event, user_openid: accountRemoteId, content } = told.data;
    if (event === 'authorization.removed') return [{ accountRemoteId, about: 'account', remoteId: null }];
    if (!event.startsWith('post.publish.')) return [];
    const { publish_id, post_id } = Content.safeParse(parsed(content)).data ?? {};
    // A post is known by either number: by that of its publishing until TikTok has told its own.
    const ids = [publish_id, post_id].filter((id) => id !== undefined);
    return (ids.length > 0 ? ids : [null]).map(
      (remoteId): WebhookEvent => ({
        accountRemoteId,
        about: 'post',
        remoteId,
      }),
    );
  },
};

function parsed(text: string): unknown {
  try {
    return readJson(text);
  } catch {
    return undefined;
  }
}
