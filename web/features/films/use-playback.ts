'use client';
import { type RefObject, useEffect, useRef, useState } from 'react';

/** A sound or a clip at its place in the film. */
export interface Cue {
  readonly id: string;
  readonly url: string;
  readonly startSeconds: number;
  /** Where in the file it begins. */
  readonly fromSeconds: number;
  readonly seconds: number;
  /** 0 to 1, at a moment of the film. */
  readonly volumeAt: (seconds: number) => number;
  readonly loops?: boolean;
}

const driftSeconds = 0.3;

/**
 * Plays a film in the browser: a clock, and media elements (found by `data-cue` within `stage`) that follow it.
 * What cannot be played is left out; the clock goes on.
 */
export function usePlayback(
  stage: RefObject<HTMLElement | null>,
  cues: readonly Cue[],
  film: { seconds: number; at: number; onSeek: (at: number) => void },
) {
  const [isPlaying, setPlaying] = useState(false);
  const { seconds, at, onSeek } = film;
  const now = useRef(at);
  const known = useRef({ cues, seconds, onSeek });
  known.current = { cues, seconds, onSeek };
  if (!isPlaying) now.current = at;

  useEffect(() => {
    if (!isPlaying) return;
    let frame = 0;
    let last = performance.now();
    const step = (time: number) => {
      const { cues, seconds, onSeek } = known.current;
      now.current += Math.min(0.25, (time - last) / 1000);
      last = time;
      if (now.current >= seconds) {
        onSeek(0);
        setPlaying(false);
        return;
      }
      follow(stage.current, cues, now.current, true);
      onSeek(now.current);
      frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    return () => {
      cancelAnimationFrame(frame);
      follow(stage.current, known.current.cues, now.current, false);
    };
  }, [isPlaying, stage]);

  useEffect(() => {
    if (!isPlaying) follow(stage.current, known.current.cues, at, false);
  }, [isPlaying, at, stage]);

  const seek = (to: number) => {
    now.current = to;
    onSeek(to);
  };
  return { isPlaying, setPlaying, seek };
}

function follow(stage: HTMLElement | null, cues: readonly Cue[], at: number, isPlaying: boolean): void {
  for (const cue of cues) {
    const element = stage?.querySelector(`[data-cue="${CSS.escape(cue.id)}"]`);
    if (!(element instanceof HTMLMediaElement)) continue;
    const local = at - cue.startSeconds;
    const isHeard = local >= 0 && local < cue.seconds;
    if (!isHeard || !isPlaying) element.pause();
    if (!isHeard) continue;
    const length = element.duration;
    const wanted = cue.fromSeconds + (cue.loops && length > 0 ? local % length : local);
    element.volume = Math.min(1, Math.max(0, cue.volumeAt(at)));
    if (
      Math.abs(element.currentTime - wanted) > (isPlaying ? driftSeconds : 0.04) &&
      wanted <= (length || wanted)
    ) {
      element.currentTime = wanted;
    }
    if (isPlaying && element.paused && !element.ended) void element.play().catch(() => undefined);
  }
}
