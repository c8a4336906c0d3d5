'use client';
import type { Character } from '@ainfluencer/server/contract/characters';
import { Archive, ChevronLeft, Download, Ellipsis, Pause, Play, WandSparkles } from 'lucide-react';
import Link from 'next/link';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { ExportDialog } from '#features/bundles/components/export-dialog.tsx';
import { UndeclaredNotice } from '#features/bundles/components/undeclared-notice.tsx';
import { useChangeState } from '#features/characters/change-state.ts';
import { useCharacter } from '#features/characters/data.ts';
import { CharacterLikeness } from '#features/identity/components/likeness.tsx';
import { Badge } from '#ui/badge.tsx';
import { IconButton, LinkButton } from '#ui/button.tsx';
import { Menu, MenuItem } from '#ui/menu.tsx';
import { Picture } from '#ui/picture.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { TabList, TabPanel, Tabs } from '#ui/tabs.tsx';
import { CharacterAccounts } from './character-accounts.tsx';
import { CharacterOverview } from './character-overview.tsx';
import { CharacterReferences } from './character-references.tsx';
import { CharacterVersions } from './character-versions.tsx';
import { EditCanon, EditLook, EditVoice, EditWho } from './edit-character.tsx';

const tabs = [
  { value: 'overview', label: 'Overview' },
  { value: 'who', label: 'Who' },
  { value: 'look', label: 'Look' },
  { value: 'likeness', label: 'Likeness' },
  { value: 'voice', label: 'Voice' },
  { value: 'canon', label: 'Canon' },
  { value: 'versions', label: 'Versions' },
  { value: 'references', label: 'References' },
  { value: 'accounts', label: 'Accounts' },
];

function Head({ character }: { character: Character }) {
  const changeState = useChangeState();
  const [exporting, setExporting] = useState(false);
  return (
    <header className="flex flex-wrap items-center gap-x-5 gap-y-4">
      <Picture
        src={character.portraitUrl}
        alt={`Portrait of ${character.name}`}
        eager
        boxClassName="size-20 rounded-2xl ring-1 ring-line sm:size-24"
        className="object-top"
      />
      <div className="min-w-0 flex-[1_1_13rem]">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="text-[1.75rem] leading-tight font-semibold sm:text-[2.25rem]">{character.name}</h1>
          {character.state !== 'active' && (
            <Badge tone="warn">{character.state === 'paused' ? 'Paused' : 'Archived'}</Badge>
          )}
        </div>
        <p className="text-ink-soft">{character.tagline}</p>
        <p className="tabular text-[13px] text-ink-faint">
          @{character.handle} · {character.age} · version {character.version}
        </p>
      </div>
      <div className="flex items-center gap-2">
        <LinkButton href={`/studio?character=${character.id}`} look="primary">
          <WandSparkles aria-hidden /> Make something
        </LinkButton>
        <Menu
          trigger={
            <IconButton label="More" look="secondary">
              <Ellipsis />
            </IconButton>
          }
        >
          {character.state === 'active' ? (
            <MenuItem onSelect={() => changeState(character, 'paused')}>
              <Pause aria-hidden /> Pause
            </MenuItem>
          ) : (
            <MenuItem onSelect={() => changeState(character, 'active')}>
              <Play aria-hidden /> Make active
            </MenuItem>
          )}
          <MenuItem onSelect={() => setExporting(true)}>
            <Download aria-hidden /> Export
          </MenuItem>
          {character.state !== 'archived' && (
            <MenuItem onSelect={() => changeState(character, 'archived')}>
              <Archive aria-hidden /> Archive
            </MenuItem>
          )}
        </Menu>
        <ExportDialog character={character} open={exporting} onOpenChange={setExporting} />
      </div>
    </header>
  );
}

export function CharacterPage({ id }: { id: string }) {
  const query = useCharacter(id);
  const router = useRouter();
  const pathname = usePathname();
  const asked = useSearchParams().get('tab');
  const tab = tabs.some(({ value }) => value === asked) ? (asked ?? 'overview') : 'overview';
  const character = query.data;
  return (
    <div className="mx-auto flex w-full max-w-6xl flex-col gap-6 px-4 py-6 sm:px-8 sm:py-8">
      <Link
        href="/characters"
        className="-mb-2 inline-flex items-center gap-1 self-start rounded text-sm text-ink-faint hover:text-ink"
      >
        <ChevronLeft className="size-4" aria-hidden /> Characters
      </Link>
      {query.error && !character && <ProblemNote error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && (
        <>
          <Skeleton className="h-24" />
          <Skeleton className="h-96" />
        </>
      )}
      {character && (
        <>
          <Head character={character} />
          <UndeclaredNotice character={character} />
          <Tabs
            value={tab}
            onValueChange={(next) =>
              router.replace(next === 'overview' ? pathname : `${pathname}?tab=${next}`, { scroll: false })
            }
          >
            <TabList tabs={tabs} label={`About ${character.name}`} />
            <TabPanel value="overview">
              <CharacterOverview character={character} />
            </TabPanel>
            <TabPanel value="who">
              <EditWho character={character} />
            </TabPanel>
            <TabPanel value="look">
              <EditLook character={character} />
            </TabPanel>
            <TabPanel value="likeness">
              <CharacterLikeness character={character} />
            </TabPanel>
            <TabPanel value="voice">
              <EditVoice character={character} />
            </TabPanel>
            <TabPanel value="canon">
              <EditCanon character={character} />
            </TabPanel>
            <TabPanel value="versions">
              <CharacterVersions character={character} />
            </TabPanel>
            <TabPanel value="references">
              <CharacterReferences character={character} />
            </TabPanel>
            <TabPanel value="accounts">
              <CharacterAccounts character={character} />
            </TabPanel>
          </Tabs>
        </>
      )}
    </div>
  );
}
