import { readFileSync } from 'node:fs';
import { initSync, WasmBuilder, WasmReader } from '@contentauth/c2pa-wasm';
import { messageOf } from '#kernel/errors.ts';
import { type ByteBlob, installBlobReader, totalLength } from './byte-blob.ts';
import { coseSign1 } from './cose.ts';
import { ManifestReport, markIn, type ReportedMark } from './manifest.ts';

/** Room set aside in the file for the signature, beside its certificates; padding is not signed, so little of it. */
const signatureRoom = 256;
let isReady = false;

function makeReady(): void {
  if (isReady) return;
  installBlobReader();
  initSync({ module: readFileSync(new URL(import.meta.resolve('@contentauth/c2pa-wasm/c2pa.wasm'))) });
  isReady = true;
}

/** The library is written for browsers and asks for their `Blob`, of which it uses what ours has. */
const asBlob = (blob: ByteBlob) => blob as unknown as Blob;

export type ReadMark =
  | { readonly found: 'none' }
  | { readonly found: 'unreadable'; readonly why: string }
  | { readonly found: 'mark'; readonly mark: ReportedMark };

/**
 * Reads and checks the manifest of a file.
 * @param anchors PEM certificates; a chain that ends in one of them is reported as `Trusted`.
 */
export async function readMark(blob: ByteBlob, mime: string, anchors: string): Promise<ReadMark> {
  makeReady();
  const settings = { trust: { trust_anchors: anchors }, verify: { verify_trust: true } };
  let reader: WasmReader;
  try {
    reader = await WasmReader.fromBlob(mime, asBlob(blob), JSON.stringify(settings));
  } catch (error) {
    const why = messageOf(error);
    return /JumbfNotFound|no JUMBF/i.test(why) ? { found: 'none' } : { found: 'unreadable', why };
  }
  try {
    const mark = markIn(ManifestReport.parse(JSON.parse(reader.json())));
    return mark ? { found: 'mark', mark } : { found: 'none' };
  } finally {
    reader.free();
  }
}

export interface Signing {
  readonly definition: object;
  readonly mime: string;
  readonly chain: readonly Uint8Array[];
  readonly sign: (bytes: Uint8Array) => Promise<Uint8Array>;
  /** A file that came with somebody else's manifest, kept as the parent of this one. */
  readonly parent?: { readonly id: string; readonly blob: ByteBlob };
}

/** The bytes of `source` with a signed manifest inside. */
export async function signBlob(source: ByteBlob, signing: Signing): Promise<Uint8Array> {
  makeReady();
  const { definition, mime, chain, parent } = signing;
  const builder = WasmBuilder.fromJson(JSON.stringify(definition));
  if (parent) {
    const ingredient = {
      title: 'Source file',
      relationship: 'parentOf',
      label: parent.id,
      instance_id: parent.id,
    };
    await builder.addIngredientFromBlob(JSON.stringify(ingredient), mime, asBlob(parent.blob));
  }
  const reserveSize = totalLength(chain) + signatureRoom;
  const sign = (claim: Uint8Array) => coseSign1(claim, chain, reserveSize, signing.sign);
  return await builder.sign({ alg: 'es256', reserveSize, sign }, [], mime, asBlob(source));
}
