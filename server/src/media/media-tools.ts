import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { createMediaChecks, type MediaChecks } from './checks/media-checks.ts';
import { extractFrames } from './extract-frames.ts';
import { type Loudness, measureLoudness } from './loudness.ts';
import { createMarks, type Marks } from './provenance/marks.ts';
import { createSigner } from './provenance/signer.ts';
import { createSpeechRecogniser, type SpeechRecogniser } from './recognise-speech.ts';

/** Means of looking at media files and of marking them, made once per process; all of them start lazily. */
export interface MediaTools extends AsyncDisposable {
  readonly checks: MediaChecks;
  readonly marks: Marks;
  readonly recogniser: SpeechRecogniser;
  /** Integrated loudness of any file with sound. */
  measureLoudness(path: string, signal: AbortSignal): Promise<Loudness>;
  /** The program as it names itself in the files it marks. */
  readonly product: { readonly name: string; readonly version: string };
  /** An explicit ffmpeg; otherwise it is found. */
  readonly ffmpegPath: string | undefined;
}

export interface MediaToolsOptions {
  readonly dataFolder: string;
  readonly ffmpegPath?: string | undefined;
  readonly now?: () => Date;
}

const Package = z.looseObject({ version: z.string() });

/** Opens the signing authority in the data folder, and readies the rest. */
export async function createMediaTools(options: MediaToolsOptions): Promise<MediaTools> {
  const { dataFolder, ffmpegPath, now } = options;
  const ffmpeg = ffmpegPath === undefined ? {} : { ffmpegPath };
  const signer = await createSigner({ folder: join(dataFolder, 'secrets', 'signing'), ...(now && { now }) });
  const marks = createMarks({ signer, ...(now && { now }) });
  const recogniser = createSpeechRecogniser(ffmpeg);
  const checks = createMediaChecks({
    extractFrames: (path, { count, signal }) =>
      extractFrames(path, { count, signal: signal ?? new AbortController().signal, ...ffmpeg }),
  });
  const manifest = await readFile(join(import.meta.dirname, '../../package.json'), 'utf8');
  const { version } = Package.parse(JSON.parse(manifest));
  return {
    checks,
    marks,
    recogniser,
    measureLoudness: (path, signal) => measureLoudness(path, { signal, ...ffmpeg }),
    product: { name: 'AInfluencer', version },
    ffmpegPath,
    async [Symbol.asyncDispose]() {
      await Promise.all([checks, marks, recogniser].map((tool) => tool[Symbol.asyncDispose]()));
    },
  };
}
