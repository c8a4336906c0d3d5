import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#kernel/errors.ts';

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
const keyVersion = 1;

/** Keeps secrets: AES-256-GCM under a key in the data folder. */
export interface Vault {
  /** Layout: key version (1 byte), nonce (12), tag (16), ciphertext. `purpose` must be the same to open it. */
  seal(plain: string, purpose: string): Buffer;
  /** @throws AppError `internal` when it was sealed with another key or for another purpose. */
  open(sealed: Uint8Array, purpose: string): string;
  /** A secret of its own for each purpose, in hex. */
  derive(purpose: string): string;
  /** A signature that only this installation can make, base64url. */
  sign(text: string, purpose: string): string;
}

/** Reads the master key, making it on the first start (mode 0600, never overwritten). */
export async function openVault(dataFolder: string): Promise<Vault> {
  const folder = join(dataFolder, 'secrets');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'master.key');
  const key = (await readKey(path)) ?? (await makeKey(path));
  return vaultOf(key);
}

/** A vault under the given 32 bytes. */
export function vaultOf(key: Buffer): Vault {
  const derive = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', key, '', `ainfluencer ${purpose}`, keyBytes));
  const sealing = derive('seal');
  return {
    derive: (purpose) => derive(purpose).toString('hex'),
    sign: (text, purpose) =>
      createHmac('sha256', derive(`sign ${purpose}`))
        .update(text)
        .digest('base64url'),
    seal(plain, purpose) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce).setAAD(Buffer.from(purpose));
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(keyVersion), nonce, cipher.getAuthTag(), body]);
    },
    open(sealed, purpose) {
      const bytes = Buffer.from(sealed);
      try {
        const nonce = bytes.subarray(1, 1 + nonceBytes);
        const tag = bytes.subarray(1 + nonceBytes, 1 + nonceBytes + tagBytes);
        const decipher = createDecipheriv('aes-256-gcm', sealing, nonce)
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
    },
  };
}

async function readKey(path: string): Promise<Buffer | undefined> {
  try {
    const key = Buffer.from((await readFile(path, 'utf8')).trim(), 'hex');
    if (key.length === keyBytes) return key;
    throw new AppError('internal', `The key file ${path} is damaged.`, {
      hint: 'Restore it from a backup. Without it, stored credentials cannot be read.',
    });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function makeKey(path: string): Promise<Buffer> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, `${randomBytes(keyBytes).toString('hex')}\n`, {
    mode: 0o600,
    flag: 'wx',
    flush: true,
  });
  // link() refuses to replace: of two processes starting at once, both end up with the same key.
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await unlink(draft);
  const key = await readKey(path);
  if (!key) throw new AppError('internal', `The key file ${path} vanished while it was being made.`);
  return key;
}
