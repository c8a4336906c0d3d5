import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#kernel/errors.ts';

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
/** The master key seals under this id until a newer key is made. */
const masterKeyId = 1;
/** A key's id is one byte. */
const mostKeys = 255;

/** Keeps secrets: AES-256-GCM under keys in the data folder. The newest seals, all of them open. */
export interface Vault {
  /** Layout: key id (1 byte), nonce (12), tag (16), ciphertext. `purpose` must be the same to open it. */
  seal(plain: string, purpose: string): Buffer;
  /** @throws AppError `internal` when its key is not here, or when it was sealed for another purpose. */
  open(sealed: Uint8Array, purpose: string): string;
  /** The id of the key that seals now. Secrets under another can be sealed again (see `reseal-secrets.ts`). */
  sealingKeyId(): number;
  /** A secret of its own for each purpose, in hex. Under the master key, whichever key seals. */
  derive(purpose: string): string;
  /** A signature that only this installation can make, base64url. Under the master key. */
  sign(text: string, purpose: string): string;
}

type Keys = ReadonlyMap<number, Buffer>;

/** Reads the master key, making it on the first start (mode 0600, never overwritten), and the newer keys. */
export async function openVault(dataFolder: string): Promise<Vault> {
  const folder = await secretsFolder(dataFolder);
  const path = join(folder, 'master.key');
  const master = (await readKey(path)) ?? (await writeKey(path, randomBytes(keyBytes)));
  // Looked up again at each use: another process may have made a key meanwhile, and secrets are few.
  return vaultOf(master, () => readNewerKeys(folder));
}

/**
 * Makes a new key to seal with, beside those there are. Processes that run find it by themselves.
 * @returns its id.
 * @throws AppError `conflict` when 255 keys were made.
 */
export async function makeSealingKey(dataFolder: string): Promise<number> {
  const folder = await secretsFolder(dataFolder);
  const id = Math.max(masterKeyId, ...readNewerKeys(folder).keys()) + 1;
  if (id > mostKeys) {
    throw new AppError('conflict', `No more than ${mostKeys} keys can be made.`, {
      hint: 'Start a new data folder and connect the accounts there.',
    });
  }
  await writeKey(join(folder, fileOf(id)), randomBytes(keyBytes));
  return id;
}

async function secretsFolder(dataFolder: string): Promise<string> {
  const folder = join(dataFolder, 'secrets');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

const fileOf = (id: number) => `sealing-${id}.key`;

function readNewerKeys(folder: string): Keys {
  const keys = new Map<number, Buffer>();
  for (const name of readdirSync(folder)) {
    const id = Number(/^sealing-(\d{1,3})\.key$/.exec(name)?.[1] ?? 0);
    if (id <= masterKeyId || id > mostKeys) continue;
    keys.set(id, parseKey(readFileSync(join(folder, name), 'utf8'), join(folder, name)));
  }
  return keys;
}

/** A vault under the given 32 bytes, and under newer keys by their ids. */
export function vaultOf(master: Buffer, newerKeys: () => Keys = () => new Map()): Vault {
  const derive = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', master, '', `ainfluencer ${purpose}`, keyBytes));
  const firstKey = derive('seal');
  const newestId = (newer: Keys) => Math.max(masterKeyId, ...newer.keys());
  const keyOf = (id: number, newer: Keys) => (id === masterKeyId ? firstKey : newer.get(id));
  return {
    derive: (purpose) => derive(purpose).toString('hex'),
    sign: (text, purpose) =>
      createHmac('sha256', derive(`sign ${purpose}`))
        .update(text)
        .digest('base64url'),
    sealingKeyId: () => newestId(newerKeys()),
    seal(plain, purpose) {
      const newer = newerKeys();
      const id = newestId(newer);
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', keyOf(id, newer)!, nonce).setAAD(Buffer.from(purpose));
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(id), nonce, cipher.getAuthTag(), body]);
    },
    open(sealed, purpose) {
      const bytes = Buffer.from(sealed);
      const id = bytes[0] ?? 0;
      const key = keyOf(id, id === masterKeyId ? new Map() : newerKeys());
      if (!key) throw missingKey(id);
      return unseal(bytes, purpose, key);
    },
  };
}

function unseal(bytes: Buffer, purpose: string, key: Buffer): string {
  try {
    const nonce = bytes.subarray(1, 1 + nonceBytes);
    const tag = bytes.subarray(1 + nonceBytes, 1 + nonceBytes + tagBytes);
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
      .setAAD(Buffer.from(purpose))
      .setAuthTag(tag);
    const body = bytes.subarray(1 + nonceBytes + tagBytes);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new AppError('internal', 'A stored secret cannot be read with this installation’s key.', {
      hint: 'Put secrets/master.key of the data folder back as it was, or connect the account again.',
      cause,
    });
  }
}

const missingKey = (id: number) =>
  new AppError('internal', `A stored secret was sealed with key ${id}, which is not here.`, {
    hint: `Copy secrets/${fileOf(id)} of the data folder from the machine that made it, or from a backup.`,
  });

async function readKey(path: string): Promise<Buffer | undefined> {
  try {
    return parseKey(await readFile(path, 'utf8'), path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function parseKey(text: string, path: string): Buffer {
  const key = Buffer.from(text.trim(), 'hex');
  if (key.length === keyBytes) return key;
  throw new AppError('internal', `The key file ${path} is damaged.`, {
    hint: 'Restore it from a backup. Without it, stored credentials cannot be read.',
  });
}

async function writeKey(path: string, fresh: Buffer): Promise<Buffer> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, `${fresh.toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  // link() refuses to replace: of two processes starting at once, both end up with the same key.
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await unlink(draft);
  const key = await readKey(path);
  if (!key) throw new AppError('internal', `The key file ${path} vanished while it was being made.`);
  return key;
}
