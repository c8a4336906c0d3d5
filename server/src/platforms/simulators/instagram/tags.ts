import { z } from 'zod';
import { type Account, strangerOf } from '#platforms/simulators/meta/accounts.ts';
import {
  addNew,
  forbidden,
  graphTimeOf,
  invalid,
  missing,
  ok,
  pageOf,
  pick,
  type World,
} from '#platforms/simulators/meta/answers.ts';
import { addComment } from '#platforms/simulators/meta/comments.ts';
import type { Token } from '#platforms/simulators/meta/tokens.ts';
import type {
  SimulatedStranger,
  SimulatorAnswer,
  SimulatorRequest,
} from '#platforms/simulators/simulator.ts';

/** Posts of strangers in which an account is tagged. */

const Tagged = z.object({
  id: z.string(),
  accountId: z.string(),
  username: z.string(),
  caption: z.string(),
  at: z.string(),
});

const scope = 'instagram_business_manage_comments';

export function tagAccount(
  world: World,
  accountId: string,
  author: SimulatedStranger,
  caption: string,
): Promise<string> {
  const { username } = strangerOf(author);
  const at = world.now().toISOString();
  return addNew(world, 'tagged', '19', (id) => ({ id, accountId, username, caption, at }));
}

/** GET /{ig-id}/tags, and POST /{ig-id}/mentions, which comments on such a post. */
export async function onTags(
  world: World,
  owner: Account,
  token: Token,
  request: SimulatorRequest,
  values: Readonly<Record<string, unknown>>,
): Promise<SimulatorAnswer> {
  if (!token.scopes.includes(scope)) return forbidden(scope);
  const all = (await world.store.list('tagged', '')).map(({ value }) => Tagged.parse(value));
  const tagged = all.filter(({ accountId }) => accountId === owner.userId);
  if (request.method === 'GET') {
    const shown = tagged.reverse().map(({ id, username, caption, at }) => {
      const permalink = `https://www.instagram.com/p/${id}/`;
      return pick(id, { username, caption, timestamp: graphTimeOf(at), permalink, like_count: 0 }, request);
    });
    return pageOf(shown, request);
  }
  const { media_id, message } = values;
  if (typeof message !== 'string' || message.trim() === '') return invalid('message');
  const post = tagged.find(({ id }) => id === media_id);
  if (!post) return missing(String(media_id));
  const { userId, username, name } = owner;
  const author = { userId, username, name };
  return ok({ id: (await addComment(world, { postId: post.id, parentId: null, author, text: message })).id });
}
