'use client';
import type { Workflow } from '@ainfluencer/server/contract/workflows';
import { Shot } from '@ainfluencer/server/kernel/shot';
import Link from 'next/link';
import { useState } from 'react';
import { CharacterSelect } from '#features/characters/components/character-select.tsx';
import { useActiveCharacters } from '#features/characters/data.ts';
import { isRunning, useGeneration, useProgress } from '#features/generation/data.ts';
import { useStartGeneration } from '#features/generation/mutations.ts';
import { AssetPicker } from '#features/library/components/asset-picker.tsx';
import { useChangePicture } from '#features/library/mutations.ts';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Field, Textarea } from '#ui/field.tsx';
import { Picture } from '#ui/picture.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Progress } from '#ui/progress.tsx';

const drawing = ['text-to-image', 'image-from-references'];
const wordless = ['detail-face', 'upscale'];

/** One take with a workflow, made and measured like any other. */
export function TryWorkflow({ workflow, onClose }: { workflow: Workflow; onClose: () => void }) {
  const characters = useActiveCharacters().data?.items;
  const [chosen, setChosen] = useState<string>();
  const characterId = chosen ?? characters?.[0]?.id;
  const [words, setWords] = useState('');
  const [assetId, setAssetId] = useState<string>();
  const trial = useTrial(workflow);
  const needsPicture = !drawing.includes(workflow.ability);
  const go = () => characterId && trial.go({ characterId, words, assetId });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Try ${workflow.label}`}
      description={`${workflow.abilityLabel}, by ${workflow.engineName}. One take, measured like any other.`}
      footer={
        <Button
          look="primary"
          busy={trial.isPending}
          disabled={!characterId || (needsPicture && !assetId)}
          onClick={go}
        >
          {trial.started ? 'Try again' : 'Try it'}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        {characters?.length === 0 && (
          <p className="text-sm text-ink-soft">
            Make a character first:{' '}
            <Link href="/characters/new" className="font-medium underline">
              new character
            </Link>
            .
          </p>
        )}
        <Field label="Character">
          {(field) => <CharacterSelect id={field.id} value={characterId} onChange={setChosen} />}
        </Field>
        {needsPicture && (
          <AssetPicker
            label="Picture to work on"
            characterId={characterId}
            value={assetId}
            onChange={setAssetId}
          />
        )}
        {!wordless.includes(workflow.ability) && (
          <Field label="Words">
            {(field) => (
              <Textarea
                {...field}
                maxLength={600}
                placeholder={
                  needsPicture ? 'What is to be different, or what moves' : 'On top of look and shot'
                }
                value={words}
                onChange={(event) => setWords(event.target.value)}
                className="min-h-16"
              />
            )}
          </Field>
        )}
        <ProblemNote error={trial.error} />
        {trial.started && <Outcome id={trial.started.id} />}
      </div>
    </Dialog>
  );
}

interface Asked {
  characterId: string;
  words: string;
  assetId: string | undefined;
}

/** One take by a workflow: a picture, a clip, or a change to a picture. */
function useTrial(workflow: Workflow) {
  const start = useStartGeneration();
  const change = useChangePicture();
  const go = ({ characterId, words, assetId }: Asked) => {
    start.reset();
    change.reset();
    const by = { workflow: { engineId: workflow.engineId, workflowId: workflow.id } };
    const once = { characterId, shot: Shot.parse({}), takes: 1, extraTakes: 0, ...by };
    if (drawing.includes(workflow.ability))
      start.mutate({ medium: 'image', prompt: words, vary: false, ...once });
    else if (assetId && workflow.medium === 'video')
      start.mutate({ medium: 'video', kind: 'animated', motion: words, assetId, seconds: 3, ...once });
    else if (assetId) change.mutate({ change: changeOf(workflow.ability, assetId), words, takes: 1, ...by });
  };
  return {
    go,
    isPending: start.isPending || change.isPending,
    started: start.data ?? change.data,
    error: start.error ?? change.error,
  };
}

function changeOf(ability: string, assetId: string) {
  if (ability === 'upscale') return { kind: 'upscale', assetId } as const;
  if (ability === 'detail-face') return { kind: 'detail-face', assetId } as const;
  return { kind: 'edit', assetId } as const;
}

function Outcome({ id }: { id: string }) {
  const query = useGeneration(id);
  const generation = query.data;
  if (!generation) return <ProblemNote error={query.error} />;
  const [take] = generation.takes;
  return (
    <section aria-label="What came of it" aria-live="polite" className="flex flex-col gap-3">
      {isRunning(generation) && <Running generation={generation} />}
      {generation.failure && (
        <p role="alert" className="rounded-xl bg-bad-soft px-4 py-3 text-sm">
          {generation.failure}
        </p>
      )}
      {take?.thumbnailUrl && (
        <Picture
          src={take.thumbnailUrl}
          alt="The take"
          boxClassName="mx-auto w-fit max-w-full rounded-2xl ring-1 ring-line"
          className="max-h-[40dvh] w-auto object-contain"
        />
      )}
      {!isRunning(generation) && (
        <Link
          href={`/studio?character=${generation.characterId}&generation=${generation.id}`}
          className="self-center text-sm font-medium text-accent-ink hover:underline"
        >
          See it in the studio
        </Link>
      )}
    </section>
  );
}

function Running({ generation }: { generation: Parameters<typeof useProgress>[0] }) {
  const { progress, stage } = useProgress(generation);
  return (
    <div>
      <Progress label="Progress" fraction={progress} />
      <p className="mt-1 text-[13px] text-ink-faint">{stage}</p>
    </div>
  );
}
