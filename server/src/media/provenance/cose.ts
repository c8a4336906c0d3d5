import { Encoder, Tag } from 'cbor-x';

/** CBOR as COSE wants it: plain maps with number keys, and byte strings without tags. */
const cbor = new Encoder({
  mapsAsObjects: false,
  useRecords: false,
  variableMapSize: true,
  tagUint8Array: false,
});

/** Header parameters and tags of RFC 8152 and RFC 9360. */
const header = { algorithm: 1, certificateChain: 33 } as const;
const es256 = -7;
const coseSign1Tag = 18;

/**
 * A COSE_Sign1 over `claim` with the payload left out, padded to exactly `reserveSize` bytes
 * (C2PA technical specification, "Digital signatures").
 */
export async function coseSign1(
  claim: Uint8Array,
  chain: readonly Uint8Array[],
  reserveSize: number,
  sign: (bytes: Uint8Array) => Promise<Uint8Array>,
): Promise<Uint8Array<ArrayBuffer>> {
  const certificates = chain.length === 1 ? chain[0] : chain;
  const headers = new Map<number, unknown>([
    [header.algorithm, es256],
    [header.certificateChain, certificates],
  ]);
  const isProtected = new Uint8Array(cbor.encode(headers));
  const signature = await sign(
    new Uint8Array(cbor.encode(['Signature1', isProtected, new Uint8Array(0), claim])),
  );
  const padded = (length: number) =>
    new Uint8Array(
      cbor.encode(
        new Tag([isProtected, new Map([['pad', new Uint8Array(length)]]), null, signature], coseSign1Tag),
      ),
    );
  // The length of the padding's own header varies with its length: aim, then step down.
  for (let length = reserveSize - padded(300).length + 304; length >= 0; length--) {
    const message = padded(length);
    if (message.length <= reserveSize) return message;
  }
  throw new Error('The signature does not fit into the space that was set aside for it.');
}
