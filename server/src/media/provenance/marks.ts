import { AppError } from '#kernel/errors.ts';
import { WorkerLane } from '#media/worker-lane.ts';
import { Disclosure } from './disclosure.ts';
import type { Signer } from './signer.ts';
import type { Verification } from './verification.ts';
import type { MarkedFile, MarkOperations } from './worker.ts';

export type { Verification } from './verification.ts';
export type { MarkedFile } from './worker.ts';

export interface MarkRequest extends Disclosure {
  readonly input: string;
  /** May be the same path as `input`; written whole or not at all. */
  readonly output: string;
}

export interface MarksOptions {
  readonly signer: Signer;
  /** PEM certificates of a public trust list, when the operator keeps one. */
  readonly publicAnchors?: string;
  /** The worker thread ends after this long without work. Default 60. */
  readonly idleSeconds?: number;
  readonly now?: () => Date;
}

/** Marks files as made by software, and reads marks. Works in a thread of its own, one file at a time. */
export interface Marks {
  /**
   * Drops private metadata, writes the IPTC source type, signs a C2PA manifest last, reads all of it back
   * and only then writes `output`. Must be the last change to a file.
   */
  markFile(request: MarkInput, call?: { readonly signal?: AbortSignal }): Promise<MarkedFile>;
  /** Reads the marks of any file of a type we mark; a file without any is `none`, never an error. */
  verifyFile(path: string, mime: string, call?: { readonly signal?: AbortSignal }): Promise<Verification>;
  readonly signer: Signer;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A `MarkRequest` whose defaults may be left out. */
export type MarkInput = Omit<MarkRequest, 'oversight'> & Partial<Pick<MarkRequest, 'oversight'>>;

export function createMarks(options: MarksOptions): Marks {
  const { signer, publicAnchors = '', now = () => new Date() } = options;
  const lane = new WorkerLane<MarkOperations>({
    script: new URL('./worker.ts', import.meta.url),
    name: 'marking files',
    idleSeconds: options.idleSeconds ?? 60,
    timeLimitSeconds: 120,
    answers: { sign: (bytes) => signer.sign(bytes) },
  });
  const { rootCertificate, chain } = signer;

  return {
    signer,

    async markFile({ input, output, ...rest }, call = {}) {
      const disclosure = Disclosure.parse(rest);
      const at = now();
      if (signer.expiresAt <= at) {
        throw new AppError('unavailable', "The studio's signing certificate has run out.", {
          hint: 'Restart the product, which renews it; check the clock of this machine if that does not help.',
        });
      }
      return lane.call('mark', { input, output, disclosure, at, chain, rootCertificate }, call);
    },

    verifyFile: (path, mime, call = {}) =>
      lane.call('verify', { path, mime, rootCertificate, publicAnchors }, call),

    [Symbol.asyncDispose]: () => lane[Symbol.asyncDispose](),
  };
}
