import { disclosureLine } from '#platforms/caption.ts';
import { optionsOf } from '#platforms/draft-options.ts';
import type { MultipartFile } from '#platforms/http.ts';
import { type PayloadMedia, PlatformError, type PublishPayload } from '#platforms/platform.ts';
import { captionMax, manifest, photoSidesMax } from './manifest.ts';
import type { SentMessage } from './post-ids.ts';

/** One call that makes a message, or an album, public. */
export interface Outgoing {
  readonly kind: SentMessage['kind'];
  readonly text: string;
  readonly media: readonly PayloadMedia[];
}

/** The messages of a post, in order; each after the first answers the one before. */
export function messagesOf(payload: PublishPayload): Outgoing[] {
  const parts = [{ text: payload.caption, media: payload.media }, ...(payload.parts ?? [])];
  return parts.flatMap(({ text, media }): Outgoing[] => {
    if (media.length === 0) return [{ kind: 'text', text, media }];
    if (text.length <= captionMax) return [{ kind: 'media', text, media }];
    // The media never stands there without a word that it is AI-made, not even before its text follows.
    const label = payload.disclosure === 'none' ? '' : disclosureLine(payload.language);
    return [
      { kind: 'media', text: label, media },
      { kind: 'long', text, media: [] },
    ];
  });
}

/** @throws PlatformError 'media_rejected'; what the manifest's words cannot say. */
export function assertPhotoSides(payload: PublishPayload): void {
  const all = [...payload.media, ...(payload.parts ?? []).flatMap(({ media }) => media)];
  const large = all.find(({ kind, width, height }) => kind === 'image' && width + height > photoSidesMax);
  if (!large) return;
  throw new PlatformError(
    'media_rejected',
    `A picture is ${large.width}×${large.height}; width and height together may be ${photoSidesMax} on Telegram.`,
    { hint: 'Use a smaller picture.' },
  );
}

export interface Request {
  readonly method: 'sendMessage' | 'sendPhoto' | 'sendVideo' | 'sendMediaGroup';
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly files: readonly MultipartFile[];
}

/** The Bot API call for a message. No parse mode and no entities: the text stands as it was approved. */
export function requestFor(
  payload: PublishPayload,
  message: Outgoing,
  repliesTo: number | undefined,
): Request {
  const options = optionsOf(manifest, payload);
  const shared = {
    chat_id: payload.account.remoteId,
    ...(options.silent === 'true' && { disable_notification: true }),
    ...(options.protectContent === 'true' && { protect_content: true }),
    ...(repliesTo !== undefined && { reply_parameters: { message_id: repliesTo } }),
  };
  const { text, media } = message;
  const [first, second] = media;
  if (!first) {
    const preview = previewOf(options.linkPreview ?? 'shown');
    return { method: 'sendMessage', parameters: { ...shared, text, ...preview }, files: [] };
  }
  const caption = text === '' ? {} : { caption: text };
  if (second) {
    const group = media.map((one, index) => ({
      type: one.kind === 'image' ? 'photo' : 'video',
      media: `attach://file${index}`,
      ...(one.kind === 'video' && videoFacts(one)),
      ...(index === 0 && caption),
    }));
    const files = media.map((one, index) => fileOf(one, `file${index}`));
    return { method: 'sendMediaGroup', parameters: { ...shared, media: group }, files };
  }
  if (first.kind === 'image') {
    return { method: 'sendPhoto', parameters: { ...shared, ...caption }, files: [fileOf(first, 'photo')] };
  }
  const parameters = { ...shared, ...caption, ...videoFacts(first) };
  return { method: 'sendVideo', parameters, files: [fileOf(first, 'video')] };
}

function previewOf(choice: string) {
  if (choice === 'hidden') return { link_preview_options: { is_disabled: true } };
  if (choice === 'large') return { link_preview_options: { prefer_large_media: true } };
  return choice === 'small' ? { link_preview_options: { prefer_small_media: true } } : {};
}

function videoFacts({ width, height, durationSeconds }: PayloadMedia) {
  const duration = durationSeconds === undefined ? {} : { duration: Math.round(durationSeconds) };
  return { width, height, ...duration, supports_streaming: true };
}

function fileOf(one: PayloadMedia, name: string): MultipartFile {
  const extension = one.mime.split('/')[1]!.replace('jpeg', 'jpg');
  return { name, fileName: `${name}.${extension}`, path: one.path, mime: one.mime, bytes: one.bytes };
}
