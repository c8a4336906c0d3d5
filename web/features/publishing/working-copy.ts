import type { PlatformInfo } from '@ainfluencer/server/contract/accounts';
import type { EditPost, Post } from '@ainfluencer/server/contract/publishing';
import { measure, withHashtags } from '@ainfluencer/server/kernel/text-length';

/** What a person can change of a post, as the editor holds it. */
export interface WorkingCopy {
  caption: string;
  hashtags: string[];
  rating: Post['rating'];
  media: Post['media'];
  accountIds: string[];
  form: Post['form'];
  title: string;
  /** What follows the caption in a thread. */
  parts: Post['parts'];
  firstComment: string;
  /** A platform's own choices, by account. */
  options: Record<string, Record<string, string>>;
  /** Words for one account alone, by account. */
  captions: Record<string, string | null>;
}

export function workingCopyOf(post: Post): WorkingCopy {
  return {
    caption: post.caption,
    hashtags: post.hashtags,
    rating: post.rating,
    media: post.media,
    accountIds: post.deliveries
      .filter(({ state }) => state !== 'cancelled')
      .map(({ accountId }) => accountId),
    form: post.form,
    title: post.title,
    parts: post.parts,
    firstComment: post.firstComment,
    options: Object.fromEntries(post.deliveries.map(({ accountId, options }) => [accountId, options])),
    captions: Object.fromEntries(
      post.deliveries.map(({ accountId, captionOverride }) => [accountId, captionOverride]),
    ),
  };
}

const named = (media: Post['media']) => media.map(({ asset, altText }) => ({ assetId: asset.id, altText }));

export function changeOf(copy: WorkingCopy, revision: number): EditPost {
  const { media, parts, form, ...rest } = copy;
  return {
    revision,
    ...rest,
    form,
    media: named(media),
    // Parts are kept while a person tries other forms, and sent only with a thread.
    parts: form === 'thread' ? parts.map((part) => ({ text: part.text, media: named(part.media) })) : [],
  };
}

export function isSame(one: WorkingCopy, other: WorkingCopy): boolean {
  const plain = ({ media, parts, accountIds, ...rest }: WorkingCopy) =>
    JSON.stringify({
      ...rest,
      media: named(media),
      parts: parts.map((part) => [part.text, named(part.media)]),
      accountIds: accountIds.toSorted(),
    });
  return plain(one) === plain(other);
}

/** The text a platform gets, as near as can be told before saving; what is sent is compiled by the server. */
export function textFor(
  copy: Pick<WorkingCopy, 'caption' | 'hashtags'>,
  platform: PlatformInfo,
  own: string | null = null,
): string {
  const text = own ?? withHashtags(copy.caption, copy.hashtags);
  if (!platform.disclosureSuffix) return text;
  const suffix = platform.disclosureSuffix.trim();
  if (text.includes(suffix)) return text;
  return text.trim() === '' ? suffix : `${text.trimEnd()}\n\n${suffix}`;
}

/** Length of a text in the unit the platform counts in, and what is allowed. */
export function countFor(
  text: string,
  platform: PlatformInfo,
): { length: number; max: number; over: boolean } {
  const length = measure(text, platform.text.unit);
  const bytes = platform.text.maxBytes;
  const over = length > platform.text.max || (bytes !== undefined && measure(text, 'utf8Bytes') > bytes);
  return { length, max: platform.text.max, over };
}
