import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { fetchFile } from '#platforms/simulators/meta/fetch-media.ts';
import type { InnerFault, SimulatorAnswer } from '#platforms/simulators/simulator.ts';
import { readMp4, sniffMime } from '#platforms/simulators/sniff.ts';
import { isAudited, type Token } from './tokens.ts';
import {
  type Account,
  findPublishing,
  invalid,
  keepPublishing,
  newPostId,
  ok,
  okWithNumbers,
  Publishing,
  privacyLevels,
  refused,
  type World,
} from './world.ts';

/** Publishing: what an account may do, a clip or pictures begun, and what became of them. */

export interface Asking {
  readonly world: World;
  readonly account: Account;
  readonly token: Token;
  readonly values: unknown;
  readonly fault: InnerFault | undefined;
}

const dayMilliseconds = 86_400_000;
/** Direct posts of one account in 24 hours. */
const dailyPosts = 15;
/** Posts begun by one account within a minute. */
const minuteInits = 6;

/** POST /v2/post/publish/creator_info/query/ */
export async function creatorInfo({ world, account }: Asking): Promise<SimulatorAnswer> {
  if (await isFull(world, account)) return tooMany();
  return ok({
    creator_avatar_url: `${world.baseUrl}/avatar/${account.username}`,
    creator_username: account.username,
    creator_nickname: account.nickname,
    privacy_level_options: optionsOf(account),
    comment_disabled: account.commentDisabled,
    duet_disabled: account.duetDisabled,
    stitch_disabled: account.stitchDisabled,
    max_video_post_duration_sec: account.maxVideoSeconds,
  });
}

/** A private account has followers instead of everyone. */
const optionsOf = ({ isPrivate }: Account): readonly string[] =>
  privacyLevels.filter((level) => level !== (isPrivate ? 'PUBLIC_TO_EVERYONE' : 'FOLLOWER_OF_CREATOR'));

async function isFull(world: World, account: Account): Promise<boolean> {
  const all = await world.store.list('posts', '');
  const since = world.now().getTime() - dayMilliseconds;
  const Dated = z.object({ accountId: z.string(), at: z.string() });
  const recent = all
    .map(({ value }) => Dated.parse(value))
    .filter(({ accountId, at }) => accountId === account.openId && new Date(at).getTime() > since);
  return recent.length >= dailyPosts;
}

const tooMany = () =>
  refused(
    403,
    'spam_risk_too_many_posts',
    'The daily post cap from the API is reached for the current user.',
  );

const common = {
  privacy_level: z.enum(privacyLevels),
  disable_comment: z.boolean().optional(),
  brand_content_toggle: z.boolean().optional(),
  brand_organic_toggle: z.boolean().optional(),
};
const Clip = z.strictObject({
  post_info: z.strictObject({
    ...common,
    title: z.string().max(2200).optional(),
    disable_duet: z.boolean().optional(),
    disable_stitch: z.boolean().optional(),
    video_cover_timestamp_ms: z.int().min(0).optional(),
    is_aigc: z.boolean().optional(),
  }),
  source_info: z.strictObject({
    source: z.literal('FILE_UPLOAD'),
    video_size: z.int().positive(),
    chunk_size: z.int().positive(),
    total_chunk_count: z.int().min(1).max(1000),
  }),
});
const Pictures = z.strictObject({
  media_type: z.literal('PHOTO'),
  post_mode: z.literal('DIRECT_POST'),
  post_info: z.strictObject({
    ...common,
    title: z.string().max(90).optional(),
    description: z.string().max(4000).optional(),
    auto_add_music: z.boolean().optional(),
  }),
  source_info: z.strictObject({
    source: z.literal('PULL_FROM_URL'),
    photo_images: z.array(z.url()).min(1).max(35),
    photo_cover_index: z.int().min(0),
  }),
  is_aigc: z.boolean().optional(),
});

type PostInfo = z.infer<typeof Clip>['post_info'] | z.infer<typeof Pictures>['post_info'];

