import { describe, expect, it } from 'vitest';
import { FilmDraft } from '#kernel/film.ts';
import { findProblems, type KnownPart, minutesAndSeconds } from '#kernel/film-problems.ts';
import { planTimeline } from '#kernel/film-timeline.ts';
import { FilmOutput } from './contract.ts';
import { shapesFor, sourceTypeOf, timelineFor } from './rules.ts';

const picture = '00000000-0000-4000-8000-000000000001';
const clip = '00000000-0000-4000-8000-000000000002';
const scene = (id: string, seconds: number) => ({ id, kind: 'picture', assetId: picture, seconds });
const filmOf = (...seconds: number[]) =>
  FilmDraft.parse({ scenes: seconds.map((length, index) => scene(`s${index}`, length)) });
const timelineOf = (...seconds: number[]) => planTimeline(filmOf(...seconds), {});

const short = {
  name: 'Short',
  media: { video: { max: 1, mimes: ['video/mp4'], maxBytes: 1, minSeconds: 3, maxSeconds: 60 } },
};
const output = (more: object = {}) => FilmOutput.parse({ shape: 'vertical', platform: 'short', ...more });

describe('an output for a platform', () => {
  it('is the whole film where it fits', () => {
    const whole = timelineOf(20, 30);
    expect(timelineFor(whole, output(), short)).toEqual({ timeline: whole, notes: [] });
  });

  it('is refused with both lengths when the film is too long', () => {
    expect(() => timelineFor(timelineOf(40, 40), output(), short)).toThrow(
      'The film lasts 1:20; Short takes up to 1:00.',
    );
  });

  it('ends after the last scene that fits when it may be cut, and says what is left out', () => {
    const { timeline, notes } = timelineFor(timelineOf(40, 15, 40, 5), output({ cut: true }), short);
    expect(timeline.seconds).toBe(55);
    expect(notes).toEqual(['Cut from 1:40 to 0:55 for Short: the last 2 scenes are left out.']);
  });

  it('is refused when the film is too short, or the shape is not taken', () => {
    expect(() => timelineFor(timelineOf(1), output(), short)).toThrow('takes 3 or more');
    const tallOnly = { ...short, media: { video: { ...short.media.video, maxAspect: 0.6 } } };
    expect(() => timelineFor(timelineOf(10), output({ shape: 'square' }), tallOnly)).toThrow('this shape');
    expect(shapesFor({ maxAspect: 0.6 })).toEqual(['vertical']);
  });

  it('has no limits without a platform', () => {
    const whole = timelineOf(60, 60, 60);
    expect(timelineFor(whole, output({ platform: null }), undefined).timeline).toBe(whole);
  });
});

describe('where a film comes from', () => {
  it('is procedural only when every part is', () => {
    expect(sourceTypeOf(['algorithmicMedia', 'algorithmicMedia'])).toBe('algorithmicMedia');
    expect(sourceTypeOf(['algorithmicMedia', 'trainedAlgorithmicMedia'])).toBe(
      'compositeWithTrainedAlgorithmicMedia',
    );
  });
});

describe('what has to be put right', () => {
  const parts: KnownPart[] = [
    { id: picture, kind: 'image', durationSeconds: null, missing: false },
    { id: clip, kind: 'video', durationSeconds: 4, missing: false },
  ];
  const problemsOf = (scenes: unknown[]) =>
    findProblems(FilmDraft.parse({ scenes }), parts).map(({ sceneId, message }) => [sceneId, message]);

  it('is nothing for a film that can be made', () => {
    const shown = { id: 'b', kind: 'clip', assetId: clip, inSeconds: 1, outSeconds: 4 };
    expect(problemsOf([scene('a', 3), shown])).toEqual([]);
  });

  it('names the scene: a part beyond the clip, the wrong kind, a length beyond the limit', () => {
    const beyond = { id: 'b', kind: 'clip', assetId: clip, inSeconds: 1, outSeconds: 9 };
    const wrong = { id: 'c', kind: 'clip', assetId: picture, inSeconds: 0, outSeconds: 2 };
    expect(problemsOf([beyond, wrong])).toEqual([
      ['b', 'Scene 1: the clip ends after 4.0 seconds, before the part that is chosen.'],
      ['c', 'Scene 2: the file is not a clip.'],
    ]);
    const long = Array.from({ length: 11 }, (_, index) => scene(`s${index}`, 60));
    expect(problemsOf(long)).toEqual([[null, 'The film lasts 11:00; up to 10:00 can be made.']]);
  });

  it('tells lengths as people do', () => {
    expect([4, 59.6, 750].map(minutesAndSeconds)).toEqual(['0:04', '1:00', '12:30']);
  });
});
