'use client';
import type { EngineStates } from '@ainfluencer/server/contract/engines';
import type { Voice } from '@ainfluencer/server/kernel/voice';
import { LoaderCircle, Play, Search, Square } from 'lucide-react';
import { useState } from 'react';
import type { z } from 'zod';
import { cx } from '#ui/cx.ts';
import { Field, Input } from '#ui/field.tsx';

type VoiceChoice = z.infer<typeof EngineStates>['voices'][number];

/** From this many voices on, a search is offered. */
const manyVoices = 10;

interface VoicePickerProps {
  voices: readonly VoiceChoice[];
  voice: Voice;
  onChoose: (choice: VoiceChoice) => void;
  /** Key of the voice that is being prepared, or that speaks. */
  preparing: string | null;
  playing: string | null;
  onPlay: (choice: VoiceChoice) => void;
  onStop: () => void;
}

/** Names a voice among those of all engines. */
export const voiceKey = ({ engine, id }: { engine: string; id: string }) => `${engine} ${id}`;

/** The voices of every engine, each to be heard and chosen. */
export function VoicePicker(props: VoicePickerProps) {
  const { voices, voice } = props;
  const [search, setSearch] = useState('');
  const words = search.toLowerCase().trim();
  const shown = voices.filter(({ label, language, engineName }) =>
    `${label} ${language} ${engineName}`.toLowerCase().includes(words),
  );
  const engines = [...new Map(shown.map(({ engine, engineName }) => [engine, engineName]))];
  const isMissing = !voices.some(({ engine, id }) => engine === voice.engine && id === voice.voiceId);
  return (
    <div className="flex flex-col gap-4">
      {isMissing && (
        <p role="status" className="rounded-xl bg-warn-soft px-4 py-3 text-sm">
          The voice “{voice.voiceId}” is not offered by any engine now. Choose another, or switch its engine
          on.
        </p>
      )}
      {voices.length >= manyVoices && (
        <Field label="Find a voice" hideLabel>
          {(field) => (
            <span className="relative">
              <Search
                className="absolute top-1/2 left-3 size-4 -translate-y-1/2 text-ink-faint"
                aria-hidden
              />
              <Input
                {...field}
                type="search"
                placeholder={`Find among ${voices.length} voices`}
                className="pl-9"
                value={search}
                onChange={(event) => setSearch(event.target.value)}
              />
            </span>
          )}
        </Field>
      )}
      {shown.length === 0 && <p className="text-sm text-ink-soft">No voice matches “{search}”.</p>}
      <div
        role="radiogroup"
        aria-label="Voice"
        className={cx('flex flex-col gap-4', voices.length >= manyVoices && 'max-h-96 overflow-y-auto pr-1')}
      >
        {engines.map(([engine, engineName]) => (
          <div key={engine} className="flex flex-col gap-2">
            {engines.length > 1 && <p className="text-[13px] font-medium text-ink-soft">{engineName}</p>}
            <div className="grid gap-2 sm:grid-cols-2">
              {shown
                .filter((choice) => choice.engine === engine)
                .map((choice) => (
                  <VoiceRow key={voiceKey(choice)} choice={choice} {...props} />
                ))}
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}

function VoiceRow({
  choice,
  voice,
  onChoose,
  preparing,
  playing,
  onPlay,
  onStop,
}: VoicePickerProps & { choice: VoiceChoice }) {
  const key = voiceKey(choice);
  const chosen = choice.id === voice.voiceId && choice.engine === voice.engine;
  const speaking = playing === key;
  return (
    <div
      className={cx(
        'flex items-center gap-2 rounded-xl border border-line bg-raised p-2 transition-colors',
        chosen && 'border-accent ring-2 ring-accent/25',
      )}
    >
      <button
        type="button"
        aria-label={speaking ? `Stop ${choice.label}` : `Play ${choice.label}`}
        onClick={() => (speaking ? onStop() : onPlay(choice))}
        className="flex size-10 shrink-0 items-center justify-center rounded-full bg-accent-soft text-accent-ink [&_svg]:size-4"
      >
        {preparing === key ? <LoaderCircle className="animate-spin" /> : speaking ? <Square /> : <Play />}
      </button>
      {/* biome-ignore lint/a11y/useSemanticElements: a whole row is the radio. */}
      <button
        type="button"
        role="radio"
        aria-checked={chosen}
        onClick={() => onChoose(choice)}
        className="min-w-0 flex-1 rounded-lg px-1 py-1 text-left"
      >
        <span className="block truncate text-sm font-medium">{choice.label}</span>
        <span className="block text-xs text-ink-faint">{choice.language}</span>
      </button>
    </div>
  );
}
