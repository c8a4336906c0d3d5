import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { WebhookEvent, WebhookRequest, Webhooks } from '#platforms/engagement.ts';
import { PlatformError } from '#platforms/platform.ts';

/**
 * Meta's webhooks: a challenge when the address is entered, then signed notifications.
 * `secrets.clientSecret` is the app's secret, `secrets.verifyToken` the word a person enters beside the address.
 * https://developers.facebook.com/docs/graph-api/webhooks/getting-started
 */
export function metaWebhooks(read: (body: unknown) => readonly WebhookEvent[] | undefined): Webhooks {
  return {
    challenge({ query }, secrets) {
      const challenge = query['hub.challenge'];
      const expected = secrets.verifyToken ?? '';
      if (query['hub.mode'] !== 'subscribe' || challenge === undefined || expected === '') return null;
      if (!sameBytes(query['hub.verify_token'] ?? '', expected)) return null;
      // Echoed as plain text only: whatever it holds, a browser runs nothing of it.
      return { body: challenge, mime: 'text/plain; charset=utf-8' };
    },

    verify({ headers, body }, secrets) {
      const secret = secrets.clientSecret ?? '';
      const given = /^sha256=([0-9a-f]{64})$/i.exec(headers['x-hub-signature-256'] ?? '')?.[1];
      if (secret === '' || given === undefined) return false;
      const expected = createHmac('sha256', secret).update(body).digest('hex');
      return sameBytes(given.toLowerCase(), expected);
    },

    events(request) {
      const events = read(jsonOf(request));
      if (events) return events;
      throw new PlatformError('rejected', 'The notification cannot be read.', {
        hint: 'Meta may have changed its form; comments are still asked for from time to time.',
      });
    },
  };
}

function sameBytes(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function jsonOf({ body }: WebhookRequest): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** One change of an entry: `comments` of Instagram, `feed` of a Page. */
export interface EntryChange {
  readonly accountId: string;
  readonly field: string;
  readonly value: Readonly<Record<string, unknown>>;
}

const Value = z.record(z.string(), z.unknown());
const Change = z.object({ field: z.string(), value: Value });
const Entry = z.object({
  id: z.string(),
  changes: z.array(Change).optional(),
  // Instagram's own examples put one change into the entry itself.
  field: z.string().optional(),
  value: Value.optional(),
  messaging: z.array(Value).optional(),
});
const Notification = z.object({ object: z.string(), entry: z.array(Entry) });

/** The changes in a notification about `object`; undefined when it is none. Messages have the field `messages`. */
export function entryChanges(object: string, body: unknown): readonly EntryChange[] | undefined {
  const parsed = z.array(Notification).safeParse(Array.isArray(body) ? body : [body]);
  if (!parsed.success || parsed.data.some((one) => one.object !== object)) return undefined;
  return parsed.data
    .flatMap(({ entry }) => entry)
    .flatMap(({ id, changes = [], field, value, messaging = [] }) => [
      ...changes.map((change) => ({ accountId: id, ...change })),
      ...(field !== undefined && value ? [{ accountId: id, field, value }] : []),
      ...messaging.map((message) => ({ accountId: id, field: 'messages', value: message })),
    ]);
}

/** An id in a value, by the names that lead to it. */
export function idIn(value: Readonly<Record<string, unknown>>, ...names: readonly string[]): string | null {
  let found: unknown = value;
  for (const name of names) {
    const inside = Value.safeParse(found);
    found = inside.success ? inside.data[name] : undefined;
  }
  return typeof found === 'string' && found !== '' ? found : null;
}
