import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { AppError } from '#kernel/errors.ts';
import { bundleLimits, manifestName } from './bundle-format.ts';
import {
  charxCardName,
  isObject,
  largestCardBytes,
  type ParsedCard,
  parseCardFile,
  parseCharxCard,
} from './parse-card.ts';
import { isPng } from './png-text.ts';
import { openZip, type ZipFile } from './zip-reader.ts';

/** A file somebody wants to import, told apart by its content. */
export type OpenedImport = AsyncDisposable & {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
} & (
    | { readonly kind: 'bundle'; readonly zip: ZipFile }
    | {
        readonly kind: 'card';
        readonly card: ParsedCard;
        readonly zip: ZipFile | undefined;
        /** Keys and passwords that were taken out of it. */
        readonly secretsLeftOut: number;
      }
  );

/** @throws AppError with the reason when the file is nothing that can be imported. */
export async function openImport(path: string): Promise<OpenedImport> {
  const { size } = await stat(path);
  const facts = { path, bytes: size, sha256: await sha256Of(path) };
  const head = await firstBytes(path);
  const text = head
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart();
  if (isPng(head) || text.startsWith('{')) {
    if (size > largestCardBytes) {
      throw new AppError('too_large', 'This card is larger than 64 MB.', {
        hint: 'Save its picture smaller.',
      });
    }
    const parsed = parseCardFile(await readFile(path));
    return { ...facts, kind: 'card', ...withoutSecrets(parsed), zip: undefined, ...nothingToClose };
  }
  const zip = await openZip(path, bundleLimits).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== 'unsupported_media' || isArchive(head)) throw error;
    throw unknownFile(error);
  });
  try {
    const close = { [Symbol.asyncDispose]: () => zip[Symbol.asyncDispose]() };
    if (zip.entries.has(manifestName)) return { ...facts, kind: 'bundle', zip, ...close };
    if (!zip.entries.has(charxCardName)) throw unknownFile();
    const card = parseCharxCard(await zip.read(charxCardName, largestCardBytes));
    return { ...facts, kind: 'card', ...withoutSecrets(card), zip, ...close };
  } catch (error) {
    await zip[Symbol.asyncDispose]();
    throw error;
  }
}

const nothingToClose = { [Symbol.asyncDispose]: async () => undefined };
const isArchive = (head: Buffer) => head.toString('latin1', 0, 2) === 'PK';

/** elizaOS files may hold API keys in `secrets` and `settings.secrets`: those are not kept with a character. */
function withoutSecrets(card: ParsedCard): { card: ParsedCard; secretsLeftOut: number } {
  const { json } = card;
  if (card.format !== 'eliza') return { card, secretsLeftOut: 0 };
  const settings = isObject(json.settings) ? json.settings : undefined;
  const secretsLeftOut = filled(json.secrets) + filled(settings?.secrets);
  if (secretsLeftOut === 0) return { card, secretsLeftOut };
  const cleaned = {
    ...json,
    ...('secrets' in json && { secrets: {} }),
    ...(settings && 'secrets' in settings && { settings: { ...settings, secrets: {} } }),
  };
  return { card: { ...card, json: cleaned, text: JSON.stringify(cleaned, null, 2) }, secretsLeftOut };
}

const filled = (secrets: unknown) =>
  isObject(secrets) ? Object.values(secrets).filter((value) => value !== '' && value !== null).length : 0;

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function unknownFile(cause?: unknown): AppError {
  return new AppError('unsupported_media', 'There is no character in this file.', {
    field: 'file',
    hint: 'A bundle of this studio, a character card (PNG, JSON or CHARX) or an elizaOS character can be imported.',
    cause,
  });
}
