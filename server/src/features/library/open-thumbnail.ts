import sharp from 'sharp';
import type { Ctx } from '#context';
import { runFfmpeg } from '#media/ffmpeg.ts';
import { type AssetRow, readAsset } from './queries.ts';
import type { ThumbnailSize } from './rules.ts';

/** Drawn once per asset; a busy machine still gets there. */
const waveSeconds = 30;
const wave = { width: 640, height: 320, background: '#15131c', line: '0xc9a7ff' } as const;

/** A WebP of an asset: of the picture itself, of a video's cover, or of a recording's wave. Made once. */
export async function openThumbnail(
  ctx: Ctx,
  assetId: string,
  pixels: ThumbnailSize,
): Promise<{ path: string; mime: string; tag: string }> {
  const { asset } = await readAsset(ctx, assetId);
  const shown = asset.kind === 'video' ? (asset.coverSha256 ?? asset.sha256) : asset.sha256;
  const path = await ctx.files.derived(shown, `thumbnail-${pixels}.webp`, async (into) => {
    const source = await pictureOf(ctx, asset, shown);
    await sharp(source, { failOn: 'truncated', limitInputPixels: 50_000_000 })
      .autoOrient()
      .resize(pixels, pixels, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 80 })
      .toFile(into);
  });
  return { path, mime: 'image/webp', tag: `${shown}-${pixels}` };
}

async function pictureOf(ctx: Ctx, asset: AssetRow, shown: string): Promise<string | Buffer> {
  const path = await ctx.files.pathOf(shown);
  if (asset.kind === 'image' || shown === asset.coverSha256) return path;
  const { ffmpegPath } = ctx.media;
  const call = { signal: AbortSignal.timeout(waveSeconds * 1000), timeoutSeconds: waveSeconds };
  const args = asset.kind === 'video' ? firstFrame(path) : waveOf(path);
  return (await runFfmpeg(args, { ...call, ...(ffmpegPath && { ffmpegPath }) })).stdout;
}

const asPng = ['-frames:v', '1', '-c:v', 'png', '-f', 'image2pipe', 'pipe:1'] as const;

function firstFrame(path: string): string[] {
  return ['-v', 'error', '-i', path, ...asPng];
}

function waveOf(path: string): string[] {
  const { width, height, background, line } = wave;
  const graph = [
    `color=c=${background.replace('#', '0x')}:s=${width}x${height}[back]`,
    `[0:a]aformat=channel_layouts=mono,showwavespic=s=${width}x${height}:colors=${line}:scale=sqrt[wave]`,
    '[back][wave]overlay=format=auto',
  ].join(';');
  return ['-v', 'error', '-i', path, '-filter_complex', graph, ...asPng];
}
