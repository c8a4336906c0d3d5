import type { FilmPart } from '@ainfluencer/server/contract/films';
import type { FilmDraft } from '@ainfluencer/server/kernel/film';
import type { Spoken, Timeline } from '@ainfluencer/server/kernel/film-timeline';

/** The stretches in which something is heard that music makes room for. */
export function spokenOf(draft: FilmDraft, timeline: Timeline, parts: readonly FilmPart[]): Spoken[] {
  const spoken: Spoken[] = [];
  for (const { scene, startSeconds, voiceSeconds } of timeline.scenes) {
    if (voiceSeconds > 0) spoken.push({ fromSeconds: startSeconds, toSeconds: startSeconds + voiceSeconds });
    if (scene.kind !== 'clip' || !scene.sound) continue;
    spoken.push({ fromSeconds: startSeconds, toSeconds: startSeconds + scene.outSeconds - scene.inSeconds });
  }
  const voice = draft.voice && parts.find(({ id }) => id === draft.voice?.assetId);
  if (voice) spoken.push({ fromSeconds: 0, toSeconds: voice.durationSeconds ?? 0 });
  return spoken;
}
