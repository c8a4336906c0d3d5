import { type FilmDraft, longestFilmSeconds } from './film.ts';
import { type Lengths, planTimeline } from './film-timeline.ts';

/** What is known of a file that a film uses. */
export interface KnownPart {
  readonly id: string;
  readonly kind: 'image' | 'video' | 'audio' | 'music';
  readonly durationSeconds: number | null;
  readonly missing: boolean;
}

/** Why a film cannot be made as it is. */
export interface FilmProblem {
  /** The scene it is about; null for the film as a whole. */
  readonly sceneId: string | null;
  readonly message: string;
  readonly hint: string;
}

/** Lengths of the recordings among the parts. */
export function lengthsOf(parts: readonly KnownPart[]): Lengths {
  return Object.fromEntries(parts.map(({ id, durationSeconds }) => [id, durationSeconds ?? 0]));
}

/** A length for people, such as `0:04` or `12:30`. */
export function minutesAndSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** Everything that has to be put right before a film can be made, in the order of its scenes. */
export function findProblems(draft: FilmDraft, parts: readonly KnownPart[]): FilmProblem[] {
  const known = new Map(parts.map((part) => [part.id, part]));
  const problems: FilmProblem[] = [];
  if (draft.scenes.length === 0) {
    problems.push({ sceneId: null, message: 'The film has no scenes.', hint: 'Add a picture or a clip.' });
  }
  for (const [index, scene] of draft.scenes.entries()) {
    const add = (message: string, hint: string) => problems.push({ sceneId: scene.id, message, hint });
    const name = `Scene ${index + 1}`;
    const wanted = scene.kind === 'picture' ? 'image' : 'video';
    const part = known.get(scene.assetId);
    if (!part || part.missing) {
      add(
        `${name}: its ${scene.kind} is not in the library any more.`,
        'Choose another one, or take the scene away.',
      );
    } else if (part.kind !== wanted) {
      add(`${name}: the file is not a ${scene.kind}.`, 'Choose another one.');
    } else if (scene.kind === 'clip') {
      const length = part.durationSeconds ?? 0;
      if (scene.outSeconds - scene.inSeconds < 0.2) {
        add(`${name}: the part of the clip is too short.`, 'Let it end later, or begin earlier.');
      } else if (scene.outSeconds > length + 0.1) {
        add(
          `${name}: the clip ends after ${length.toFixed(1)} seconds, before the part that is chosen.`,
          'Choose a part that lies within the clip.',
        );
      }
    }
    for (const problem of recordingProblems(
      known.get(scene.voiceAssetId ?? ''),
      scene.voiceAssetId,
      `${name}: its recording`,
    ))
      add(problem.message, problem.hint);
  }
  const { voice, music } = draft;
  if (voice) {
    const found = recordingProblems(known.get(voice.assetId), voice.assetId, 'The voice over the whole film');
    problems.push(...found.map((problem) => ({ sceneId: null, ...problem })));
  }
  if (music && (known.get(music.musicId)?.missing ?? true)) {
    problems.push({
      sceneId: null,
      message: 'The music of the film is not there any more.',
      hint: 'Choose other music, or none.',
    });
  }
  const { seconds } = planTimeline(draft, lengthsOf(parts));
  if (seconds > longestFilmSeconds) {
    problems.push({
      sceneId: null,
      message: `The film lasts ${minutesAndSeconds(seconds)}; up to ${minutesAndSeconds(longestFilmSeconds)} can be made.`,
      hint: 'Shorten scenes, or make two films of it.',
    });
  }
  return problems;
}

function recordingProblems(
  part: KnownPart | undefined,
  assetId: string | null,
  name: string,
): { message: string; hint: string }[] {
  if (assetId === null) return [];
  if (!part || part.missing) {
    return [
      { message: `${name} is not in the library any more.`, hint: 'Choose another recording, or none.' },
    ];
  }
  if (part.kind !== 'audio') return [{ message: `${name} is no sound.`, hint: 'Choose a recording.' }];
  const length = part.durationSeconds ?? 0;
  if (length <= longestFilmSeconds) return [];
  return [
    {
      message: `${name} lasts ${minutesAndSeconds(length)}; up to ${minutesAndSeconds(longestFilmSeconds)} can be used.`,
      hint: 'Use a shorter recording.',
    },
  ];
}
