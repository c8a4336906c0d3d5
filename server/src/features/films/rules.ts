import type { DigitalSourceType } from '#engines/engine.ts';
import { AppError } from '#kernel/errors.ts';
import { type FilmShape, filmShapeIds, filmShapes } from '#kernel/film.ts';
import { minutesAndSeconds } from '#kernel/film-problems.ts';
import { cutToLength, type Timeline } from '#kernel/film-timeline.ts';
import type { PlatformManifest } from '#platforms/platform.ts';
import type { FilmOutput } from './contract.ts';

/** The source type of what is put together from these parts. */
export function sourceTypeOf(parts: readonly DigitalSourceType[]): DigitalSourceType {
  const isProcedural = parts.every((part) => part === 'algorithmicMedia');
  return isProcedural ? 'algorithmicMedia' : 'compositeWithTrainedAlgorithmicMedia';
}

type VideoLimits = PlatformManifest['media']['video'];

/** The shapes that a platform takes as they are. */
export function shapesFor(limits: Pick<VideoLimits, 'minAspect' | 'maxAspect'>): FilmShape[] {
  return filmShapeIds.filter((shape) => {
    const aspect = filmShapes[shape].width / filmShapes[shape].height;
    return aspect >= (limits.minAspect ?? 0) && aspect <= (limits.maxAspect ?? Number.POSITIVE_INFINITY);
  });
}

/**
 * The timeline of one output: the whole film, or what a platform's length lets through.
 * @throws AppError `invalid` when the film does not fit and may not be cut.
 */
export function timelineFor(
  whole: Timeline,
  output: FilmOutput,
  platform: { readonly name: string; readonly media: { readonly video: VideoLimits } } | undefined,
): { readonly timeline: Timeline; readonly notes: string[] } {
  if (!platform) return { timeline: whole, notes: [] };
  const { minSeconds = 0, maxSeconds } = platform.media.video;
  if (!shapesFor(platform.media.video).includes(output.shape)) {
    throw new AppError('invalid', `${platform.name} does not take videos in this shape.`, {
      field: 'outputs',
      hint: 'Choose another shape for it.',
    });
  }
  if (whole.seconds > maxSeconds && !output.cut) {
    throw new AppError(
      'invalid',
      `The film lasts ${minutesAndSeconds(whole.seconds)}; ${platform.name} takes up to ${minutesAndSeconds(maxSeconds)}.`,
      {
        field: 'outputs',
        hint: 'Shorten the film, or let it be cut to that length after the last scene that fits.',
        facts: { seconds: whole.seconds, maxSeconds },
      },
    );
  }
  const timeline = cutToLength(whole, maxSeconds);
  if (timeline.seconds < minSeconds) {
    throw new AppError(
      'invalid',
      `The film lasts ${timeline.seconds.toFixed(1)} seconds; ${platform.name} takes ${minSeconds} or more.`,
      { field: 'outputs', hint: 'Make a scene longer, or add one.' },
    );
  }
  const left = whole.scenes.length - timeline.scenes.length;
  const notes =
    timeline.seconds < whole.seconds
      ? [
          `Cut from ${minutesAndSeconds(whole.seconds)} to ${minutesAndSeconds(timeline.seconds)} for ${platform.name}${left > 0 ? `: the last ${left === 1 ? 'scene is' : `${left} scenes are`} left out` : ''}.`,
        ]
      : [];
  return { timeline, notes };
}

export const sameOutput = (a: FilmOutput, b: FilmOutput) =>
  a.shape === b.shape && a.platform === b.platform && a.cut === b.cut;
