'use client';
import type { MeasuredTake } from '@ainfluencer/server/contract/identity';
import { ScanFace } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { useLikeness, useMeasuredTakes } from '#features/identity/data.ts';
import { Badge } from '#ui/badge.tsx';
import { Button, LinkButton } from '#ui/button.tsx';
import { Card, Section } from '#ui/card.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { Picture } from '#ui/picture.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Select } from '#ui/select.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { LikenessChart, takeWords } from './likeness-chart.tsx';
import { LikenessTable } from './likeness-table.tsx';
import { Choices, ModelLines } from './model-lines.tsx';
import { lookOfModel, ModelMark } from './model-mark.tsx';

const everyModel = 'every model';

/** How near to the character's face its takes come: over time, by model, with the lines they are judged by. */
export function CharacterLikeness({ character }: { character: { id: string; name: string } }) {
  const likeness = useLikeness(character.id);
  const [model, setModel] = useState(everyModel);
  const pages = useMeasuredTakes(character.id, model === everyModel ? undefined : model);
  const [shownId, setShownId] = useState<string>();
  const error = likeness.error ?? pages.error;
  if (error && !(likeness.data && pages.data))
    return (
      <ProblemNote error={error} onRetry={() => void Promise.all([likeness.refetch(), pages.refetch()])} />
    );
  if (!likeness.data || !pages.data) return <Skeleton className="h-96" />;
  const names = likeness.data.models.map((one) => one.model);
  const newestFirst = pages.data.pages.flatMap(({ items }) => items);
  const takes = newestFirst.toReversed();
  if (names.length === 0) return <NothingYet character={character} />;
  const found = takes.findIndex(({ assetId }) => assetId === shownId);
  const shown = found === -1 ? takes.length - 1 : found;
  const drawn =
    model === everyModel ? likeness.data.models : likeness.data.models.filter((one) => one.model === model);
  return (
    <div className="flex flex-col gap-6">
      <Section
        title="Likeness over time"
        hint="Each sign is a take, the oldest on the left. Rings are those you chose."
        action={
          names.length > 1 && (
            <Select
              label="Model"
              size="small"
              className="max-w-48"
              value={model}
              onChange={setModel}
              choices={[everyModel, ...names].map((value) => ({
                value,
                label: value === everyModel ? 'Every model' : value,
              }))}
            />
          )
        }
      >
        <Card className="flex flex-col gap-3 p-3 sm:p-5">
          <LikenessChart
            takes={takes}
            models={drawn}
            names={names}
            shown={shown}
            onShow={(place) => setShownId(takes[place]?.assetId)}
          />
          <ul
            className="flex flex-wrap gap-x-4 gap-y-1 text-[13px] text-ink-soft"
            aria-label="Signs of the models"
          >
            {names.map((name) => (
              <li key={name} className="flex min-w-0 items-center gap-1.5 break-all">
                <ModelMark look={lookOfModel(names, name)} /> {name}
              </li>
            ))}
          </ul>
          {takes[shown] && <ShownTake take={takes[shown]} name={character.name} />}
          {pages.hasNextPage && (
            <Button
              size="small"
              className="self-start"
              busy={pages.isFetchingNextPage}
              onClick={() => void pages.fetchNextPage()}
            >
              Show earlier takes
            </Button>
          )}
        </Card>
        <LikenessTable takes={newestFirst} />
      </Section>
      <ModelLines likeness={likeness.data} names={names} />
      <Choices choices={likeness.data.choices} />
    </div>
  );
}

function ShownTake({ take, name }: { take: MeasuredTake; name: string }) {
  return (
    <div className="flex items-start gap-4 rounded-xl bg-sunken p-3">
      <Picture
        src={take.thumbnailUrl}
        alt={`Take of ${name}`}
        boxClassName="aspect-4/5 w-20 shrink-0 rounded-lg ring-1 ring-line"
      />
      <div className="min-w-0 text-[13px]">
        <p className="text-sm font-medium break-words">{takeWords(take)}</p>
        <p className="mt-1 text-ink-soft">{take.reason || 'No reason was kept with this take.'}</p>
        <p className="mt-2 flex flex-wrap items-center gap-2">
          {take.isChosen && <Badge tone="accent">Chosen</Badge>}
          {take.isSetAside && <Badge tone="warn">Set aside</Badge>}
          <Link
            className="font-medium text-accent-ink underline underline-offset-2"
            href={`/library?asset=${take.assetId}`}
          >
            Open it in the library
          </Link>
        </p>
      </div>
    </div>
  );
}

function NothingYet({ character }: { character: { id: string; name: string } }) {
  return (
    <EmptyState
      icon={ScanFace}
      title="No face was measured yet"
      action={
        <LinkButton href={`/studio?character=${character.id}`} look="primary">
          Open the studio
        </LinkButton>
      }
    >
      Every picture and clip of {character.name} is compared with the learnt face. Make some, and this page
      shows how near they come and whether that changes.
    </EmptyState>
  );
}
