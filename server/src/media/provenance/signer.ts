import { webcrypto, X509Certificate } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '#kernel/errors.ts';
import { newId } from '#kernel/ids.ts';
import { type Credential, importKey, makeLeaf, makeRoot } from './certificates.ts';

/** Signs for the studio. The key stays behind it: a file today, a key service where one is used. */
export interface Signer {
  /** ES256 over `bytes`: r and s, 32 bytes each (RFC 8152 section 8.1). */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
  /** DER, the signer's own certificate first, without the root. */
  readonly chain: readonly Uint8Array[];
  /** PEM, to be given to whoever wants to trust this studio's signatures. */
  readonly rootCertificate: string;
  /** SHA-256 of the root certificate, as pairs of hex digits. */
  readonly fingerprint: string;
  readonly expiresAt: Date;
}

export interface SignerOptions {
  /** Data folder of the authority; made when missing. */
  readonly folder: string;
  /** The operator's public name, part of the certificates. */
  readonly organisation?: string;
  readonly now?: () => Date;
}

const authorityFile = 'signing-authority.json';
/** The root certificate alone, for people to hand out. */
const publicFile = 'root-certificate.pem';
const renewBeforeMilliseconds = 365 * 24 * 60 * 60 * 1000;

const Credentials = z.strictObject({ certificate: z.string(), key: z.string() });
const Authority = z.strictObject({ version: z.literal(1), root: Credentials, leaf: Credentials });
type Authority = z.infer<typeof Authority>;

/** Opens the studio's own signing authority, made at the first start, and renews its certificate in time. */
export async function createSigner(options: SignerOptions): Promise<Signer> {
  const { folder, organisation = 'Self-hosted studio', now = () => new Date() } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, authorityFile);
  const kept = (await readAuthority(path)) ?? (await firstAuthority(path, organisation, now()));
  const authority = await renewed(path, kept, organisation, now());
  await writeAtomically(join(folder, publicFile), authority.root.certificate, 0o644, 'replace');
  return signerFrom(authority);
}

async function signerFrom(authority: Authority): Promise<Signer> {
  const leaf = new X509Certificate(authority.leaf.certificate);
  const root = new X509Certificate(authority.root.certificate);
  if (!leaf.verify(root.publicKey)) {
    throw new AppError('internal', 'The signing certificate does not belong to its authority.', {
      hint: `Restore ${authorityFile} from a backup. Without it, files can only be signed under a new identity.`,
    });
  }
  const key = await importKey(authority.leaf.key);
  return {
    async sign(bytes) {
      const signature = await webcrypto.subtle.sign(
        { name: 'ECDSA', hash: 'SHA-256' },
        key,
        new Uint8Array(bytes),
      );
      return new Uint8Array(signature);
    },
    chain: [new Uint8Array(leaf.raw)],
    rootCertificate: authority.root.certificate,
    fingerprint: root.fingerprint256,
    expiresAt: new Date(leaf.validTo),
  };
}

async function readAuthority(path: string): Promise<Authority | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  // A restored backup may have opened the file to others.
  if (((await stat(path)).mode & 0o077) !== 0) await chmod(path, 0o600);
  try {
    return Authority.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError('internal', `The signing authority in ${path} cannot be read.`, {
      hint: 'Restore it from a backup. Remove it only to start signing under a new identity.',
      cause,
    });
  }
}

async function firstAuthority(path: string, organisation: string, now: Date): Promise<Authority> {
  const root = await makeRoot(organisation, now);
  const authority = { version: 1 as const, root, leaf: await makeLeaf(root, organisation, now) };
  const isFirst = await writeAtomically(path, JSON.stringify(authority, null, 2), 0o600, 'first');
  // Another process may have been quicker: its authority is the studio's.
  return isFirst ? authority : (await readAuthority(path))!;
}

async function renewed(path: string, kept: Authority, organisation: string, now: Date): Promise<Authority> {
  const endsSoon = ({ certificate }: Credential) =>
    Date.parse(new X509Certificate(certificate).validTo) - now.getTime() < renewBeforeMilliseconds;
  if (!endsSoon(kept.leaf)) return kept;
  const root = endsSoon(kept.root) ? await makeRoot(organisation, now) : kept.root;
  const authority = { version: 1 as const, root, leaf: await makeLeaf(root, organisation, now) };
  await writeAtomically(path, JSON.stringify(authority, null, 2), 0o600, 'replace');
  return authority;
}

/** A whole file or none, even when the power fails. `first` gives way to a file that is already there. */
async function writeAtomically(
  path: string,
  text: string,
  mode: number,
  how: 'first' | 'replace',
): Promise<boolean> {
  const unfinished = `${path}.${newId()}.tmp`;
  const file = await open(unfinished, 'wx', mode);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  if (how === 'replace') {
    await rename(unfinished, path);
    return true;
  }
  try {
    await link(unfinished, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(unfinished, { force: true });
  }
}
