'use client';
import { emotions, type Voice } from '@ainfluencer/server/kernel/voice';
import { useMutation } from '@tanstack/react-query';
import { LoaderCircle, Play, Square } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { speakSample } from '#features/characters/previews.ts';
import { useEngines } from '#features/engines/data.ts';
import { cx } from '#ui/cx.ts';
import { Field, Input } from '#ui/field.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { Slider } from '#ui/slider.tsx';
import { Segmented } from '#ui/tabs.tsx';

/** Speaks a sample; a second call stops the first. */
function useSpeech() {
  const audio = useRef<HTMLAudioElement | null>(null);
  const [playing, setPlaying] = useState<string | null>(null);
  const stop = () => {
    audio.current?.pause();
    audio.current = null;
    setPlaying(null);
  };
  const speech = useMutation({
    mutationFn: async ({ voice, script }: { voice: Voice; script: string }) => {
      const source = await speakSample(voice, script);
      audio.current?.pause();
      const element = new Audio(source);
      audio.current = element;
      element.onended = () => setPlaying(null);
      await element.play();
      setPlaying(voice.voiceId);
    },
  });
  useEffect(() => () => audio.current?.pause(), []);
  return { playing, stop, speech };
}

interface VoiceFormProps {
  voice: Voice;
  characterName: string;
  onChange: (voice: Voice) => void;
}

export function VoiceForm({ voice, characterName, onChange }: VoiceFormProps) {
  const engines = useEngines();
  const { playing, stop, speech } = useSpeech();
  const [script, setScript] = useState(`Hello, I am ${characterName || 'new here'}. It is good to meet you.`);
  const set = (change: Partial<Voice>) => onChange({ ...voice, ...change });
  const preparing = speech.isPending ? speech.variables.voice.voiceId : null;

  return (
    <div className="flex flex-col gap-6">
      <Field label="Sample" hint="Press play beside a voice to hear it say this.">
        {(props) => (
          <Input
            {...props}
            maxLength={300}
            value={script}
            onChange={(event) => setScript(event.target.value)}
          />
        )}
      </Field>
      {speech.error && <ProblemNote error={speech.error} />}
      {engines.error && <ProblemNote error={engines.error} onRetry={() => void engines.refetch()} />}
      {!engines.data && !engines.error && <Skeleton className="h-40" />}
      <div role="radiogroup" aria-label="Voice" className="grid gap-2 sm:grid-cols-2">
        {engines.data?.voices.map((choice) => {
          const chosen = choice.id === voice.voiceId;
          const speaking = playing === choice.id;
          return (
            <div
              key={choice.id}
              className={cx(
                'flex items-center gap-2 rounded-xl border border-line bg-raised p-2 transition-colors',
                chosen && 'border-accent ring-2 ring-accent/25',
              )}
            >
              <button
                type="button"
                aria-label={speaking ? `Stop ${choice.label}` : `Play ${choice.label}`}
                onClick={() =>
                  speaking
                    ? stop()
                    : speech.mutate({
                        voice: { ...voice, voiceId: choice.id },
                        script: script.trim() || 'Hello.',
                      })
                }
                className="flex size-10 shrink-0 items-center justify-center rounded-full bg-accent-soft text-accent-ink [&_svg]:size-4"
              >
                {preparing === choice.id ? (
                  <LoaderCircle className="animate-spin" />
                ) : speaking ? (
                  <Square />
                ) : (
                  <Play />
                )}
              </button>
              {/* biome-ignore lint/a11y/useSemanticElements: a whole row is the radio. */}
              <button
                type="button"
                role="radio"
                aria-checked={chosen}
                onClick={() => set({ voiceId: choice.id })}
                className="min-w-0 flex-1 rounded-lg px-1 py-1 text-left"
              >
                <span className="block truncate text-sm font-medium">{choice.label}</span>
                <span className="block text-xs text-ink-faint">{choice.language}</span>
              </button>
            </div>
          );
        })}
      </div>
      <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
        <Slider
          label="Speed"
          min={0.6}
          max={1.6}
          step={0.05}
          value={voice.speed}
          shown={`${voice.speed.toFixed(2)}×`}
          ends={['slow', 'fast']}
          onChange={(speed) => set({ speed })}
        />
        <Slider
          label="Pitch"
          min={-4}
          max={4}
          step={0.5}
          value={voice.pitch}
          shown={`${voice.pitch > 0 ? '+' : ''}${voice.pitch} semitones`}
          ends={['lower', 'higher']}
          onChange={(pitch) => set({ pitch })}
        />
      </div>
      <div className="flex flex-col gap-2">
        <span className="text-[13px] font-medium">Emotion</span>
        <Segmented
          label="Emotion"
          value={voice.emotion}
          onChange={(emotion) => set({ emotion })}
          choices={emotions.map((emotion) => ({
            value: emotion,
            label: emotion.charAt(0).toUpperCase() + emotion.slice(1),
          }))}
          className="self-start"
        />
      </div>
    </div>
  );
}