/** What is the same for both kinds; undefined when all is well. */
async function refusalOf(
  { world, account, token }: Asking,
  info: PostInfo,
): Promise<SimulatorAnswer | undefined> {
  const { privacy_level: level, brand_content_toggle: isPaid } = info;
  if (!(await isAudited(world, token.clientKey)) && (level !== 'SELF_ONLY' || !account.isPrivate)) {
    return refused(403, 'unaudited_client_can_only_post_to_private_accounts');
  }
  if (!optionsOf(account).includes(level)) return refused(403, 'privacy_level_option_mismatch');
  if (isPaid && level === 'SELF_ONLY') return invalid('Branded content visibility cannot be set to private.');
  if (await isFull(world, account)) return tooMany();
  const begun = (await world.store.list('publishings', '')).map(({ value }) => Publishing.parse(value));
  const since = world.now().getTime() - 60_000;
  const recent = begun.filter(({ accountId, at }) => accountId === account.openId && Date.parse(at) > since);
  return recent.length >= minuteInits ? refused(429, 'rate_limit_exceeded') : undefined;
}

function newPublishing(
  asking: Asking,
  kind: Publishing['kind'],
  info: PostInfo,
  isAigc: boolean,
): Publishing {
  const { world, account } = asking;
  const number = newPostId(world.now());
  return {
    publishId: kind === 'video' ? `v_pub_file~v2-1.${number}` : `p_pub_url~v2.${number}`,
    accountId: account.openId,
    kind,
    caption: ('description' in info ? info.description : info.title) ?? '',
    privacy: info.privacy_level,
    isAigc,
    media: [],
    at: world.now().toISOString(),
    upload: null,
    readyAt: null,
    failReason: null,
    postId: null,
    moderatedAt: null,
  };
}

const leastChunk = 5_000_000;
const mostChunk = 64 * 1024 * 1024;

/** https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide */
function chunkFlaw({
  video_size: size,
  chunk_size: chunk,
  total_chunk_count: count,
}: z.infer<typeof Clip>['source_info']) {
  if (size > 4 * 1024 ** 3) return 'video_size';
  if (size < leastChunk) return chunk === size && count === 1 ? undefined : 'chunk_size';
  if (chunk < leastChunk || chunk > mostChunk || chunk > size) return 'chunk_size';
  return count === Math.floor(size / chunk) ? undefined : 'total_chunk_count';
}

const uploadSeconds = 3600;

/** POST /v2/post/publish/video/init/ */
export async function beginClip(asking: Asking): Promise<SimulatorAnswer> {
  const asked = Clip.safeParse(asking.values);
  if (!asked.success)
    return invalid(`${asked.error.issues[0]?.path.join('.')}: ${asked.error.issues[0]?.message}`);
  const { post_info, source_info } = asked.data;
  const flaw = chunkFlaw(source_info);
  if (flaw) return invalid(`The ${flaw} is invalid.`);
  const refusal = await refusalOf(asking, post_info);
  if (refusal) return refusal;
  const { world } = asking;
  const begun = newPublishing(asking, 'video', post_info, post_info.is_aigc ?? false);
  const token = randomBytes(18).toString('base64url');
  const upload = {
    token,
    endsAt: new Date(world.now().getTime() + uploadSeconds * 1000).toISOString(),
    size: source_info.video_size,
    chunkSize: source_info.chunk_size,
    chunks: source_info.total_chunk_count,
    received: 0,
  };
  await keepPublishing(world, { ...begun, upload });
  const query = new URLSearchParams({ upload_id: begun.publishId, upload_token: token });
  return ok({ publish_id: begun.publishId, upload_url: `${world.baseUrl}/upload/video/?${query}` });
}

