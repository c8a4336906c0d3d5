import { type MouthCue, type MouthWeights, mouthAt, pausesIn } from './mouth-cues.ts';
import { randomFrom, smoothStep, wander } from './random.ts';

export const framesPerSecond = 30;

/** Everything that moves in one frame of a talking clip. */
export interface FramePlan {
  readonly mouth: MouthWeights;
  /** 0 open to 1 closed. */
  readonly eyelids: number;
  /** Turns of the head, each about -1 to 1. */
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  /** Sideways lean of the body, about -1 to 1. */
  readonly sway: number;
  /** Chest, -1 out to 1 in. */
  readonly breath: number;
  /** How much nearer the camera is, 1 and more. */
  readonly zoom: number;
}

/** Where the camera starts and ends; never 1, so that motion has pixels to draw from at the edges. */
const zoomRange = { from: 1.035, to: 1.1 };
const breathsPerSecond = 0.27;

/** Every frame of a talking clip from its mouth cues; the same seed moves the same way. */
export function planClip(cues: readonly MouthCue[], seconds: number, seed: number): FramePlan[] {
  const random = randomFrom(seed);
  const count = Math.max(1, Math.round(seconds * framesPerSecond));
  const blinks = planBlinks(pausesIn(cues, 0.12), seconds, random);
  const phrases = pausesIn(cues, 0.2).map((pause) => pause.endSeconds);
  const yaw = wander(random, seconds, 0.55);
  const pitch = wander(random, seconds, 0.7);
  const roll = wander(random, seconds, 0.4);
  const sway = wander(random, seconds, 0.22);
  const side = phrases.map(() => (random() < 0.5 ? -1 : 1));
  return Array.from({ length: count }, (_, index) => {
    const at = index / framesPerSecond;
    const nod = phrases.reduce((sum, start) => sum + nodAt(at - start), 0);
    const tilt = phrases.reduce((sum, start, phrase) => sum + side[phrase]! * tiltAt(at - start), 0);
    return {
      mouth: mouthAt(cues, at + 0.5 / framesPerSecond),
      eyelids: Math.max(0, ...blinks.map((start) => eyelidsAt(at - start))),
      yaw: yaw(at) * 1.6 + 0.35 * tilt,
      pitch: pitch(at) + nod,
      roll: roll(at) * 1.3 + 0.5 * tilt,
      sway: sway(at) * 1.6,
      breath: Math.sin(2 * Math.PI * breathsPerSecond * at),
      zoom: zoomRange.from + (zoomRange.to - zoomRange.from) * easeInOut(at / seconds),
    };
  });
}

/** People nod a little as a phrase begins. */
function nodAt(sinceSeconds: number): number {
  if (sinceSeconds < 0 || sinceSeconds > 0.9) return 0;
  return 0.7 * Math.sin((Math.PI * sinceSeconds) / 0.9) ** 2;
}

/** And lean the head to a side over its first half, letting go slowly. */
function tiltAt(sinceSeconds: number): number {
  return smoothStep(0, 0.8, sinceSeconds) * (1 - smoothStep(1.2, 3.2, sinceSeconds));
}

const blinkFrames = [0.5, 1, 1, 0.65, 0.3];

function eyelidsAt(sinceSeconds: number): number {
  return blinkFrames[Math.round(sinceSeconds * framesPerSecond)] ?? 0;
}

/** Starts of blinks in seconds: every 2 to 5 seconds, in a pause when one is near, now and then twice. */
export function planBlinks(pauses: readonly MouthCue[], seconds: number, random: () => number): number[] {
  const blinks: number[] = [];
  for (let at = 0.7 + random() * 1.3; at < seconds - 0.35; at += 2 + random() * 3) {
    const earliest = (blinks.at(-1) ?? 0) + 0.5;
    const near = pauses
      .map((pause) => pause.startSeconds)
      .find((start) => Math.abs(start - at) < 0.6 && start > earliest && start < seconds - 0.35);
    at = near ?? at;
    blinks.push(at);
    if (random() < 0.12 && at + 0.3 < seconds - 0.35) blinks.push(at + 0.27);
  }
  return blinks;
}

function easeInOut(fraction: number): number {
  return smoothStep(0, 1, fraction);
}
