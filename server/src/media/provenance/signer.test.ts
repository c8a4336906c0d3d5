import { createPublicKey, verify, X509Certificate } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSigner } from './signer.ts';

let folder: string;
const authority = () => join(folder, 'signing-authority.json');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signer-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('makes a root and a signing certificate at the first start, readable by the owner alone', async () => {
  const signer = await createSigner({ folder, organisation: 'Mia, Ltd "Studio"' });
  const leaf = new X509Certificate(Buffer.from(signer.chain[0]!));
  const root = new X509Certificate(signer.rootCertificate);
  expect(leaf.verify(root.publicKey)).toBe(true);
  expect([root.ca, leaf.ca]).toEqual([true, false]);
  expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.4']);
  expect(leaf.subject).toContain('O=Mia  Ltd  Studio');
  expect((await stat(authority())).mode & 0o777).toBe(0o600);
  expect(await readFile(join(folder, 'root-certificate.pem'), 'utf8')).not.toContain('PRIVATE');
  expect((await readdir(folder)).toSorted()).toEqual(['root-certificate.pem', 'signing-authority.json']);
});

it('signs with the certified key, as raw r and s', async () => {
  const signer = await createSigner({ folder });
  const message = Buffer.from('what was approved');
  const signature = await signer.sign(message);
  const key = createPublicKey(
    new X509Certificate(Buffer.from(signer.chain[0]!)).publicKey.export({ type: 'spki', format: 'pem' }),
  );
  expect(signature.length).toBe(64);
  expect(verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
});

it('is the same authority after a restart, and when several start at once', async () => {
  const signers = await Promise.all([1, 2, 3].map(() => createSigner({ folder })));
  const again = await createSigner({ folder });
  expect(new Set([...signers, again].map((signer) => signer.fingerprint)).size).toBe(1);
  expect(
    new Set([...signers, again].map((signer) => Buffer.from(signer.chain[0]!).toString('hex'))).size,
  ).toBe(1);
});

it('renews the certificate under the same root before it ends, and the root in its turn', async () => {
  const first = await createSigner({ folder });
  const inYears = (years: number) => () => new Date(Date.now() + years * 365.25 * 24 * 3600 * 1000);
  const later = await createSigner({ folder, now: inYears(9.5) });
  expect(later.fingerprint).toBe(first.fingerprint);
  expect(later.expiresAt.getTime()).toBeGreaterThan(first.expiresAt.getTime());
  const muchLater = await createSigner({ folder, now: inYears(29.5) });
  expect(muchLater.fingerprint).not.toBe(first.fingerprint);
  expect(muchLater.expiresAt.getTime()).toBeGreaterThan(inYears(30)().getTime());
});

it('closes a key file that was left open to others', async () => {
  await createSigner({ folder });
  await chmod(authority(), 0o644);
  await createSigner({ folder });
  expect((await stat(authority())).mode & 0o777).toBe(0o600);
});

it('says what to do about a damaged key file, and does not overwrite it', async () => {
  await writeFile(authority(), '{"version":1,"root":', { mode: 0o600 });
  await expect(createSigner({ folder })).rejects.toMatchObject({ hint: expect.stringContaining('backup') });
  expect(await readFile(authority(), 'utf8')).toBe('{"version":1,"root":');
});
