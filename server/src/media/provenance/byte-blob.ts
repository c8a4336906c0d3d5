/**
 * Bytes in several pieces that look like a browser's `Blob` to the C2PA library, without a copy of the whole.
 * Only what the library uses is there: `size`, `slice`, and reading through `FileReaderSync`.
 */
export class ByteBlob {
  readonly size: number;
  readonly type: string;
  readonly #parts: readonly Uint8Array[];
  readonly #from: number;

  constructor(parts: readonly Uint8Array[], type: string, from = 0, size = totalLength(parts)) {
    this.#parts = parts;
    this.#from = from;
    this.size = size;
    this.type = type;
  }

  slice(start = 0, end = this.size): ByteBlob {
    const from = Math.min(Math.max(0, start), this.size);
    const to = Math.min(Math.max(from, end), this.size);
    return new ByteBlob(this.#parts, this.type, this.#from + from, to - from);
  }

  /** A copy of these bytes in one piece. */
  toArrayBuffer(): ArrayBuffer {
    const bytes = new Uint8Array(this.size);
    let partStart = 0;
    for (const part of this.#parts) {
      const from = Math.max(this.#from, partStart);
      const to = Math.min(this.#from + this.size, partStart + part.length);
      if (from < to) bytes.set(part.subarray(from - partStart, to - partStart), from - this.#from);
      partStart += part.length;
    }
    return bytes.buffer;
  }
}

export function totalLength(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

/** Gives this thread the one browser class the C2PA library reads blobs with. */
export function installBlobReader(): void {
  Object.assign(globalThis, {
    FileReaderSync: class {
      readAsArrayBuffer(blob: ByteBlob): ArrayBuffer {
        return blob.toArrayBuffer();
      }
    },
  });
}
