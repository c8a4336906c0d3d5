'use client';
import { type FilmShape, filmShapes } from '@ainfluencer/server/kernel/film';
import { minutesAndSeconds } from '@ainfluencer/server/kernel/film-problems';
import { duckedStretches, duckingAt, type TimedScene } from '@ainfluencer/server/kernel/film-timeline';
import { Pause, Play } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { cameraTransform } from '#features/films/camera.ts';
import { spokenOf } from '#features/films/spoken.ts';
import type { FilmEditor } from '#features/films/use-film-editor.ts';
import { type Cue, usePlayback } from '#features/films/use-playback.ts';
import { IconButton } from '#ui/button.tsx';
import { Segmented } from '#ui/tabs.tsx';

const shapeChoices = [
  { value: 'vertical' as const, label: '9:16' },
  { value: 'portrait' as const, label: '4:5' },
  { value: 'square' as const, label: '1:1' },
  { value: 'landscape' as const, label: '16:9' },
];
const wordsAtOnce = 5;
/** A browser's volume is no loudness: speech is played a little below full, so that music has a scale to stand on. */
const speechVolume = 0.9;

interface PreviewProps {
  editor: FilmEditor;
  at: number;
  onSeek: (at: number) => void;
}

/** Plays the film as it is now, without rendering it. */
export function FilmPreview({ editor, at, onSeek }: PreviewProps) {
  const { draft, timeline, parts } = editor;
  const stage = useRef<HTMLDivElement>(null);
  const [shape, setShape] = useState<FilmShape>('vertical');
  const cues = useMemo(() => cuesOf(editor), [editor]);
  const { isPlaying, setPlaying, seek } = usePlayback(stage, cues, {
    seconds: timeline.seconds,
    at,
    onSeek,
  });
  const { width, height } = filmShapes[shape];
  const shown = timeline.scenes.filter(
    ({ startSeconds, seconds }) => at >= startSeconds && at < startSeconds + seconds,
  );
  const urlOf = (id: string) => parts.find((part) => part.id === id && !part.missing)?.fileUrl;
  const sounds = cues.filter(({ id }) => !id.startsWith('clip-'));
  return (
    <section aria-label="Preview" className="flex flex-col items-center gap-3 rounded-2xl bg-sunken p-4">
      <div className="self-end">
        <Segmented label="Shape of the preview" value={shape} onChange={setShape} choices={shapeChoices} />
      </div>
      <div
        ref={stage}
        className="relative max-w-full overflow-hidden rounded-xl bg-black"
        style={{ aspectRatio: `${width} / ${height}`, height: 'min(54dvh, 30rem)', containerType: 'size' }}
      >
        {shown.map((timed) => (
          <SceneView key={timed.scene.id} timed={timed} at={at} url={urlOf(timed.scene.assetId)} />
        ))}
        {draft.captions.burned && shown.at(-1) && (
          <Caption timed={shown.at(-1)!} at={at} isTall={shape === 'vertical'} />
        )}
        {timeline.scenes.length === 0 && (
          <p className="absolute inset-0 flex items-center justify-center p-4 text-center text-sm text-white/80">
            Nothing to see yet
          </p>
        )}
        {sounds.map(({ id, url }) => (
          // biome-ignore lint/a11y/useMediaCaption: the words are shown as captions over the picture.
          <audio key={id} data-cue={id} src={url} preload="auto" />
        ))}
      </div>
      <div className="flex w-full max-w-xl items-center gap-3">
        <IconButton
          label={isPlaying ? 'Pause' : 'Play'}
          look="primary"
          disabled={timeline.seconds === 0}
          onClick={() => setPlaying(!isPlaying)}
        >
          {isPlaying ? <Pause /> : <Play />}
        </IconButton>
        <input
          type="range"
          aria-label="Moment of the film"
          aria-valuetext={`${at.toFixed(1)} of ${timeline.seconds.toFixed(1)} seconds`}
          min={0}
          max={Math.max(0.1, timeline.seconds)}
          step={0.1}
          value={Math.min(at, timeline.seconds)}
          onChange={(event) => seek(Number(event.target.value))}
          className="min-w-0 flex-1 accent-(--accent)"
        />
        <span className="tabular text-[13px] text-ink-soft">
          {minutesAndSeconds(at)} / {minutesAndSeconds(timeline.seconds)}
        </span>
      </div>
    </section>
  );
}

