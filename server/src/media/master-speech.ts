import { z } from 'zod';
import { type FfmpegRun, runFfmpeg } from './ffmpeg.ts';

/** EBU R128 integrated loudness that phone apps play speech at. */
export const targetLufs = -16;
/** The farthest from it that is accepted, in LU. */
export const toleranceLu = 1;
const truePeakDb = -1.5;
/** Each limiting pass takes some of the gain back: a single plosive word needs a few. */
const attempts = 6;
/** Below this there is nothing to hear, and loudness means nothing. */
const silenceLufs = -60;

export interface MasteredSpeech {
  readonly lufs: number;
  readonly truePeakDb: number;
}

/** How a voice is changed before its loudness is set. */
export interface VoiceShaping {
  readonly pitchSemitones: number;
  /** ffmpeg audio filters, in order; they get 48 kHz at the right pitch. */
  readonly filters: readonly string[];
}

type Call = Pick<FfmpegRun, 'signal' | 'ffmpegPath'>;

/**
 * Shapes a raw voice and writes it as 48 kHz mono 16-bit WAV at -16 LUFS, true peak at most -1.5 dB
 * (two-pass loudnorm, EBU R128). Timing is as the filters leave it.
 * @throws Error when the result is more than 1 LU off.
 */
export async function masterSpeech(
  files: { readonly raw: string; readonly mastered: string },
  voice: VoiceShaping,
  call: Call,
): Promise<MasteredSpeech> {
  const shaping = await shapingFilters(files.raw, voice, call);
  const before = await measureLoudness(files.raw, shaping, call);
  if (before.lufs < silenceLufs) throw new Error('The voice made no sound.');
  const normalize = [
    `loudnorm=I=${targetLufs}:TP=${truePeakDb}:LRA=11:linear=true`,
    `measured_I=${before.lufs}:measured_TP=${before.truePeakDb}`,
    `measured_LRA=${before.range}:measured_thresh=${before.threshold}:offset=${before.offset}`,
  ].join(':');
  let filters = [...shaping, normalize];
  let after: Loudness = before;
  for (let attempt = 0; attempt < attempts; attempt++) {
    await encode(files, filters, call);
    after = await measureLoudness(files.mastered, [], call);
    const missing = targetLufs - after.lufs;
    if (Math.abs(missing) <= toleranceLu / 2) break;
    // Very short or very even speech misleads loudnorm: make up the rest, and catch the peaks.
    filters = [...filters, `volume=${missing.toFixed(2)}dB`, 'alimiter=limit=0.82:level=false:latency=true'];
  }
  if (Math.abs(after.lufs - targetLufs) > toleranceLu) {
    throw new Error(`The voice came out at ${after.lufs} LUFS instead of ${targetLufs}.`);
  }
  return { lufs: after.lufs, truePeakDb: after.truePeakDb };
}

async function encode(
  files: { readonly raw: string; readonly mastered: string },
  filters: readonly string[],
  call: Call,
): Promise<void> {
  // loudnorm works at 192 kHz and would leave the file there.
  const chain = [...filters, 'aresample=48000'].join(',');
  const format = [
    '-ac',
    '1',
    '-ar',
    '48000',
    '-c:a',
    'pcm_s16le',
    '-bitexact',
    '-map_metadata',
    '-1',
    '-f',
    'wav',
  ];
  await runFfmpeg(
    ['-v', 'error', '-y', '-i', files.raw, '-af', chain, ...format, files.mastered],
    limits(call),
  );
}

async function shapingFilters(raw: string, voice: VoiceShaping, call: Call): Promise<string[]> {
  return [
    'aresample=48000',
    ...(voice.pitchSemitones === 0 ? [] : await pitchFilters(raw, voice.pitchSemitones, call)),
    ...voice.filters,
  ];
}

/** Another pitch at the same speed; formants stay where they were when ffmpeg has Rubber Band. */
async function pitchFilters(raw: string, semitones: number, call: Call): Promise<string[]> {
  const ratio = 2 ** (semitones / 12);
  const rubberBand = `rubberband=pitch=${ratio.toFixed(5)}:formant=preserved:pitchq=quality`;
  try {
    await runFfmpeg(
      ['-v', 'error', '-i', raw, '-t', '0.1', '-af', rubberBand, '-f', 'null', '-'],
      limits(call),
    );
    return [rubberBand];
  } catch (error) {
    call.signal.throwIfAborted();
    if (!/No such filter/.test(String(error))) throw error;
    return [`asetrate=${Math.round(48_000 * ratio)}`, 'aresample=48000', `atempo=${(1 / ratio).toFixed(5)}`];
  }
}

/** ffmpeg prints numbers as text, and `-inf` for silence. */
const decibels = z.string().transform((text) => (text.includes('inf') ? -99 : Number(text)));
const Measured = z.object({
  input_i: decibels,
  input_tp: decibels,
  input_lra: decibels,
  input_thresh: decibels,
  target_offset: decibels,
});

export interface Loudness extends MasteredSpeech {
  readonly range: number;
  readonly threshold: number;
  readonly offset: number;
}

/** Integrated loudness and true peak of a sound file after `filters` (EBU R128). */
export async function measureLoudness(
  path: string,
  filters: readonly string[],
  call: Call,
): Promise<Loudness> {
  const chain = [...filters, `loudnorm=I=${targetLufs}:TP=${truePeakDb}:LRA=11:print_format=json`].join(',');
  const { log } = await runFfmpeg(['-i', path, '-af', chain, '-f', 'null', '-'], limits(call));
  const json = /\{[^{}]*"input_i"[^{}]*\}/.exec(log)?.[0];
  if (!json) throw new Error('ffmpeg did not tell the loudness.');
  const measured = Measured.parse(JSON.parse(json));
  return {
    lufs: measured.input_i,
    truePeakDb: measured.input_tp,
    range: measured.input_lra,
    threshold: measured.input_thresh,
    offset: measured.target_offset,
  };
}

function limits(call: Call): FfmpegRun {
  return { ...call, timeoutSeconds: 120, lowPriority: true };
}
