import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { manifest } from '#platforms/instagram/manifest.ts';
import type { SimulatorAnswer } from '#platforms/simulators/simulator.ts';
import { readMp4, sniffMime } from '#platforms/simulators/sniff.ts';
import { graphError, type StoredFile, type World } from './world.ts';

const fetchTimeoutMilliseconds = 10_000;

interface Refused {
  readonly refusal: SimulatorAnswer;
  readonly subcode: number;
}

const refused = (code: number, subcode: number, message: string): Refused => ({
  refusal: graphError(code, subcode, message),
  subcode,
});

/** Fetches and checks a picture or video as the platform does: by its address, without redirects, by its bytes. */
export async function fetchMedia(
  world: World,
  kind: 'image' | 'video',
  address: string,
  altText: string,
): Promise<{ readonly file: StoredFile } | Refused> {
  const maxBytes = manifest.media[kind === 'image' ? 'images' : 'video'].maxBytes;
  const content = await download(world, address, maxBytes);
  if (content === 'unreachable') {
    return refused(9004, 2207052, 'The media could not be fetched from this URI.');
  }
  if (content === 'too_large') return refused(36000, 2207004, 'The file is too large to download.');
  const checked = kind === 'image' ? await checkImage(content) : checkVideo(content);
  if ('refusal' in checked) return checked;
  const blob = createHash('sha256').update(content).digest('hex');
  await world.store.putBlob(blob, { mime: kind === 'image' ? 'image/jpeg' : 'video/mp4', content });
  return { file: { kind, blob, altText, ...checked } };
}

async function download(
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

type Checked = { readonly width: number; readonly height: number } | Refused;

async function checkImage(content: Buffer): Promise<Checked> {
  const unusable = refused(36001, 2207005, 'The image format is not supported: use JPEG.');
  if (sniffMime(content) !== 'image/jpeg') return unusable;
  const facts = await sharp(content)
    .metadata()
    .catch(() => undefined);
  if (!facts?.width || !facts.height) return unusable;
  const { width, height } = facts;
  const aspect = width / height;
  const { minAspect, maxAspect } = manifest.media.images;
  const slack = 0.5 / height;
  if (aspect < minAspect - slack || aspect > maxAspect + slack) {
    return refused(36003, 2207009, 'The aspect ratio is not supported: use 4:5 to 1.91:1.');
  }
  return { width, height };
}

function checkVideo(content: Buffer): Checked {
  const facts = readMp4(content);
  const limits = manifest.media.video;
  const fine =
    facts?.indexFirst &&
    ['avc1', 'avc3', 'hvc1', 'hev1'].includes(facts.codec ?? '') &&
    facts.seconds >= limits.minSeconds &&
    facts.seconds <= limits.maxSeconds &&
    facts.width <= limits.maxWidth;
  if (fine) return { width: facts.width, height: facts.height };
  const message = 'The video format is not supported: MP4 or MOV, H.264 or HEVC, index first, 3 s to 15 min.';
  return refused(352, 2207026, message);
}
