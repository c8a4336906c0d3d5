'use client';
import { Asset } from '@ainfluencer/server/contract/library';
import { duckedStretches, duckingAt } from '@ainfluencer/server/kernel/film-timeline';
import { Music, X } from 'lucide-react';
import { useMemo, useState } from 'react';
import { api } from '#api/client.ts';
import { spokenOf } from '#features/films/spoken.ts';
import { type FilmEditor, partOf } from '#features/films/use-film-editor.ts';
import { useWaveform } from '#features/films/use-waveform.ts';
import { Button, IconButton } from '#ui/button.tsx';
import { Slider } from '#ui/slider.tsx';
import { Switch } from '#ui/switch.tsx';
import { sayError } from '#ui/toast.ts';
import { MusicSheet } from './music-sheet.tsx';
import { VoiceSheet } from './voice-sheet.tsx';

/** What is heard over the film: voices, music, and how the music makes room. */
export function SoundLanes({ editor, characterId }: { editor: FilmEditor; characterId: string }) {
  const { draft, timeline, parts, change } = editor;
  const [choosing, setChoosing] = useState<'voice' | 'music'>();
  const total = Math.max(timeline.seconds, 0.1);
  const part = (id: string | null | undefined) => parts.find((one) => one.id === id);
  const music = part(draft.music?.musicId);
  const voice = part(draft.voice?.assetId);
  const takeVoice = async (assetId: string) => {
    setChoosing(undefined);
    try {
      editor.know(partOf(await api.get(`/assets/${assetId}`, Asset)));
      change('voice', (now) => ({ ...now, voice: { assetId } }));
    } catch (error) {
      sayError(error);
    }
  };
  const setMusic = (level: { belowDb?: number; duckDb?: number }) =>
    change(`music ${Object.keys(level).join()}`, (now) => ({
      ...now,
      music: now.music && { ...now.music, ...level },
    }));
  return (
    <section aria-label="Sound" className="flex flex-col gap-4 rounded-2xl border border-line bg-surface p-5">
      <h2 className="text-lg font-semibold">Sound and captions</h2>
      <Lane label="Voices">
        {timeline.scenes.map(({ scene, startSeconds, voiceSeconds }) => (
          <Block
            key={scene.id}
            from={startSeconds / total}
            width={voiceSeconds / total}
            url={voiceSeconds > 0 ? part(scene.voiceAssetId)?.fileUrl : undefined}
          />
        ))}
        {voice && <Block from={0} width={(voice.durationSeconds ?? 0) / total} url={voice.fileUrl} />}
      </Lane>
      <div className="flex flex-wrap items-center gap-2 text-sm">
        {voice ? (
          <>
            <span className="min-w-0 truncate">Over the whole film: {voice.name || 'a recording'}</span>
            <IconButton
              label="Take the voice over the film away"
              size="small"
              onClick={() => change('voice', (now) => ({ ...now, voice: null }))}
            >
              <X />
            </IconButton>
          </>
        ) : (
          <Button size="small" onClick={() => setChoosing('voice')}>
            A recording over the whole film
          </Button>
        )}
      </div>
      <Lane label="Music">
        {music && <Block from={0} width={1} url={music.fileUrl} />}
        {music && <Ducking editor={editor} total={total} />}
      </Lane>
      {draft.music ? (
        <div className="flex flex-col gap-4">
          <p className="flex items-center gap-2 text-sm">
            <Music className="size-4 shrink-0 text-ink-faint" aria-hidden />
            <span className="min-w-0 flex-1 truncate">{music?.name || 'Music'}</span>
            <IconButton
              label="Take the music away"
              size="small"
              onClick={() => change('music', (now) => ({ ...now, music: null }))}
            >
              <X />
            </IconButton>
          </p>
          <div className="grid gap-4 sm:grid-cols-2">
            <Slider
              label="Softer than speech"
              min={0}
              max={30}
              step={1}
              value={draft.music.belowDb}
              shown={`${draft.music.belowDb} dB`}
              onChange={(belowDb) => setMusic({ belowDb })}
            />
            <Slider
              label="Makes room while somebody speaks"
              min={0}
              max={24}
              step={1}
              value={draft.music.duckDb}
              shown={`${draft.music.duckDb} dB`}
              onChange={(duckDb) => setMusic({ duckDb })}
            />
          </div>
        </div>
      ) : (
        <Button size="small" className="self-start" onClick={() => setChoosing('music')}>
          <Music aria-hidden /> Add music
        </Button>
      )}
      <div className="grid gap-3 border-t border-line pt-4 sm:grid-cols-2">
        <Switch
          label="Captions in the picture"
          checked={draft.captions.burned}
          onChange={(burned) =>
            change('burned', (now) => ({ ...now, captions: { ...now.captions, burned } }))
          }
        />
        <Switch
          label="Captions as a file"
          checked={draft.captions.file}
          onChange={(file) => change('file', (now) => ({ ...now, captions: { ...now.captions, file } }))}
        />
      </div>
      <VoiceSheet
        open={choosing === 'voice'}
        onOpenChange={(open) => !open && setChoosing(undefined)}
        characterId={characterId}
        onPick={(id) => void takeVoice(id)}
      />
      <MusicSheet
        open={choosing === 'music'}
        onOpenChange={(open) => !open && setChoosing(undefined)}
        onPick={(chosen) => {
          setChoosing(undefined);
          editor.know(chosen);
          change('music', (now) => ({ ...now, music: { musicId: chosen.id, belowDb: 8, duckDb: 12 } }));
        }}
      />
    </section>
  );
}

function Lane({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="flex flex-col gap-1">
      <span className="text-[13px] text-ink-soft">{label}</span>
      <div aria-hidden className="relative h-12 overflow-hidden rounded-lg bg-sunken">
        {children}
      </div>
    </div>
  );
}

/** A stretch of a lane, its place and width as shares of the film. */
function Block({ from, width, url }: { from: number; width: number; url: string | undefined }) {
  const levels = useWaveform(url);
  if (!url || width <= 0) return null;
  return (
    <span
      className="absolute inset-y-0 overflow-hidden rounded-md bg-accent-soft"
      style={{ left: `${from * 100}%`, width: `${width * 100}%` }}
    >
      <svg
        viewBox="0 0 120 100"
        preserveAspectRatio="none"
        className="size-full text-accent"
        role="presentation"
      >
        <path d={outline(levels ?? [])} fill="currentColor" />
      </svg>
    </span>
  );
}

/** Bars around the middle of a 120 × 100 drawing. */
function outline(levels: readonly number[]): string {
  return levels
    .map((level, index) => `M${index} ${50 - level * 44}h0.7V${50 + Math.max(0.5, level * 44)}h-0.7z`)
    .join('');
}

/** The music's level over the film. */
function Ducking({ editor, total }: { editor: FilmEditor; total: number }) {
  const { draft, timeline, parts } = editor;
  const duckDb = draft.music?.duckDb ?? 0;
  const points = useMemo(() => {
    const stretches = duckedStretches(spokenOf(draft, timeline, parts));
    return Array.from({ length: 201 }, (_, index) => {
      const down = (duckingAt(stretches, (index / 200) * total) * duckDb) / 30;
      return `${index / 2},${12 + down * 76}`;
    }).join(' ');
  }, [draft, timeline, parts, duckDb, total]);
  return (
    <svg
      viewBox="0 0 100 100"
      preserveAspectRatio="none"
      className="absolute inset-0 size-full text-ink"
      role="presentation"
    >
      <polyline
        points={points}
        fill="none"
        stroke="currentColor"
        strokeWidth={2}
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
