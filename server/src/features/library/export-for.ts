import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ctx } from '#context';
import { AppError } from '#kernel/errors.ts';
import { adaptImage, focusOf } from '#media/adapt-image.ts';
import { adaptVideo } from '#media/adapt-video.ts';
import { type Box, scaledBox } from '#media/crop-box.ts';
import { extractFrames } from '#media/extract-frames.ts';
import { type ImageFormat, imageMimes } from '#media/images.ts';
import { type MarkedCopy, markFile, type Unmarked } from './mark-file.ts';
import { type AssetRow, readAsset } from './queries.ts';
import { whySetAside } from './rules.ts';

/** The shape in which a platform takes a file: cropped to this around the faces, in pixels, bytes and seconds. */
export type Rendition = ImageRendition | VideoRendition;

export interface ImageRendition {
  readonly kind: 'image';
  readonly width: number;
  readonly height: number;
  readonly maxBytes: number;
  readonly format: ImageFormat;
}

/** Always MP4. */
export interface VideoRendition {
  readonly kind: 'video';
  readonly width: number;
  readonly height: number;
  readonly maxBytes: number;
  readonly maxSeconds?: number;
  readonly maxFramesPerSecond?: number;
}

export interface ExportedFile extends MarkedCopy {
  readonly width: number | null;
  readonly height: number | null;
  readonly durationSeconds: number | null;
}

/** What the marks may add to a file, in bytes. */
const bytesForMarks = 64 * 1024;
const encodeSeconds = 900;

/**
 * A marked and verified copy of an asset in the shape a platform takes; the original's shape without `rendition`.
 * The same asset and rendition always give the same file.
 * @throws AppError `conflict` for an asset that failed its safety or identity check, `too_large` when it
 * cannot be made small enough.
 */
export async function exportFor(ctx: Ctx, assetId: string, rendition?: Rendition): Promise<ExportedFile> {
  const { asset, characterName } = await readAsset(ctx, assetId);
  const reason = whySetAside(asset.checks);
  if (reason !== undefined) {
    throw new AppError('conflict', `This asset was set aside and cannot be published: ${reason}`, {
      hint: 'Choose another take.',
    });
  }
  const marked = await markFile(ctx, asset, characterName, planFor(ctx, asset, rendition));
  if (rendition && marked.bytes > rendition.maxBytes) {
    throw new AppError('too_large', `This ${asset.kind} cannot be made small enough for the platform.`, {
      hint: 'Use a shorter video, or a smaller picture.',
      facts: { bytes: marked.bytes, maxBytes: rendition.maxBytes },
    });
  }
  const { durationSeconds } = asset;
  const longest = rendition?.kind === 'video' ? rendition.maxSeconds : undefined;
  return {
    ...marked,
    width: rendition?.width ?? asset.width,
    height: rendition?.height ?? asset.height,
    durationSeconds: durationSeconds === null ? null : Math.min(durationSeconds, longest ?? durationSeconds),
  };
}

function planFor(ctx: Ctx, asset: AssetRow, rendition: Rendition | undefined): Unmarked {
  if (!rendition || asset.kind === 'audio') {
    return { mime: asset.mime, name: 'full', source: () => ctx.files.pathOf(asset.sha256) };
  }
  const { width, height, maxBytes } = rendition;
  if (rendition.kind === 'image') {
    return {
      mime: imageMimes[rendition.format],
      name: `${width}x${height}-${maxBytes}`,
      source: (folder) => adaptPicture(ctx, asset, rendition, folder),
    };
  }
  const { maxSeconds = 0, maxFramesPerSecond = 0 } = rendition;
  return {
    mime: 'video/mp4',
    name: `${width}x${height}-${maxBytes}-${maxSeconds}s-${maxFramesPerSecond}fps`,
    source: (folder) => adaptClip(ctx, asset, rendition, folder),
  };
}

async function adaptPicture(
  ctx: Ctx,
  asset: AssetRow,
  rendition: ImageRendition,
  folder: string,
): Promise<string> {
  const source = await ctx.files.pathOf(asset.sha256);
  const { width, height, maxBytes, format } = rendition;
  const focus = await focusIn(ctx, source, width / height);
  const bytes = await adaptImage(source, {
    width,
    height,
    maxBytes: maxBytes - bytesForMarks,
    format,
    ...(focus && { focus }),
  });
  const path = join(folder, 'adapted');
  await writeFile(path, bytes);
  return path;
}

async function focusIn(ctx: Ctx, picture: string, aspect: number) {
  const found = await ctx.media.checks.findFaces(picture);
  const boxes = found.faces.map(({ box }) => box);
  return focusOf(found, boxes, aspect);
}

async function adaptClip(
  ctx: Ctx,
  asset: AssetRow,
  rendition: VideoRendition,
  folder: string,
): Promise<string> {
  const source = await ctx.files.pathOf(asset.sha256);
  const path = join(folder, 'adapted.mp4');
  const { ffmpegPath } = ctx.media;
  const call = { signal: AbortSignal.timeout(encodeSeconds * 1000), ...(ffmpegPath && { ffmpegPath }) };
  const focus = isCropped(asset, rendition) ? await focusInClip(ctx, asset, rendition, call) : undefined;
  const maxBytes = rendition.maxBytes - bytesForMarks;
  await adaptVideo(source, path, { ...rendition, maxBytes, ...(focus && { focus }) }, call);
  return path;
}

const isCropped = ({ width, height }: AssetRow, to: VideoRendition) =>
  Math.abs((width ?? 1) / (height ?? 1) / (to.width / to.height) - 1) > 0.01;

/** Where the faces are in the middle of a clip: it is cut once, so it must hold for all of it. */
async function focusInClip(
  ctx: Ctx,
  asset: AssetRow,
  { width, height }: VideoRendition,
  call: { readonly signal: AbortSignal; readonly ffmpegPath?: string },
): Promise<Box | undefined> {
  const frames = await extractFrames(await ctx.files.pathOf(asset.sha256), { count: 3, ...call });
  const middle = frames[Math.floor(frames.length / 2)];
  if (!middle) return undefined;
  const found = await ctx.media.checks.findFaces(middle);
  const boxes = found.faces.map(({ box }) => box);
  const focus = focusOf(found, boxes, width / height);
  // Frames are looked at smaller than the clip is.
  return focus && scaledBox(focus, (asset.width ?? found.width) / found.width);
}
