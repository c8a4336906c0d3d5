'use client';
import { emotions, type Voice } from '@ainfluencer/server/kernel/voice';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { speakSample } from '#features/characters/previews.ts';
import { useEngines } from '#features/engines/data.ts';
import { Field, Input } from '#ui/field.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { Slider } from '#ui/slider.tsx';
import { Segmented } from '#ui/tabs.tsx';
import { VoicePicker, voiceKey } from './voice-picker.tsx';

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
      setPlaying(voiceKey({ engine: voice.engine, id: voice.voiceId }));
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
  const waiting = speech.isPending ? speech.variables.voice : undefined;
  const preparing = waiting ? voiceKey({ engine: waiting.engine, id: waiting.voiceId }) : null;

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
      {engines.data && (
        <VoicePicker
          voices={engines.data.voices}
          voice={voice}
          onChoose={({ engine, id }) => set({ engine, voiceId: id })}
          preparing={preparing}
          playing={playing}
          onPlay={({ engine, id }) =>
            speech.mutate({ voice: { ...voice, engine, voiceId: id }, script: script.trim() || 'Hello.' })
          }
          onStop={stop}
        />
      )}
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
