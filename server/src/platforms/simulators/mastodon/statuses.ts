import { z } from 'zod';
import { graphemes } from '#kernel/text-length.ts';
import type { SimulatorAnswer, SimulatorRequest } from '#platforms/simulators/simulator.ts';
import { accountView } from './access.ts';
import { htmlOf } from './html.ts';
import { isReady, mediaById, mediaView } from './media.ts';
import {
  type Account,
  accountById,
  allStatuses,
  bodyOf,
  charactersPerUrl,
  fail,
  type Handler,
  invalid,
  isRefusal,
  maxCharacters,
  maxMedia,
  newId,
  notFound,
  ok,
  StoredMedia,
  type StoredStatus,
  signedIn,
  statusById,
  type World,
} from './world.ts';

/** Statuses. https://docs.joinmastodon.org/methods/statuses/ */

const keyLifeSeconds = 3600;
const Remembered = z.object({ statusId: z.string(), at: z.string() });

/** Only the fields a studio sends; each other is refused, so that a test notices it. */
const NewStatus = z.strictObject({
  status: z.string().default(''),
  media_ids: z.array(z.string()).default([]),
  in_reply_to_id: z.string().optional(),
  sensitive: z.boolean().default(false),
  spoiler_text: z.string().default(''),
  visibility: z.enum(['public', 'unlisted', 'private', 'direct']).default('public'),
  language: z
    .string()
    .regex(/^[a-z]{2,3}$/)
    .optional(),
});

