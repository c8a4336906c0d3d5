import { type Account, strangerOf } from '#platforms/simulators/meta/accounts.ts';
import {
  forbidden,
  graphError,
  graphTimeOf,
  invalid,
  missing,
  ok,
  pageOf,
  pick,
  type World,
} from '#platforms/simulators/meta/answers.ts';
import {
  addComment,
  type CommentRecord,
  changeComment,
  commentsUnder,
  findComment,
  react,
  removeComment,
} from '#platforms/simulators/meta/comments.ts';
import type { Token } from '#platforms/simulators/meta/tokens.ts';
import type { SimulatedCrowd, SimulatorAnswer, SimulatorRequest } from '#platforms/simulators/simulator.ts';
import { findPost, findVideo } from './world.ts';

/** Comments as the Page sees them. https://developers.facebook.com/documentation/pages-api/comments-mentions */

const engage = 'pages_manage_engagement';
const read = 'pages_read_user_content';

function fieldsOf(comment: CommentRecord, request: SimulatorRequest) {
  const { userId, name } = comment.author;
  const parent = comment.parentId === null ? {} : { parent: { id: comment.parentId } };
  return pick(
    comment.id,
    {
      message: comment.text,
      from: { id: userId, name },
      created_time: graphTimeOf(comment.at),
      is_hidden: comment.hidden,
      can_hide: true,
      like_count: 0,
      ...parent,
    },
    request,
  );
}

/** A comment's number holds that of what it stands under. */
const commentIdOf = (postId: string) => (number: string) => `${postId.split('_').at(-1)}_${number}`;

/** GET and POST /{post}/comments: without `filter=stream` only those on the post itself. */
export async function onComments(
  world: World,
  page: Account,
  token: Token,
  postId: string,
  request: SimulatorRequest,
  values: Readonly<Record<string, unknown>>,
): Promise<SimulatorAnswer> {
  if (request.method === 'POST') return comment(world, page, token, postId, null, values);
  if (!token.scopes.includes(read)) return forbidden(read);
  const stream = request.query.get('filter') === 'stream';
  const all = await commentsUnder(world, postId);
  const shown = all
    .filter(({ parentId }) => stream || parentId === null)
    .map((one) => fieldsOf(one, request));
  return pageOf(request.query.get('order') === 'reverse_chronological' ? shown.reverse() : shown, request);
}

async function comment(
  world: World,
  { userId, username, name }: Account,
  token: Token,
  postId: string,
  parentId: string | null,
  { message }: Readonly<Record<string, unknown>>,
): Promise<SimulatorAnswer> {
  if (!token.scopes.includes(engage)) return forbidden(engage);
  if (typeof message !== 'string' || message.trim() === '' || message.length > 8000)
    return invalid('message');
  const author = { userId, username, name };
  const made = await addComment(world, { postId, parentId, author, text: message }, commentIdOf(postId));
  return ok({ id: made.id });
}

/** Everything on a comment under one of the Page's posts; undefined when there is no such comment. */
export async function onComment(
  world: World,
  page: Account,
  token: Token,
  id: string,
  edge: string | undefined,
  request: SimulatorRequest,
  values: Readonly<Record<string, unknown>>,
): Promise<SimulatorAnswer | undefined> {
  const found = await findComment(world, id);
  if (!found) return undefined;
  const { postId } = found;
  const post = (await findPost(world, postId)) ?? (await findVideo(world, postId));
  if (post?.pageId !== page.userId) return missing(id);
  const { method } = request;
  if (edge === 'comments' && method === 'POST') {
    return comment(world, page, token, postId, found.parentId ?? id, values);
  }
  if (edge !== undefined) return graphError(100, undefined, `Unknown path components: /${edge}`);
  if (method === 'GET') return ok(fieldsOf(found, request));
  if (!token.scopes.includes(engage)) return forbidden(engage);
  if (method === 'DELETE') {
    await removeComment(world, found);
    return ok({ success: true });
  }
  const hide = String(values.is_hidden);
  if (hide !== 'true' && hide !== 'false') return invalid('is_hidden');
  await changeComment(world, { ...found, hidden: hide === 'true' });
  return ok({ success: true });
}

export function crowdOf(world: World): SimulatedCrowd {
  return {
    async comment({ postId, parentId, author, text }) {
      const made = { postId, parentId: parentId ?? null, author: strangerOf(author), text };
      return (await addComment(world, made, commentIdOf(postId))).id;
    },
    react: (postId, more) => react(world, postId, more),
  };
}