/** POST /v2/post/publish/content/init/ */
export async function beginPictures(asking: Asking): Promise<SimulatorAnswer> {
  const asked = Pictures.safeParse(asking.values);
  if (!asked.success)
    return invalid(`${asked.error.issues[0]?.path.join('.')}: ${asked.error.issues[0]?.message}`);
  const { post_info, source_info, is_aigc = false } = asked.data;
  const { photo_images: urls, photo_cover_index: cover } = source_info;
  if (cover >= urls.length) return invalid('photo_cover_index');
  const { world, fault } = asking;
  if (urls.some((url) => !world.mayFetch(new URL(url).origin))) {
    return refused(403, 'url_ownership_unverified', 'Please review our URL ownership verification rules.');
  }
  const refusal = await refusalOf(asking, post_info);
  if (refusal) return refusal;
  const begun = newPublishing(asking, 'photo', post_info, is_aigc);
  const limits = { mimes: ['image/jpeg', 'image/webp'], maxBytes: 20 * 1024 * 1024 };
  const media = [];
  let failReason = fault?.misbehaviour === 'media_refused' ? 'file_format_check_failed' : null;
  for (const url of urls) {
    const file = await fetchFile(world, 'image', url, limits, '');
    if (typeof file !== 'string') media.push(file);
    else failReason ??= file === 'unreachable' ? 'photo_pull_failed' : 'file_format_check_failed';
  }
  await complete(world, { ...begun, media, failReason }, 0, fault);
  return ok({ publish_id: begun.publishId });
}

/** All is there: it will be out when it is prepared, or never. */
export async function complete(
  world: World,
  begun: Publishing,
  seconds: number,
  fault: InnerFault | undefined,
): Promise<void> {
  const slow = fault?.misbehaviour === 'slow_processing' ? fault.seconds : 0;
  const readyAt = new Date(world.now().getTime() + slow * 1000);
  if (begun.failReason !== null) return keepPublishing(world, { ...begun, readyAt: readyAt.toISOString() });
  const settings = await world.store.get('settings', 'moderationSeconds');
  const moderation = typeof settings === 'number' ? settings : 0;
  const id = newPostId(world.now());
  const { accountId, kind, caption, privacy, isAigc, media } = begun;
  await world.store.put('posts', id, {
    ...{ id, accountId, kind, caption, privacy, isAigc, media, seconds },
    at: readyAt.toISOString(),
  });
  await keepPublishing(world, {
    ...begun,
    postId: id,
    readyAt: readyAt.toISOString(),
    moderatedAt: new Date(readyAt.getTime() + moderation * 1000).toISOString(),
  });
}

const Asked = z.strictObject({ publish_id: z.string().min(1).max(64) });

/** POST /v2/post/publish/status/fetch/ */
export async function readStatus({ world, account, values }: Asking): Promise<SimulatorAnswer> {
  const asked = Asked.safeParse(values);
  if (!asked.success) return invalid('publish_id');
  const one = await findPublishing(world, asked.data.publish_id);
  if (!one) return refused(400, 'invalid_publish_id', 'The publish_id does not exist.');
  if (one.accountId !== account.openId) {
    return refused(401, 'token_not_authorized_for_specified_publish_id');
  }
  const status = statusOf(world, one);
  const isTold =
    status === 'PUBLISH_COMPLETE' &&
    one.privacy === 'PUBLIC_TO_EVERYONE' &&
    new Date(one.moderatedAt ?? 0) <= world.now();
  return okWithNumbers(
    {
      status,
      ...(status === 'FAILED' ? { fail_reason: one.failReason } : {}),
      ...(one.upload ? { uploaded_bytes: one.upload.received } : { downloaded_bytes: 0 }),
    },
    { publicaly_available_post_id: isTold ? [one.postId!] : [] },
  );
}

function statusOf(world: World, { readyAt, failReason, kind }: Publishing): string {
  if (readyAt === null || new Date(readyAt) > world.now()) {
    return kind === 'video' ? 'PROCESSING_UPLOAD' : 'PROCESSING_DOWNLOAD';
  }
  return failReason === null ? 'PUBLISH_COMPLETE' : 'FAILED';
}

/** What a clip is, by its bytes; a reason to refuse it otherwise. */
export function lookAtClip(content: Buffer, account: Account) {
  const mime = sniffMime(content);
  const facts = mime === 'video/mp4' || mime === 'video/quicktime' ? readMp4(content) : undefined;
  if (!mime || !facts) return 'file_format_check_failed';
  if (facts.seconds < 3 || facts.seconds > account.maxVideoSeconds) return 'duration_check_failed';
  if (Math.min(facts.width, facts.height) < 360 || Math.max(facts.width, facts.height) > 4096)
    return 'picture_size_check_failed';
  const blob = createHash('sha256').update(content).digest('hex');
  return { ...facts, mime, blob };
}