function SceneView({ timed, at, url }: { timed: TimedScene; at: number; url: string | undefined }) {
  const { scene, startSeconds, seconds, overlapSeconds } = timed;
  const local = at - startSeconds;
  const opacity = overlapSeconds > 0 ? Math.min(1, local / overlapSeconds) : 1;
  if (!url) {
    return (
      <p className="absolute inset-0 flex items-center justify-center p-4 text-center text-sm text-white/80">
        This file is missing.
      </p>
    );
  }
  if (scene.kind === 'clip') {
    return (
      // biome-ignore lint/a11y/useMediaCaption: the words of the scene are shown as captions.
      <video
        data-cue={`clip-${scene.id}`}
        src={url}
        playsInline
        preload="auto"
        style={{ opacity }}
        className="absolute inset-0 size-full object-cover"
      />
    );
  }
  return (
    // biome-ignore lint/performance/noImgElement: the API serves the file itself.
    <img
      src={url}
      alt=""
      style={{
        opacity,
        transformOrigin: '0 0',
        transform: cameraTransform(scene.movement, local / seconds),
      }}
      className="absolute inset-0 size-full object-cover"
    />
  );
}

function Caption({ timed, at, isTall }: { timed: TimedScene; at: number; isTall: boolean }) {
  const { scene, startSeconds, seconds, voiceSeconds } = timed;
  const words = scene.text.trim().split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  const spoken = voiceSeconds > 0 ? Math.min(voiceSeconds, seconds) : seconds;
  const word = Math.min(words.length - 1, Math.floor(((at - startSeconds) / spoken) * words.length));
  const from = Math.floor(word / wordsAtOnce) * wordsAtOnce;
  return (
    <p
      className="absolute inset-x-[6%] text-center leading-tight font-extrabold text-white [paint-order:stroke] [-webkit-text-stroke:0.25em_#1c1a26]"
      style={{ bottom: isTall ? '30%' : '10%', fontSize: 'min(7.6cqw, 7.6cqh)' }}
    >
      {words.slice(from, from + wordsAtOnce).join(' ')}
    </p>
  );
}

/** What is heard, and the clips that are seen, at their places. */
function cuesOf({ draft, timeline, parts }: FilmEditor): Cue[] {
  const partOf = (id: string) => parts.find((part) => part.id === id && !part.missing);
  const cues: Cue[] = [];
  for (const { scene, startSeconds, seconds, voiceSeconds } of timeline.scenes) {
    const clip = scene.kind === 'clip' && partOf(scene.assetId);
    if (scene.kind === 'clip' && clip) {
      cues.push({
        id: `clip-${scene.id}`,
        url: clip.fileUrl,
        startSeconds,
        fromSeconds: scene.inSeconds,
        seconds: Math.min(seconds, scene.outSeconds - scene.inSeconds),
        volumeAt: () => (scene.sound ? speechVolume : 0),
      });
    }
    const voice = scene.voiceAssetId && partOf(scene.voiceAssetId);
    if (voice) {
      const place = { startSeconds, fromSeconds: 0, seconds: voiceSeconds };
      cues.push({ id: `voice-${scene.id}`, url: voice.fileUrl, ...place, volumeAt: () => speechVolume });
    }
  }
  const whole = { startSeconds: 0, fromSeconds: 0, seconds: timeline.seconds };
  const voice = draft.voice && partOf(draft.voice.assetId);
  if (voice) cues.push({ id: 'voice', url: voice.fileUrl, ...whole, volumeAt: () => speechVolume });
  const music = draft.music && partOf(draft.music.musicId);
  if (draft.music && music) {
    const { belowDb, duckDb } = draft.music;
    const stretches = duckedStretches(spokenOf(draft, timeline, parts));
    const volumeAt = (at: number) =>
      speechVolume * 10 ** (-(belowDb + duckDb * duckingAt(stretches, at)) / 20);
    cues.push({ id: 'music', url: music.fileUrl, ...whole, loops: true, volumeAt });
  }
  return cues;
}