/** Links weigh the same whatever their length; of a mention only the local name counts. */
function lengthOf(text: string, spoiler: string): number {
  const weighed = text
    .replaceAll(/https?:\/\/[^\s<>"')\]]+/gi, 'x'.repeat(charactersPerUrl))
    .replaceAll(/(@[\w]+)@[\w.-]+\w/g, '$1');
  return graphemes(weighed) + graphemes(spoiler);
}

export const postStatus: Handler = async (world, request) => {
  const account = await signedIn(world, request, 'write:statuses');
  if (isRefusal(account)) return account;
  const key = request.headers['idempotency-key'];
  const earlier = key ? await rememberedBy(world, account, key) : undefined;
  if (earlier) return ok(world, await statusView(world, earlier, account));
  const parsed = NewStatus.safeParse(bodyOf(request));
  if (!parsed.success) return invalid(parsed.error.issues[0]?.message ?? 'parameters');
  const input = parsed.data;
  const problem = await problemOf(world, account, input);
  if (problem) return problem;
  const now = world.now();
  const status: StoredStatus = {
    id: newId(now),
    accountId: account.id,
    createdAt: now.toISOString(),
    text: input.status,
    spoilerText: input.spoiler_text,
    sensitive: input.sensitive || input.spoiler_text !== '',
    visibility: input.visibility,
    language: input.language ?? null,
    parentId: input.in_reply_to_id ?? null,
    mediaIds: input.media_ids,
  };
  await world.store.put('statuses', status.id, status);
  await attach(world, status);
  if (key)
    await world.store.put('idempotency', `${account.id}/${key}`, {
      statusId: status.id,
      at: now.toISOString(),
    });
  return ok(world, await statusView(world, status, account));
};

async function rememberedBy(world: World, account: Account, key: string): Promise<StoredStatus | undefined> {
  const stored = await world.store.get('idempotency', `${account.id}/${key}`);
  if (!stored) return undefined;
  const { statusId, at } = Remembered.parse(stored);
  const seconds = (world.now().getTime() - Date.parse(at)) / 1000;
  return seconds < keyLifeSeconds ? statusById(world, statusId) : undefined;
}

async function problemOf(
  world: World,
  account: Account,
  input: Pick<z.infer<typeof NewStatus>, 'status' | 'spoiler_text' | 'media_ids' | 'in_reply_to_id'>,
  editing?: string,
): Promise<SimulatorAnswer | undefined> {
  const { status, spoiler_text, media_ids, in_reply_to_id } = input;
  if (status.trim() === '' && media_ids.length === 0) return invalid("Text can't be blank");
  if (lengthOf(status, spoiler_text) > maxCharacters)
    return invalid(`Text character limit of ${maxCharacters} exceeded`);
  if (in_reply_to_id) {
    const parent = await statusById(world, in_reply_to_id);
    if (!parent || !maySee(parent, account)) {
      return fail(404, 'The post you are trying to reply to does not appear to exist.');
    }
  }
  if (media_ids.length > maxMedia) return invalid('Cannot attach more than 4 files');
  const media = await Promise.all(media_ids.map((id) => mediaById(world, id)));
  const mine = media.filter(
    (one) => one && one.accountId === account.id && (one.statusId === null || one.statusId === editing),
  );
  if (mine.length < media_ids.length) {
    return invalid(`Media ${media_ids.join(', ')} not found or already attached to another post`);
  }
  if (media.length > 1 && media.some((one) => one?.kind === 'video')) {
    return invalid('Cannot attach a video to a post that already contains images');
  }
  const unready = media.some((one) => one && !isReady(world, one));
  return unready
    ? invalid('Cannot attach files that have not finished processing. Try again in a moment!')
    : undefined;
}

async function attach(world: World, { id, mediaIds }: StoredStatus): Promise<void> {
  for (const mediaId of mediaIds) {
    const media = StoredMedia.parse(await world.store.get('media', mediaId));
    await world.store.put('media', mediaId, { ...media, statusId: id } satisfies StoredMedia);
  }
}

/** A status of the account itself, or the refusal. */
async function ownStatus(world: World, request: SimulatorRequest, scope: string, id: string) {
  const account = await signedIn(world, request, scope);
  if (isRefusal(account)) return account;
  const status = await statusById(world, id);
  return status?.accountId === account.id ? { account, status } : notFound();
}

const EditedStatus = z.strictObject({
  status: z.string().default(''),
  media_ids: z.array(z.string()).default([]),
  sensitive: z.boolean().default(false),
  spoiler_text: z.string().default(''),
  language: z.string().optional(),
});

/** What is left out of an edit is taken away, files included. */
export const editStatus: Handler = async (world, request, [id = '']) => {
  const own = await ownStatus(world, request, 'write:statuses', id);
  if (isRefusal(own)) return own;
  const parsed = EditedStatus.safeParse(bodyOf(request));
  if (!parsed.success) return invalid(parsed.error.issues[0]?.message ?? 'parameters');
  const { status: text, media_ids: mediaIds, sensitive, spoiler_text: spoilerText, language } = parsed.data;
  const problem = await problemOf(world, own.account, parsed.data, id);
  if (problem) return problem;
  const edited: StoredStatus = {
    ...own.status,
    text,
    mediaIds,
    sensitive,
    spoilerText,
    language: language ?? null,
  };
  await world.store.put('statuses', id, edited);
  return ok(world, await statusView(world, edited, own.account));
};

export const deleteStatus: Handler = async (world, request, [id = '']) => {
  const own = await ownStatus(world, request, 'write:statuses', id);
  if (isRefusal(own)) return own;
  await world.store.delete('statuses', id);
  return ok(world, { ...(await statusView(world, own.status, own.account)), text: own.status.text });
};

export const readSource: Handler = async (world, request, [id = '']) => {
  const own = await ownStatus(world, request, 'read:statuses', id);
  if (isRefusal(own)) return own;
  return ok(world, { id, text: own.status.text, spoiler_text: own.status.spoilerText });
};

export const readStatus: Handler = async (world, request, [id = '']) => {
  const account = await signedIn(world, request, 'read:statuses');
  if (isRefusal(account)) return account;
  const status = await statusById(world, id);
  return status && maySee(status, account) ? ok(world, await statusView(world, status, account)) : notFound();
};

export const readStatuses: Handler = async (world, request) => {
  const account = await signedIn(world, request, 'read:statuses');
  if (isRefusal(account)) return account;
  const ids = request.query.getAll('id[]');
  const found = (await allStatuses(world)).filter((one) => ids.includes(one.id) && maySee(one, account));
  return ok(world, await Promise.all(found.map((one) => statusView(world, one, account))));
};

export const readContext: Handler = async (world, request, [id = '']) => {
  const account = await signedIn(world, request, 'read:statuses');
  if (isRefusal(account)) return account;
  const all = await allStatuses(world);
  const status = all.find((one) => one.id === id);
  if (!status || !maySee(status, account)) return notFound();
  const under = new Set([id]);
  const descendants = all.filter((one) => {
    if (!one.parentId || !under.has(one.parentId) || !maySee(one, account)) return false;
    under.add(one.id);
    return true;
  });
  const views = await Promise.all(descendants.map((one) => statusView(world, one, account)));
  return ok(world, { ancestors: [], descendants: views });
};

export const listOwn: Handler = async (world, request, [id = '']) => {
  const account = await signedIn(world, request, 'read:statuses');
  if (isRefusal(account)) return account;
  const all = (await allStatuses(world))
    .filter((one) => one.accountId === id && maySee(one, account))
    .reverse();
  const page = pageOf(all, request);
  if (!page) return invalid('limit');
  return ok(world, await Promise.all(page.map((one) => statusView(world, one, account))));
};

export const readNotifications: Handler = async (world, request) => {
  const account = await signedIn(world, request, 'read:notifications');
  if (isRefusal(account)) return account;
  const types = request.query.getAll('types[]');
  const wanted = types.length === 0 || types.includes('mention');
  const told = (await allStatuses(world))
    .filter((one) => wanted && one.accountId !== account.id && names(one, account))
    .reverse();
  const page = pageOf(told, request);
  if (!page) return invalid('limit');
  const views = page.map(async (one) => {
    const author = await accountById(world, one.accountId);
    const view = await statusView(world, one, account);
    return {
      id: one.id,
      type: 'mention',
      created_at: one.createdAt,
      account: accountView(author!),
      status: view,
    };
  });
  return ok(world, await Promise.all(views));
};

/** Newest first, below `max_id`, at most 40. */
function pageOf(
  all: readonly StoredStatus[],
  { query }: SimulatorRequest,
): readonly StoredStatus[] | undefined {
  const limit = Number(query.get('limit') ?? 20);
  if (!Number.isInteger(limit) || limit < 1) return undefined;
  const before = query.get('max_id');
  const rest = before === null ? all : all.filter(({ id }) => BigInt(id) < BigInt(before));
  return rest.slice(0, Math.min(limit, 40));
}

export const favourite: Handler = async (world, request, [id = '']) => {
  const account = await signedIn(world, request, 'write:favourites');
  if (isRefusal(account)) return account;
  const status = await statusById(world, id);
  if (!status || !maySee(status, account)) return notFound();
  await world.store.put('favourites', `${id}/${account.id}`, true);
  return ok(world, await statusView(world, status, account));
};

const names = ({ text }: StoredStatus, { username }: Account) =>
  new RegExp(`@${username}(?![\\w])`).test(text);
const maySee = (status: StoredStatus, account: Account) =>
  status.accountId === account.id || /^(public|unlisted)$/.test(status.visibility) || names(status, account);

const Reactions = z.object({ likes: z.number(), shares: z.number() });
export const reactionsTo = async ({ store }: World, id: string) =>
  Reactions.parse((await store.get('reactions', id)) ?? { likes: 0, shares: 0 });

/** https://docs.joinmastodon.org/entities/Status/ */
export async function statusView(world: World, status: StoredStatus, asking: Account) {
  const { id, accountId, parentId } = status;
  const author = (await accountById(world, accountId))!;
  const parent = parentId ? await statusById(world, parentId) : undefined;
  const media = await Promise.all(status.mediaIds.map((mediaId) => mediaById(world, mediaId)));
  const favourites = await world.store.list('favourites', `${id}/`);
  const reactions = await reactionsTo(world, id);
  const replies = (await allStatuses(world)).filter((one) => one.parentId === id).length;
  const url = world.postUrl({ handle: author.username, postId: id });
  return {
    id,
    created_at: status.createdAt,
    in_reply_to_id: parentId,
    in_reply_to_account_id: parent?.accountId ?? null,
    sensitive: status.sensitive,
    spoiler_text: status.spoilerText,
    visibility: status.visibility,
    language: status.language,
    uri: url,
    url,
    content: htmlOf(status.text),
    account: accountView(author),
    media_attachments: media.flatMap((one) => (one ? [mediaView(world, one)] : [])),
    mentions: [],
    tags: [],
    favourites_count: reactions.likes + favourites.length,
    reblogs_count: reactions.shares,
    replies_count: replies,
    quotes_count: 0,
    favourited: favourites.some(({ key }) => key === `${id}/${asking.id}`),
  };
}
