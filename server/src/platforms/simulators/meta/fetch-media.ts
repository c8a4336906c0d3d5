import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { z } from 'zod';
import type { SimulatedPost } from '#platforms/simulators/simulator.ts';
import { readMp4, sniffMime } from '#platforms/simulators/sniff.ts';
import type { World } from './answers.ts';

/** Files as Meta takes them: fetched by their address or uploaded, and looked at by their bytes. */

export const StoredFile = z.object({
  kind: z.enum(['image', 'video']),
  /** Name of the blob. */
  blob: z.string(),
  altText: z.string(),
  width: z.number(),
  height: z.number(),
});
export type StoredFile = z.infer<typeof StoredFile>;

export interface FileLimits {
  readonly mimes: readonly string[];
  readonly maxBytes: number;
  readonly minAspect?: number;
  readonly maxAspect?: number;
  readonly maxWidth?: number;
  readonly minSeconds?: number;
  readonly maxSeconds?: number;
}

export type Flaw = 'unreachable' | 'too_large' | 'format' | 'aspect' | 'duration' | 'codec' | 'width';

const fetchTimeoutMilliseconds = 10_000;

/** Fetches a file by its address: without redirects, from this studio only. */
export async function download(
  world: World,
  address: string,
  maxBytes: number,
): Promise<Buffer | 'unreachable' | 'too_large'> {
  const url = URL.parse(address);
  // Meta wants plain ASCII addresses, and we fetch from nowhere but this studio.
  if (!url || !/^[\x21-\x7e]+$/.test(address) || !world.mayFetch(url.origin)) return 'unreachable';
  try {
    const response = await fetch(url, {
      redirect: 'error',
      signal: AbortSignal.timeout(fetchTimeoutMilliseconds),
    });
    if (response.status !== 200 || !response.body) return 'unreachable';
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of response.body) {
      bytes += chunk.length;
      if (bytes > maxBytes) return 'too_large';
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch {
    return 'unreachable';
  }
}

/** Looks at a file's bytes and keeps it. */
export async function takeFile(
  world: World,
  kind: 'image' | 'video',
  content: Buffer,
  limits: FileLimits,
  altText: string,
): Promise<StoredFile | Flaw> {
  if (content.length > limits.maxBytes) return 'too_large';
  const mime = sniffMime(content);
  if (!mime || !limits.mimes.includes(mime)) return 'format';
  const size = kind === 'image' ? await lookAtImage(content, limits) : lookAtVideo(content, limits);
  if (typeof size === 'string') return size;
  const blob = createHash('sha256').update(content).digest('hex');
  await world.store.putBlob(blob, { mime, content });
  return { kind, blob, altText, ...size };
}

/** Both at once. */
export async function fetchFile(
  world: World,
  kind: 'image' | 'video',
  address: string,
  limits: FileLimits,
  altText: string,
): Promise<StoredFile | Flaw> {
  const content = await download(world, address, limits.maxBytes);
  return typeof content === 'string' ? content : takeFile(world, kind, content, limits, altText);
}

type Size = { readonly width: number; readonly height: number };

async function lookAtImage(content: Buffer, limits: FileLimits): Promise<Size | Flaw> {
  const facts = await sharp(content)
    .metadata()
    .catch(() => undefined);
  if (!facts?.width || !facts.height) return 'format';
  return withinAspect({ width: facts.width, height: facts.height }, limits);
}

function lookAtVideo(content: Buffer, limits: FileLimits): Size | Flaw {
  const facts = readMp4(content);
  if (!facts?.indexFirst) return 'format';
  if (!['avc1', 'avc3', 'hvc1', 'hev1'].includes(facts.codec ?? '')) return 'codec';
  const { minSeconds = 0, maxSeconds = Number.POSITIVE_INFINITY, maxWidth } = limits;
  if (facts.seconds < minSeconds || facts.seconds > maxSeconds) return 'duration';
  if (maxWidth !== undefined && facts.width > maxWidth) return 'width';
  return withinAspect({ width: facts.width, height: facts.height }, limits);
}

function withinAspect(size: Size, { minAspect, maxAspect }: FileLimits): Size | Flaw {
  const aspect = size.width / size.height;
  const slack = 0.5 / size.height + 1e-9;
  if (minAspect !== undefined && aspect < minAspect - slack) return 'aspect';
  if (maxAspect !== undefined && aspect > maxAspect + slack) return 'aspect';
  return size;
}

/** Files as a timeline shows them. */
export function shownFiles(world: World, files: readonly StoredFile[]): SimulatedPost['media'] {
  const path = new URL(world.baseUrl).pathname;
  return files.map(({ kind, blob, altText, width, height }) => ({
    kind,
    url: `${path}/file/${blob}`,
    altText,
    width,
    height,
  }));
}
