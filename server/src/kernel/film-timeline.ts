import { type FilmDraft, type FilmScene, filmFramesPerSecond } from './film.ts';

/** A scene stays this long after the last word of its recording. */
export const voiceTailSeconds = 0.35;
/** How long two scenes are seen together in a dissolve, at most. */
export const dissolveSeconds = 0.5;

/** A scene at its place in the film. */
export interface TimedScene {
  readonly scene: FilmScene;
  readonly startSeconds: number;
  /** Its whole length, what it shares with its neighbours included. */
  readonly seconds: number;
  /** How long it is seen together with the scene before; 0 for a cut. */
  readonly overlapSeconds: number;
  /** Length of its recording; 0 without one. */
  readonly voiceSeconds: number;
}

export interface Timeline {
  readonly scenes: readonly TimedScene[];
  readonly seconds: number;
}

/** Lengths of recordings by asset, in seconds. One that is not listed counts as silent. */
export type Lengths = Readonly<Record<string, number>>;

/**
 * Where each scene stands. A scene is as long as it is set to be, or as its recording needs; a clip that is
 * shorter than its recording rests on its last frame. The last scene waits for the end of the film's own voice.
 * All times are whole frames.
 */
export function planTimeline(draft: Pick<FilmDraft, 'scenes' | 'voice'>, lengths: Lengths): Timeline {
  const lengthOf = (assetId: string | null | undefined) => (assetId ? (lengths[assetId] ?? 0) : 0);
  const own = draft.scenes.map((scene) => {
    const voiceSeconds = lengthOf(scene.voiceAssetId);
    const set = scene.kind === 'picture' ? scene.seconds : Math.max(0, scene.outSeconds - scene.inSeconds);
    const needed = voiceSeconds > 0 ? voiceSeconds + voiceTailSeconds : 0;
    return { scene, voiceSeconds, frames: Math.max(1, framesOf(Math.max(set, needed))) };
  });
  let start = 0;
  const timed = own.map(({ scene, voiceSeconds, frames }, index) => {
    const before = own[index - 1];
    const most = before ? Math.floor(Math.min(frames, before.frames) / 2) : 0;
    const overlap = scene.transition === 'dissolve' ? Math.min(framesOf(dissolveSeconds), most) : 0;
    const at = start - overlap;
    start = at + frames;
    return { scene, voiceSeconds, frames, overlap, at };
  });
  const last = timed.at(-1);
  const voice = lengthOf(draft.voice?.assetId);
  const wanted = voice > 0 ? framesOf(voice + voiceTailSeconds) : 0;
  if (last && wanted > start) {
    last.frames += wanted - start;
    start = wanted;
  }
  return {
    scenes: timed.map(({ scene, voiceSeconds, frames, overlap, at }) => ({
      scene,
      voiceSeconds,
      startSeconds: at / filmFramesPerSecond,
      seconds: frames / filmFramesPerSecond,
      overlapSeconds: overlap / filmFramesPerSecond,
    })),
    seconds: start / filmFramesPerSecond,
  };
}

const framesOf = (seconds: number) => Math.round(seconds * filmFramesPerSecond);

/**
 * The film up to at most `maxSeconds`: it ends after the last scene that fits whole; when not even the first one
 * does, within that one.
 */
export function cutToLength(timeline: Timeline, maxSeconds: number): Timeline {
  if (timeline.seconds <= maxSeconds) return timeline;
  const fitting = timeline.scenes.filter((scene) => scene.startSeconds + scene.seconds <= maxSeconds);
  const last = fitting.at(-1);
  if (last) return { scenes: fitting, seconds: last.startSeconds + last.seconds };
  const seconds = Math.floor(maxSeconds * filmFramesPerSecond) / filmFramesPerSecond;
  return { scenes: timeline.scenes.slice(0, 1).map((scene) => ({ ...scene, seconds })), seconds };
}

/** A stretch of the film in which somebody speaks. */
export interface Spoken {
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** How long before the first word the music begins to go down, and after the last one to come back. */
export const duckAttackSeconds = 0.3;
export const duckReleaseSeconds = 0.8;

/**
 * The stretches in which music is held down, in order and apart by more than both ramps, so that it never swells
 * between two sentences and no two ramps add up.
 */
export function duckedStretches(spoken: readonly Spoken[]): Spoken[] {
  const stretches: { fromSeconds: number; toSeconds: number }[] = [];
  const ordered = spoken
    .filter(({ fromSeconds, toSeconds }) => toSeconds > fromSeconds)
    .toSorted((a, b) => a.fromSeconds - b.fromSeconds);
  for (const { fromSeconds, toSeconds } of ordered) {
    const last = stretches.at(-1);
    if (last && fromSeconds - last.toSeconds <= duckAttackSeconds + duckReleaseSeconds) {
      last.toSeconds = Math.max(last.toSeconds, toSeconds);
    } else stretches.push({ fromSeconds, toSeconds });
  }
  return stretches;
}

/** How far music is held down at a moment: 0 (not) to 1 (wholly). `stretches` as `duckedStretches` gives them. */
export function duckingAt(stretches: readonly Spoken[], atSeconds: number): number {
  return stretches.reduce((sum, { fromSeconds, toSeconds }) => {
    const down = clamp((atSeconds - fromSeconds + duckAttackSeconds) / duckAttackSeconds);
    const up = clamp((toSeconds + duckReleaseSeconds - atSeconds) / duckReleaseSeconds);
    return sum + Math.min(down, up);
  }, 0);
}

const clamp = (value: number) => Math.min(1, Math.max(0, value));
