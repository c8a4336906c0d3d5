// Needed by the certificate library before it loads.
import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto as Crypto);

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const dayMilliseconds = 24 * 60 * 60 * 1000;
/**
 * The signer's certificate lives long: without a time-stamping service, which needs the network,
 * everything signed with it stops being valid on the day it ends.
 */
const leafYears = 10;
const rootYears = 30;
/** emailProtection, one of the key uses that the C2PA certificate profile accepts for claim signing. */
const keyUse = '1.3.6.1.5.5.7.3.4';

/** A certificate with its key, both PEM. */
export interface Credential {
  readonly certificate: string;
  readonly key: string;
}

const newKeys = () =>
  webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']) as Promise<CryptoKeyPair>;

async function keyPem(key: CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}

/** Opens a PKCS #8 key for signing with ES256; it cannot be exported again. */
export function importKey(pem: string): Promise<CryptoKey> {
  const bytes = x509.PemConverter.decodeFirst(pem);
  return webcrypto.subtle.importKey('pkcs8', bytes, algorithm, false, ['sign']) as Promise<CryptoKey>;
}

function validity(now: Date, years: number) {
  const notAfter = new Date(now);
  notAfter.setUTCFullYear(now.getUTCFullYear() + years);
  // A day of grace for readers whose clock is behind ours.
  return { notBefore: new Date(now.getTime() - dayMilliseconds), notAfter };
}

/** A positive serial number of 16 random bytes (RFC 5280 section 4.1.2.2). */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x7f) | 0x01;
  return bytes.toString('hex');
}

/** Commas and the like would end the field in a distinguished name. */
const named = (text: string) =>
  text
    .replace(/[^\p{L}\p{N} .-]/gu, ' ')
    .trim()
    .slice(0, 60);

/** A root authority of our own. No public list knows it. */
export async function makeRoot(organisation: string, now: Date): Promise<Credential> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: `CN=Private signing authority, O=${named(organisation)}`,
    ...validity(now, rootYears),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: certificate.toString('pem'), key: await keyPem(keys.privateKey) };
}

/** A certificate that signs files, issued by `root`. */
export async function makeLeaf(root: Credential, organisation: string, now: Date): Promise<Credential> {
  const issuer = new x509.X509Certificate(root.certificate);
  const issuerKey = await issuer.publicKey.export();
  const keys = await newKeys();
  const times = validity(now, leafYears);
  const notAfter = new Date(Math.min(times.notAfter.getTime(), issuer.notAfter.getTime()));
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: `CN=File signer, O=${named(organisation)}`,
    issuer: issuer.subject,
    notBefore: times.notBefore,
    notAfter,
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: await importKey(root.key),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([keyUse], false),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuerKey),
    ],
  });
  return { certificate: certificate.toString('pem'), key: await keyPem(keys.privateKey) };
}
