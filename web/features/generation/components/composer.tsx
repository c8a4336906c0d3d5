'use client';
import { mostExtraTakes, type StartGenerationInput } from '@ainfluencer/server/contract/generation';
import type { Look } from '@ainfluencer/server/kernel/look';
import { Sparkles } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { fieldError } from '#api/problem.ts';
import { CharacterSelect } from '#features/characters/components/character-select.tsx';
import { WhoMakes } from '#features/engines/components/who-makes.tsx';
import { useEngineAbilities } from '#features/generation/engine-abilities.ts';
import {
  type Composition,
  longestAnimatedSeconds,
  mediumChoices,
  mediumWords,
  requestOf,
  wearing,
  withWorkflow,
} from '#features/generation/media.ts';
import { useStartGeneration } from '#features/generation/mutations.ts';
import { AssetPicker } from '#features/library/components/asset-picker.tsx';
import { SaveLook } from '#features/looks/components/save-look.tsx';
import { SavedLooks } from '#features/looks/components/saved-looks.tsx';
import { askedFor } from '#features/spending/asked-for.ts';
import { PriceNote } from '#features/spending/components/price-note.tsx';
import { WorkflowSelect } from '#features/workflows/components/workflow-select.tsx';
import { Button } from '#ui/button.tsx';
import { Field } from '#ui/field.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Slider } from '#ui/slider.tsx';
import { Switch } from '#ui/switch.tsx';
import { Segmented } from '#ui/tabs.tsx';
import { say } from '#ui/toast.ts';
import { ForPost } from './for-post.tsx';
import { ImportReference } from './import-reference.tsx';
import { ShotForm } from './shot-form.tsx';
import { TakeReferences } from './take-references.tsx';
import { WordsFields } from './words-fields.tsx';

interface ComposerProps {
  composition: Composition;
  onChange: (composition: Composition) => void;
  characterId: string | undefined;
  /** How the character looks every day. */
  look: Look | undefined;
  /** The post that is drawn for. */
  forPostId: string | undefined;
  onLeavePost: () => void;
  onCharacter: (id: string) => void;
  onStarted: (generationId: string) => void;
}

export function Composer(props: ComposerProps) {
  const { composition, onChange, characterId, look, forPostId, onCharacter, onStarted } = props;
  const start = useStartGeneration();
  const [missing, setMissing] = useState<string>();
  const { choice } = composition;
  const { routes, isConnected, takesReferences } = useEngineAbilities(characterId);
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
    else
      start.mutate(forPost(withWorkflow(request, composition.workflow), forPostId), {
        onSuccess: (generation) => onStarted(generation.id),
      });
  };
  return (
    <section aria-label="Compose" className="flex min-w-0 flex-col gap-5">
      {forPostId && <ForPost postId={forPostId} onLeave={props.onLeavePost} />}
      <Field label="Character">
        {(props) => <CharacterSelect id={props.id} value={characterId} onChange={onCharacter} />}
      </Field>
      <Segmented
        label="What to make"
        value={choice}
        onChange={(next) => set({ choice: next, takes: mediumWords[next].usualTakes, workflow: undefined })}
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
        <Shooting composition={composition} set={set} characterId={characterId} look={look} />
      )}
      {choice === 'picture' && isConnected('image') && (
        <Company people={composition.people} onChange={(people) => set({ people })} />
      )}
      {choice === 'picture' && takesReferences && (
        <TakeReferences
          characterId={characterId}
          ids={composition.referenceAssetIds}
          onChange={(referenceAssetIds) => set({ referenceAssetIds })}
        />
      )}
      {choice === 'picture' && characterId && <ImportReference characterId={characterId} />}
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
      {(choice === 'picture' || choice === 'animated') && (
        <WorkflowSelect
          abilities={workflowAbilities[choice]}
          value={composition.workflow}
          onChange={(workflow) => set({ workflow })}
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

interface ShootingProps {
  composition: Composition;
  set: (change: Partial<Composition>) => void;
  characterId: string | undefined;
  look: Look | undefined;
}

/** The shot: from a saved look, or option by option. */
function Shooting({ composition, set, characterId, look }: ShootingProps) {
  const { shot } = composition;
  return (
    <>
      {characterId && (
        <SavedLooks
          characterId={characterId}
          onUse={({ name, content }) => {
            set({ shot: wearing(shot, content) });
            say(`“${name}” is on.`, () => set({ shot }));
          }}
        />
      )}
      <ShotForm shot={shot} onChange={(next) => set({ shot: next })} look={look} />
      {characterId && (
        <div className="-mt-2">
          <SaveLook characterId={characterId} shot={shot} />
        </div>
      )}
    </>
  );
}

const mostPeople = 8;

/** How many are seen: a picture with more or fewer people fails its check. */
function Company({ people, onChange }: { people: number; onChange: (people: number) => void }) {
  return (
    <Slider
      label="People in the picture"
      min={1}
      max={mostPeople}
      step={1}
      value={people}
      shown={people === 1 ? 'the character alone' : String(people)}
      onChange={onChange}
    />
  );
}

const workflowAbilities = {
  picture: ['text-to-image', 'image-from-references'],
  animated: ['image-to-video'],
} as const;

/** What is seen can be put into a post; words and voices go another way. */
const forPost = (request: StartGenerationInput, forPostId: string | undefined): StartGenerationInput =>
  forPostId && (request.medium === 'image' || request.medium === 'video')
    ? { ...request, forPostId }
    : request;

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
