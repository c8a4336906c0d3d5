'use client';
import type { CharacterSummary } from '@ainfluencer/server/contract/characters';
import { Archive, Ellipsis, FileUp, Pause, Play, Plus, Search, Users } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { ImportDialog } from '#features/bundles/components/import-dialog.tsx';
import { useChangeState } from '#features/characters/change-state.ts';
import { type CharacterFilter, useCharacters } from '#features/characters/data.ts';
import { Badge } from '#ui/badge.tsx';
import { Button, IconButton, LinkButton } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { Menu, MenuItem } from '#ui/menu.tsx';
import { Page } from '#ui/page.tsx';
import { Picture } from '#ui/picture.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { SearchField } from '#ui/search-field.tsx';
import { Select } from '#ui/select.tsx';
import { ShowMore } from '#ui/show-more.tsx';
import { SkeletonGrid } from '#ui/skeleton.tsx';
import { Segmented } from '#ui/tabs.tsx';
import { useDebounced } from '#ui/use-debounced.ts';

type State = NonNullable<CharacterFilter['state']>;
const states: readonly { value: State; label: string }[] = [
  { value: 'active', label: 'Active' },
  { value: 'paused', label: 'Paused' },
  { value: 'archived', label: 'Archived' },
];

function CharacterCard({ character }: { character: CharacterSummary }) {
  const changeState = useChangeState();
  return (
    <li className="group relative">
      <Link href={`/characters/${character.id}`} className="block rounded-2xl">
        <Picture
          src={character.portraitUrl}
          alt=""
          boxClassName="aspect-4/5 rounded-2xl ring-1 ring-line"
          className="object-top transition-transform duration-500 group-hover:scale-[1.02]"
        />
        <span className="mt-3 flex items-baseline justify-between gap-2 px-1">
          <span className="truncate font-display text-lg font-semibold">{character.name}</span>
          <span className="tabular text-sm text-ink-faint">{character.age}</span>
        </span>
        <span className="block truncate px-1 text-sm text-ink-soft">
          {character.tagline || `@${character.handle}`}
        </span>
      </Link>
      {character.state !== 'active' && (
        <Badge
          tone={character.state === 'paused' ? 'warn' : 'plain'}
          className="absolute top-3 left-3 shadow-soft"
        >
          {character.state === 'paused' ? 'Paused' : 'Archived'}
        </Badge>
      )}
      <div className="absolute top-2 right-2">
        <Menu
          trigger={
            <IconButton
              label={`More for ${character.name}`}
              size="small"
              className="bg-raised/85 text-ink shadow-soft backdrop-blur hover:bg-raised"
            >
              <Ellipsis />
            </IconButton>
          }
        >
          {character.state !== 'active' && (
            <MenuItem onSelect={() => changeState(character, 'active')}>
              <Play aria-hidden /> Make active
            </MenuItem>
          )}
          {character.state === 'active' && (
            <MenuItem onSelect={() => changeState(character, 'paused')}>
              <Pause aria-hidden /> Pause
            </MenuItem>
          )}
          {character.state !== 'archived' && (
            <MenuItem onSelect={() => changeState(character, 'archived')}>
              <Archive aria-hidden /> Archive
            </MenuItem>
          )}
        </Menu>
      </div>
    </li>
  );
}

function Nothing({ search, state, onImport }: { search: string; state: State; onImport: () => void }) {
  if (search) {
    return (
      <EmptyState icon={Search} title={`Nobody found for “${search}”`}>
        Try part of the name or the handle, or look under Paused and Archived.
      </EmptyState>
    );
  }
  if (state !== 'active') {
    return (
      <EmptyState
        icon={state === 'paused' ? Pause : Archive}
        title={state === 'paused' ? 'Nobody is paused' : 'Nobody is archived'}
      >
        {state === 'paused'
          ? 'A paused character publishes nothing until it is active again.'
          : 'Archived characters keep everything, out of the way.'}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={Users}
      title="No characters yet"
      action={
        <>
          <LinkButton href="/characters/new" look="primary">
            <Plus aria-hidden /> Make the first one
          </LinkButton>
          <Button onClick={onImport}>
            <FileUp aria-hidden /> Import one
          </Button>
        </>
      }
    >
      Three steps: who it is, how it looks, how it sounds. Start from a ready-made one and change what you
      like.
    </EmptyState>
  );
}

export function CharacterGrid() {
  const [search, setSearch] = useState('');
  const [state, setState] = useState<State>('active');
  const [sort, setSort] = useState<'newest' | 'name'>('newest');
  const [importing, setImporting] = useState(false);
  const settled = useDebounced(search.trim());
  const list = useCharacters({ search: settled, state, sort });
  const characters = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page
      title="Characters"
      actions={
        <>
          <Button onClick={() => setImporting(true)}>
            <FileUp aria-hidden /> Import
          </Button>
          <LinkButton href="/characters/new" look="primary">
            <Plus aria-hidden /> New character
          </LinkButton>
        </>
      }
    >
      <div className="flex flex-wrap items-center gap-3">
        <SearchField
          label="Search characters"
          placeholder="Search"
          value={search}
          onChange={setSearch}
          className="sm:max-w-xs"
        />
        <Segmented label="State" value={state} onChange={setState} choices={states} />
        <Select
          size="small"
          label="Sort"
          value={sort}
          onChange={setSort}
          choices={[
            { value: 'newest', label: 'Newest first' },
            { value: 'name', label: 'By name' },
          ]}
          className="h-10"
        />
      </div>
      {list.error && <ProblemNote error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <SkeletonGrid />}
      {list.data && characters.length === 0 && (
        <Nothing search={settled} state={state} onImport={() => setImporting(true)} />
      )}
      <ul className="grid grid-cols-2 gap-x-4 gap-y-8 md:grid-cols-3 xl:grid-cols-4">
        {characters.map((character) => (
          <CharacterCard key={character.id} character={character} />
        ))}
      </ul>
      <ImportDialog open={importing} onOpenChange={setImporting} />
      <ShowMore list={list} />
    </Page>
  );
}
