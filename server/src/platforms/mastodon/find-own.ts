import { Source, type Status, Statuses } from './schema.ts';
import type { MastodonServer } from './server.ts';

const perPage = 40;
/** 400 posts since one was sent are more than any account of ours makes. */
const mostPages = 10;
/** The server's clock may be behind ours. */
const slackMilliseconds = 5 * 60 * 1000;

export interface Sought {
  readonly text: string;
  /** Ids of its files at this server; empty for words alone. */
  readonly mediaIds: readonly string[];
  /** The post it answers. */
  readonly parent: string | null;
  /** It is not older than this. */
  readonly since: Date;
}

/** A post of the account itself, or null: the list holds all of them, whoever may see them. */
export async function findOwn(
  server: MastodonServer,
  accountId: string,
  sought: Sought,
): Promise<Status | null> {
  const oldest = sought.since.getTime() - slackMilliseconds;
  let before: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const statuses = await server.ask({
      method: 'GET',
      path: `/api/v1/accounts/${accountId}/statuses`,
      query: { limit: String(perPage), exclude_reblogs: 'true', ...(before ? { max_id: before } : {}) },
      answer: Statuses,
    });
    for (const status of statuses) {
      if (Date.parse(status.created_at) < oldest) return null;
      if (await isSought(server, status, sought)) return status;
    }
    if (statuses.length < perPage) return null;
    before = statuses.at(-1)!.id;
  }
  return null;
}

async function isSought(
  server: MastodonServer,
  status: Status,
  { text, mediaIds, parent }: Sought,
): Promise<boolean> {
  const files = status.media_attachments.map(({ id }) => id);
  if (files.length !== mediaIds.length || status.in_reply_to_id !== parent) return false;
  if (files.length > 0) return files.every((id) => mediaIds.includes(id));
  return (await sourceOf(server, status.id)).text === text;
}

/** The text as it was written; the post itself carries it as HTML. */
export const sourceOf = (server: MastodonServer, id: string) =>
  server.ask({ method: 'GET', path: `/api/v1/statuses/${id}/source`, answer: Source });
