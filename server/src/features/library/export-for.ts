import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ctx } from '#context';
import { AppError } from '#kernel/errors.ts';
import { runFfmpeg } from '#media/ffmpeg.ts';
import { adaptImage, type ImageFormat, imageMimes } from '#media/images.ts';
import { type MarkedCopy, markFile, type Unmarked } from './mark-file.ts';
import { type AssetRow, readAsset } from './queries.ts';
import { whySetAside } from './rules.ts';

/** What a platform takes. */
export interface Rendition {
  /** In pixels; a picture is cropped to this around the face, a video is scaled to fit into it. */
  readonly width: number;
  readonly height: number;
  readonly maxBytes: number;
  /** For pictures; videos are always MP4. */
  readonly format: ImageFormat;
}

export interface ExportedFile extends MarkedCopy {
  readonly width: number | null;
  readonly height: number | null;
  readonly durationSeconds: number | null;
}

/** What the marks may add to a file, in bytes. */
const bytesForMarks = 64 * 1024;
const encodeSeconds = 300;
const audioBitsPerSecond = 96_000;

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
  const plan = planFor(ctx, asset, rendition);
  const marked = await markFile(ctx, asset, characterName, plan);
  if (rendition && marked.bytes > rendition.maxBytes) {
    throw new AppError('too_large', `This ${asset.kind} cannot be made small enough for the platform.`, {
      hint: 'Use a shorter video, or a smaller picture.',
      facts: { bytes: marked.bytes, maxBytes: rendition.maxBytes },
    });
  }
  const isCropped = rendition !== undefined && asset.kind === 'image';
  return {
    ...marked,
    width: isCropped ? rendition.width : asset.width,
    height: isCropped ? rendition.height : asset.height,
    durationSeconds: asset.durationSeconds,
  };
}

function planFor(ctx: Ctx, asset: AssetRow, rendition: Rendition | undefined): Unmarked {
  const original = { mime: asset.mime, name: 'full', source: () => ctx.files.pathOf(asset.sha256) };
  if (!rendition || asset.kind === 'audio') return original;
  const { width, height, maxBytes, format } = rendition;
  if (asset.kind === 'image') {
    return {
      mime: imageMimes[format],
      name: `${width}x${height}-${maxBytes}`,
      source: (folder) => adaptPicture(ctx, asset, rendition, folder),
    };
  }
  if (asset.bytes + bytesForMarks <= maxBytes) return original;
  return {
    mime: 'video/mp4',
    name: `${width}x${height}-${maxBytes}`,
    source: (folder) => shrinkVideo(ctx, asset, rendition, folder),
  };
}

async function adaptPicture(
  ctx: Ctx,
  asset: AssetRow,
  rendition: Rendition,
  folder: string,
): Promise<string> {
  const source = await ctx.files.pathOf(asset.sha256);
  const { width, height, maxBytes, format } = rendition;
  const { faces } = await ctx.media.checks.findFaces(source);
  const focus = faces[0]?.box;
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

async function shrinkVideo(ctx: Ctx, asset: AssetRow, rendition: Rendition, folder: string): Promise<string> {
  const source = await ctx.files.pathOf(asset.sha256);
  const path = join(folder, 'adapted.mp4');
  const seconds = asset.durationSeconds ?? 1;
  // A tenth is kept free for the container and for a rate control that overshoots.
  const videoBits =
    Math.floor(((rendition.maxBytes - bytesForMarks) * 8 * 0.9) / seconds) - audioBitsPerSecond;
  if (videoBits < 150_000) {
    throw new AppError('too_large', 'This video is too long to be made small enough for the platform.', {
      hint: 'Make a shorter one.',
    });
  }
  const scale = `scale=${rendition.width}:${rendition.height}:force_original_aspect_ratio=decrease:force_divisible_by=2`;
  const { ffmpegPath } = ctx.media;
  await runFfmpeg(
    [
      ...['-v', 'error', '-y', '-i', source, '-vf', scale, '-c:v', 'libx264', '-preset', 'veryfast'],
      ...['-b:v', String(videoBits), '-maxrate', String(videoBits), '-bufsize', String(videoBits * 2)],
      ...['-pix_fmt', 'yuv420p', '-c:a', 'aac', '-b:a', String(audioBitsPerSecond)],
      ...['-movflags', '+faststart', '-map_metadata', '-1', path],
    ],
    {
      signal: AbortSignal.timeout(encodeSeconds * 1000),
      timeoutSeconds: encodeSeconds,
      ...(ffmpegPath && { ffmpegPath }),
    },
  );
  return path;
}
