import {
  duckAttackSeconds,
  duckedStretches,
  duckReleaseSeconds,
  type Spoken,
} from '#kernel/film-timeline.ts';
import { type FfmpegRun, runFfmpeg } from './ffmpeg.ts';
import { type Loudness, measureLoudness } from './loudness.ts';
import { targetLufs } from './master-speech.ts';

/** A recording, or the sound of a clip, at its place in a film. */
export interface FilmSound {
  readonly path: string;
  readonly atSeconds: number;
  /** Where in the file it begins, and how long it is heard. */
  readonly fromSeconds: number;
  readonly seconds: number;
}

export interface FilmMusic {
  readonly path: string;
  /** Integrated loudness of the file. */
  readonly lufs: number;
  /** Loudness where nobody speaks, in dB below speech. */
  readonly belowDb: number;
  /** How much softer while somebody speaks, in dB. */
  readonly duckDb: number;
}

export interface SoundWork {
  readonly seconds: number;
  /** What is spoken, and clips that are heard: music makes room for them. */
  readonly sounds: readonly FilmSound[];
  readonly music?: FilmMusic | undefined;
  /** Paths of files to write: the bare mix, and the finished sound. */
  readonly mix: string;
  readonly output: string;
}

type Call = Pick<FfmpegRun, 'signal' | 'ffmpegPath'>;

/** True peak that the finished film must stay under, dBTP. */
export const mostTruePeakDb = -1;
/** The limiter stops earlier: AAC brings some of the peaks back. */
const limiterDb = -2.5;
const toleranceLu = 0.5;
const rounds = 6;
/** Below this there is nothing to hear, and loudness means nothing. */
const silenceLufs = -60;
const musicFadeSeconds = 1.2;
const soundFadeSeconds = 0.03;
/** A film that was cut to a length may end within a word. */
const closingFadeSeconds = 0.12;

/**
 * Mixes the sound of a film as 48 kHz stereo WAV at -16 LUFS: speech at its places, and under it the music, held
 * down wherever somebody speaks. The level of the whole is set by one constant gain and a limiter, so that nothing
 * undoes the music's own movement.
 * @returns undefined when the film is silent.
 */
export async function mixFilmSound(work: SoundWork, call: Call): Promise<Loudness | undefined> {
  const sounds = work.sounds.filter(({ seconds }) => seconds > 0);
  if (sounds.length === 0 && !work.music) return undefined;
  await writeMix({ ...work, sounds }, call);
  const mixed = await measureLoudness(work.mix, call);
  if (mixed.lufs < silenceLufs) return undefined;
  let gainDb = targetLufs - mixed.lufs;
  let level = mixed;
  for (let round = 0; round < rounds; round++) {
    await limit(work, gainDb, call);
    level = await measureLoudness(work.output, call);
    const missing = targetLufs - level.lufs;
    if (Math.abs(missing) <= toleranceLu) break;
    // The limiter took some of the loudness with the peaks.
    gainDb += missing;
  }
  return level;
}

async function writeMix(work: SoundWork, call: Call): Promise<void> {
  const { sounds, music, seconds } = work;
  const length = seconds.toFixed(3);
  const inputs = sounds.flatMap(({ path, fromSeconds, seconds: part }) => [
    ...['-ss', fromSeconds.toFixed(3), '-t', part.toFixed(3), '-i', path],
  ]);
  const placed = sounds.map((sound, index) => {
    const end = Math.max(0, sound.seconds - soundFadeSeconds).toFixed(3);
    const fades = `afade=t=in:d=${soundFadeSeconds},afade=t=out:st=${end}:d=${soundFadeSeconds}`;
    const delay = `adelay=${Math.round(sound.atSeconds * 1000)}:all=1`;
    return `[${index}:a:0]${stereo},${fades},${delay},apad=whole_dur=${length}[s${index}]`;
  });
  const names = sounds.map((_, index) => `[s${index}]`);
  if (music) {
    // Over and over, for a film that is longer.
    inputs.push('-stream_loop', '-1', '-i', music.path);
    placed.push(`[${sounds.length}:a:0]${musicFilters(music, sounds, seconds)}[m]`);
    names.push('[m]');
  }
  const closing = `afade=t=out:st=${Math.max(0, seconds - closingFadeSeconds).toFixed(3)}:d=${closingFadeSeconds}`;
  const sum = `${names.join('')}amix=inputs=${names.length}:normalize=0:duration=longest,atrim=0:${length},${closing}[out]`;
  await runFfmpeg(
    [
      ...['-v', 'error', '-y', ...inputs, '-filter_complex', [...placed, sum].join(';'), '-map', '[out]'],
      // Floating point: the sum may be beyond full scale before its level is set.
      ...['-t', length, '-c:a', 'pcm_f32le', '-map_metadata', '-1', '-f', 'wav', work.mix],
    ],
    { ...call, timeoutSeconds: limitFor(seconds), lowPriority: true },
  );
}

const stereo = 'aresample=48000,aformat=sample_fmts=fltp:channel_layouts=stereo';

function musicFilters(music: FilmMusic, sounds: readonly FilmSound[], seconds: number): string {
  const spoken = sounds.map(({ atSeconds, seconds: length }) => ({
    fromSeconds: atSeconds,
    toSeconds: atSeconds + length,
  }));
  const base = targetLufs - music.belowDb - music.lufs;
  const fade = Math.min(musicFadeSeconds, seconds / 3);
  return [
    stereo,
    `atrim=0:${seconds.toFixed(3)}`,
    // Gain is set once a frame: small frames make a smooth ramp.
    'asetnsamples=n=256',
    `volume='${duckingExpression(duckedStretches(spoken), base, music.duckDb)}':eval=frame`,
    `afade=t=in:d=${(fade / 4).toFixed(3)}`,
    `afade=t=out:st=${(seconds - fade).toFixed(3)}:d=${fade.toFixed(3)}`,
  ].join(',');
}

/** The music's gain over time `t` for ffmpeg's `volume`; the same curve as `duckingAt`. */
function duckingExpression(stretches: readonly Spoken[], baseDb: number, duckDb: number): string {
  const dips = stretches.map(({ fromSeconds, toSeconds }) => {
    const down = `clip((t-${(fromSeconds - duckAttackSeconds).toFixed(3)})/${duckAttackSeconds},0,1)`;
    const up = `clip((${(toSeconds + duckReleaseSeconds).toFixed(3)}-t)/${duckReleaseSeconds},0,1)`;
    return `min(${down.replace('--', '+')},${up})`;
  });
  return `pow(10,(${baseDb.toFixed(2)}-${duckDb.toFixed(2)}*(${dips.join('+') || '0'}))/20)`;
}

async function limit({ mix, output, seconds }: SoundWork, gainDb: number, call: Call): Promise<void> {
  const ceiling = (10 ** (limiterDb / 20)).toFixed(4);
  // At four times the rate the limiter sees the peaks between the samples.
  const chain = [
    `volume=${gainDb.toFixed(2)}dB,aresample=192000`,
    `alimiter=limit=${ceiling}:attack=5:release=80:level=false:latency=true`,
    'aresample=48000',
  ].join(',');
  await runFfmpeg(
    ['-v', 'error', '-y', '-i', mix, '-af', chain, '-ar', '48000', '-c:a', 'pcm_s24le', '-f', 'wav', output],
    { ...call, timeoutSeconds: limitFor(seconds), lowPriority: true },
  );
}

const limitFor = (seconds: number) => Math.max(120, seconds * 5);
