import { createHash } from 'node:crypto';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { AppError } from '#kernel/errors.ts';
import { newId } from '#kernel/ids.ts';
import { type Ask, serveLane } from '#media/serve-lane.ts';
import { ByteBlob } from './byte-blob.ts';
import { readMark, signBlob } from './c2pa.ts';
import type { Container } from './containers/container.ts';
import { containerFor } from './containers/container-for.ts';
import type { Disclosure } from './disclosure.ts';
import { manifestDefinition } from './manifest.ts';
import { judge, type Verification } from './verification.ts';
import { sourceTypeInXmp, writeXmp } from './xmp.ts';

export interface MarkCall {
  readonly input: string;
  readonly output: string;
  readonly disclosure: Disclosure;
  readonly at: Date;
  readonly chain: readonly Uint8Array[];
  readonly rootCertificate: string;
}

export interface VerifyCall {
  readonly path: string;
  readonly mime: string;
  readonly rootCertificate: string;
  /** PEM; empty when no public list was given. */
  readonly publicAnchors: string;
}

export interface MarkedFile {
  readonly path: string;
  readonly bytes: number;
  /** Hex, of the file as written. */
  readonly sha256: string;
  readonly verification: Verification;
}

/** Files are worked on in memory. */
const maxBytes = 512 * 1024 * 1024;

async function load(path: string): Promise<Buffer> {
  const { size } = await stat(path);
  if (size > maxBytes) {
    throw new AppError(
      'too_large',
      `This file is ${Math.round(size / 1e6)} MB; files up to 512 MB can be marked.`,
      {
        hint: 'Export it shorter, or with a lower bit rate.',
      },
    );
  }
  return readFile(path);
}

/** A JPEG or PNG whose upright position is only written in its metadata is turned before that is dropped. */
async function upright(bytes: Buffer, mime: string): Promise<Buffer> {
  if (!mime.startsWith('image/')) return bytes;
  const { default: sharp } = await import('sharp');
  const { orientation = 1 } = await sharp(bytes).metadata();
  if (orientation === 1) return bytes;
  const turned = sharp(bytes).autoOrient();
  if (mime === 'image/png') return turned.png().toBuffer();
  return mime === 'image/webp'
    ? turned.webp({ quality: 95 }).toBuffer()
    : turned.jpeg({ quality: 95 }).toBuffer();
}

const parentId = 'parent';

async function signed(call: MarkCall, ask: Ask): Promise<Uint8Array> {
  const { mime } = call.disclosure;
  const original = await load(call.input);
  const container = containerFor(mime, original);
  const history = await readMark(new ByteBlob([original], mime), mime, call.rootCertificate);
  const isForeign = history.found === 'mark' && history.mark.state !== 'Trusted';
  // Rebuilding may change the bytes in place; a parent must stay as it came.
  const parent = isForeign ? new ByteBlob([Buffer.from(original)], mime) : undefined;
  const { cardTexts } = call.disclosure;
  const parts = container.rebuild(await upright(original, mime), writeXmp(call.disclosure), cardTexts);
  const made = { disclosure: call.disclosure, at: call.at };
  return signBlob(new ByteBlob(parts, mime), {
    definition: manifestDefinition(parent ? { ...made, parentId } : made),
    mime,
    chain: call.chain,
    sign: (bytes) => ask('sign', bytes),
    ...(parent ? { parent: { id: parentId, blob: parent } } : {}),
  });
}

async function inspect(
  bytes: Buffer,
  container: Container,
  call: Omit<VerifyCall, 'path'>,
): Promise<Verification> {
  const blob = new ByteBlob([bytes], call.mime);
  const mark = await readMark(blob, call.mime, call.rootCertificate);
  const seen = call.publicAnchors ? await readMark(blob, call.mime, call.publicAnchors) : mark;
  const isPublic = call.publicAnchors !== '' && seen.found === 'mark' && seen.mark.state === 'Trusted';
  return judge({ mark, isPublic, xmpSourceType: xmpSourceTypeOf(bytes, container) });
}

function xmpSourceTypeOf(bytes: Buffer, container: Container): string | undefined {
  try {
    return sourceTypeInXmp(container.readXmp(bytes) ?? '');
  } catch {
    // A damaged file has no metadata to speak of; its signature tells the rest.
    return undefined;
  }
}

/** Refuses a file that would leave with less than its whole mark, or with more than it. */
function assertComplete(
  verification: Verification,
  foreignParts: readonly string[],
  disclosure: Disclosure,
): void {
  const { c2pa, sourceType, xmpSourceType, problems } = verification;
  const isSourced = sourceType === disclosure.sourceType && xmpSourceType === disclosure.sourceType;
  if (c2pa === 'valid' && isSourced && problems.length === 0 && foreignParts.length === 0) return;
  throw new AppError('internal', 'The file was marked, but reading the mark back did not confirm it.', {
    hint: [
      ...problems,
      ...foreignParts.map((part) => `Left over: ${part}.`),
      'Nothing was written; try again.',
    ].join(' '),
  });
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const unfinished = `${path}.${newId()}.tmp`;
  const file = await open(unfinished, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
    await file.close();
    await rename(unfinished, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(unfinished, { force: true });
    throw error;
  }
}

const operationsWith = (ask: Ask) => ({
  async mark(call: MarkCall): Promise<MarkedFile> {
    const { disclosure, rootCertificate, output } = call;
    const signedBytes = await signed(call, ask);
    const bytes = Buffer.from(signedBytes.buffer, signedBytes.byteOffset, signedBytes.length);
    const container = containerFor(disclosure.mime, bytes);
    const verification = await inspect(bytes, container, {
      mime: disclosure.mime,
      rootCertificate,
      publicAnchors: '',
    });
    assertComplete(verification, container.findForeignParts(bytes), disclosure);
    await writeWhole(output, bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { path: output, bytes: bytes.length, sha256, verification };
  },

  async verify(call: VerifyCall): Promise<Verification> {
    const bytes = await load(call.path);
    return inspect(bytes, containerFor(call.mime, bytes), call);
  },
});
export type MarkOperations = ReturnType<typeof operationsWith>;

serveLane(operationsWith);
