'use client';
import { mostExtraTakes } from '@ainfluencer/server/contract/generation';
import { Sparkles } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { fieldError } from '#api/problem.ts';
import { CharacterSelect } from '#features/characters/components/character-select.tsx';
import { WhoMakes } from '#features/engines/components/who-makes.tsx';
import { useEngineRoutes } from '#features/engines/data.ts';
import {
  type Composition,
  longestAnimatedSeconds,
  mediumChoices,
  mediumWords,
  requestOf,
} from '#features/generation/media.ts';
import { useStartGeneration } from '#features/generation/mutations.ts';
import { AssetPicker } from '#features/library/components/asset-picker.tsx';
import { askedFor } from '#features/spending/asked-for.ts';
import { PriceNote } from '#features/spending/components/price-note.tsx';
import { Button } from '#ui/button.tsx';
import { Field } from '#ui/field.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Slider } from '#ui/slider.tsx';
import { Switch } from '#ui/switch.tsx';
import { Segmented } from '#ui/tabs.tsx';
import { ShotForm } from './shot-form.tsx';
import { WordsFields } from './words-fields.tsx';

interface ComposerProps {
  composition: Composition;
  onChange: (composition: Composition) => void;
  characterId: string | undefined;
  onCharacter: (id: string) => void;
  onStarted: (generationId: string) => void;
}

export function Composer({ composition, onChange, characterId, onCharacter, onStarted }: ComposerProps) {
  const start = useStartGeneration();
  const [missing, setMissing] = useState<string>();
  const { choice } = composition;
  const routes = useEngineRoutes(characterId).data?.items;
  const isConnected = (medium: 'image' | 'video') => {
    const by = routes?.find((route) => route.medium === medium)?.by;
    return by === 'connected' || by === 'waiting';
  };
  const words = mediumWords[choice];
  const takes = Math.min(composition.takes, words.mostTakes);
  const set = (change: Partial<Composition>) => {
    setMissing(undefined);
    onChange({ ...composition, ...change });
  };
  const generate = () => {
    if (!characterId) return;
    const request = requestOf(composition, characterId);
    if (typeof request === 'string') setMissing(request);
    else start.mutate(request, { onSuccess: (generation) => onStarted(generation.id) });
  };
  return (
    <section aria-label="Compose" className="flex min-w-0 flex-col gap-5">
      <Field label="Character">
        {(props) => <CharacterSelect id={props.id} value={characterId} onChange={onCharacter} />}
      </Field>
      <Segmented
        label="What to make"
        value={choice}
        onChange={(next) => set({ choice: next, takes: mediumWords[next].usualTakes })}
        choices={mediumChoices
          .filter((value) => value !== 'animated' || isConnected('video'))
          .map((value) => ({ value, label: mediumWords[value].label }))}
        size="small"
      />
      <WordsFields
        composition={composition}
        characterId={characterId}
        set={set}
        readsPrompts={isConnected('image')}
        error={missing ?? fieldError(start.error, 'script')}
      />
      {(choice === 'still' || choice === 'animated' || choice === 'caption') && (
        <AssetPicker
          label={pickerLabels[choice]}
          characterId={characterId}
          value={composition.assetId}
          onChange={(assetId) => set({ assetId })}
        />
      )}
      {(choice === 'still' || choice === 'animated') && missing && (
        <p className="text-[13px] text-bad">{missing}</p>
      )}
      {(choice === 'picture' || choice === 'talking') && (
        <ShotForm shot={composition.shot} onChange={(shot) => set({ shot })} />
      )}
      {(choice === 'still' || choice === 'animated') && (
        <Slider
          label="Length"
          min={3}
          max={choice === 'still' ? 30 : longestAnimatedSeconds}
          step={1}
          value={secondsOf(composition)}
          shown={`${secondsOf(composition)} s`}
          onChange={(seconds) => set({ seconds })}
        />
      )}
      <WhoMakes choice={choice} routes={routes} />
      <TakesBar composition={composition} set={set}>
        {start.error && <ProblemNote error={start.error} />}
        <PriceNote asked={askedFor(composition, characterId)} />
        <Button look="primary" size="large" busy={start.isPending} disabled={!characterId} onClick={generate}>
          <Sparkles aria-hidden /> {words.make} {takes > 1 ? `${takes} takes` : 'it'}
        </Button>
      </TakesBar>
    </section>
  );
}

const pickerLabels = {
  still: 'Picture to move over',
  animated: 'Picture to begin with',
  caption: 'Picture it goes with (optional)',
} as const;

const secondsOf = ({ choice, seconds }: Composition) =>
  choice === 'animated' ? Math.min(seconds, longestAnimatedSeconds) : seconds;

interface TakesBarProps {
  composition: Composition;
  set: (change: Partial<Composition>) => void;
  children: ReactNode;
}

/** How many, with what variety, and the button: always in reach. */
function TakesBar({ composition, set, children }: TakesBarProps) {
  const { choice, vary, captions, extraTakes } = composition;
  const most = mediumWords[choice].mostTakes;
  const takes = Math.min(composition.takes, most);
  return (
    <div className="sticky bottom-16 z-20 -mx-4 flex flex-col gap-3 border-t border-line bg-paper px-4 py-4 md:bottom-0">
      <div className="flex items-end gap-4">
        <Slider
          label="Takes"
          min={1}
          max={most}
          step={1}
          value={takes}
          shown={String(takes)}
          onChange={(next) => set({ takes: next })}
          className="flex-1"
        />
        <Slider
          label="More tries"
          min={0}
          max={mostExtraTakes}
          step={1}
          value={extraTakes}
          shown={extraTakes === 0 ? 'none' : `up to ${extraTakes}`}
          onChange={(next) => set({ extraTakes: next })}
          className="flex-1"
        />
        {choice === 'picture' && (
          <Switch label="Vary" checked={vary} onChange={(next) => set({ vary: next })} className="pb-1" />
        )}
        {choice === 'talking' && (
          <Switch
            label="Captions"
            checked={captions}
            onChange={(next) => set({ captions: next })}
            className="pb-1"
          />
        )}
      </div>
      <p className="-mt-1 text-xs text-ink-faint">
        More tries, from new seeds, are made only while no take passes its checks.
      </p>
      {children}
    </div>
  );
}
