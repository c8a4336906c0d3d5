'use client';
import type { AssetSummary } from '@ainfluencer/server/contract/library';
import { AudioLines, Images, Play, Search, SlidersHorizontal, Upload, WandSparkles } from 'lucide-react';
import { useRouter, useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { CharacterSelect } from '#features/characters/components/character-select.tsx';
import { type AssetFilter, useAssets, useTags } from '#features/library/data.ts';
import { UploadDialog } from '#features/uploads/components/upload-dialog.tsx';
import { Button, LinkButton } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { Field, Input } from '#ui/field.tsx';
import { Masonry } from '#ui/masonry.tsx';
import { Page } from '#ui/page.tsx';
import { Picture } from '#ui/picture.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { SearchField } from '#ui/search-field.tsx';
import { Select } from '#ui/select.tsx';
import { ShowMore } from '#ui/show-more.tsx';
import { SkeletonGrid } from '#ui/skeleton.tsx';
import { Slider } from '#ui/slider.tsx';
import { Segmented } from '#ui/tabs.tsx';
import { useDebounced } from '#ui/use-debounced.ts';
import { AssetDrawer } from './asset-drawer.tsx';

type KindChoice = 'all' | AssetSummary['kind'];
const kinds: readonly { value: KindChoice; label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'image', label: 'Pictures' },
  { value: 'video', label: 'Clips' },
  { value: 'audio', label: 'Voice' },
];

/** Of a tile: its picture's own, and one of its own for sound. */
function ratioOf({ kind, width, height }: AssetSummary): number {
  if (kind === 'audio') return 1.6;
  return width && height ? width / height : 0.8;
}

export function AssetTile({ asset, onOpen }: { asset: AssetSummary; onOpen: () => void }) {
  return (
    <button
      type="button"
      onClick={onOpen}
      className="group relative block size-full overflow-hidden rounded-2xl ring-1 ring-line"
    >
      <span className="sr-only">
        {asset.altText || `${asset.kind} of ${asset.characterName ?? 'nobody'}`}
      </span>
      {asset.kind === 'audio' ? (
        <span className="flex size-full items-center justify-center gap-3 bg-sunken text-ink-faint">
          <AudioLines className="size-7" aria-hidden />
          <span aria-hidden className="tabular text-sm">
            {asset.durationSeconds?.toFixed(1)} s
          </span>
        </span>
      ) : (
        <span className="block size-full">
          <Picture
            src={asset.thumbnailUrl}
            alt=""
            boxClassName="size-full"
            className="transition-transform duration-500 group-hover:scale-[1.02]"
          />
        </span>
      )}
      {asset.kind === 'video' && (
        <span
          aria-hidden
          className="tabular absolute top-2 left-2 flex items-center gap-1 rounded-full bg-black/60 px-2 py-0.5 text-xs text-white"
        >
          <Play className="size-3 fill-current" aria-hidden /> {asset.durationSeconds?.toFixed(0)} s
        </span>
      )}
      <span
        aria-hidden
        className="absolute inset-x-0 bottom-0 flex items-end justify-between gap-2 bg-linear-to-t from-black/65 to-transparent p-3 pt-8 text-left text-xs text-white opacity-0 transition-opacity group-hover:opacity-100 group-focus-visible:opacity-100"
      >
        <span className="truncate">{asset.characterName}</span>
        {asset.score !== null && <span className="tabular font-semibold">{Math.round(asset.score)}</span>}
      </span>
    </button>
  );
}

export function Library() {
  const router = useRouter();
  const open = useSearchParams().get('asset') ?? undefined;
  const [search, setSearch] = useState('');
  const [kind, setKind] = useState<KindChoice>('all');
  const [filter, setFilter] = useState<AssetFilter>({ sort: 'newest' });
  const [more, setMore] = useState(false);
  const [adding, setAdding] = useState(false);
  const settled = useDebounced(search.trim());
  const minScore = useDebounced(filter.minScore);
  const assets = useAssets({ ...filter, minScore, search: settled, ...(kind !== 'all' && { kind }) });
  const items = assets.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = settled !== '' || kind !== 'all' || Object.keys(filter).length > 1;
  const show = (id: string | undefined) =>
    router.replace(id ? `/library?asset=${id}` : '/library', { scroll: false });
  const set = (change: AssetFilter) => setFilter({ ...filter, ...change });
  return (
    <Page
      title="Library"
      lead="Everything made here, stored once, with where it came from."
      wide
      actions={
        <Button onClick={() => setAdding(true)}>
          <Upload aria-hidden /> Add your own
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center gap-3">
          <SearchField
            label="Search the library"
            placeholder="Search what it shows"
            value={search}
            onChange={setSearch}
            className="sm:max-w-xs"
          />
          <Segmented label="Kind" value={kind} onChange={setKind} choices={kinds} />
          <Button aria-expanded={more} onClick={() => setMore(!more)}>
            <SlidersHorizontal aria-hidden /> Filters
          </Button>
        </div>
        {more && <Filters filter={filter} set={set} />}
      </div>
      {assets.error && <ProblemNote error={assets.error} onRetry={() => void assets.refetch()} />}
      {assets.isPending && <SkeletonGrid />}
      {assets.data && items.length === 0 && (
        <EmptyState
          icon={filtered ? Search : Images}
          title={filtered ? 'Nothing fits these filters' : 'The library is empty'}
          action={
            filtered ? (
              <Button
                onClick={() => {
                  setSearch('');
                  setKind('all');
                  setFilter({ sort: 'newest' });
                }}
              >
                Clear the filters
              </Button>
            ) : (
              <LinkButton href="/studio" look="primary">
                <WandSparkles aria-hidden /> Make the first picture
              </LinkButton>
            )
          }
        >
          {filtered
            ? 'Try fewer words or a wider stretch of time.'
            : 'Takes from the studio land here: pictures, clips and voice.'}
        </EmptyState>
      )}
      {items.length > 0 && (
        <Masonry
          items={items}
          keyOf={({ id }) => id}
          ratioOf={ratioOf}
          className={assets.isPlaceholderData ? 'opacity-60' : undefined}
        >
          {(asset) => <AssetTile asset={asset} onOpen={() => show(asset.id)} />}
        </Masonry>
      )}
      <ShowMore list={assets} />
      {adding && <UploadDialog open onOpenChange={setAdding} />}
      <AssetDrawer id={open} onClose={() => show(undefined)} />
    </Page>
  );
}

function Filters({ filter, set }: { filter: AssetFilter; set: (change: AssetFilter) => void }) {
  const tags = useTags().data?.items ?? [];
  return (
    <div className="grid animate-fade items-end gap-4 rounded-2xl border border-line bg-surface p-4 sm:grid-cols-2 lg:grid-cols-6">
      <Field label="Character">
        {(props) => (
          <CharacterSelect
            id={props.id}
            all
            value={filter.characterId ?? 'all'}
            onChange={(id) => set({ characterId: id === 'all' ? undefined : id })}
          />
        )}
      </Field>
      <Field label="Tag">
        {(props) => (
          <Select
            id={props.id}
            value={filter.tag ?? 'all'}
            onChange={(tag) => set({ tag: tag === 'all' ? undefined : tag })}
            choices={[
              { value: 'all', label: 'Any tag' },
              ...tags.map(({ tag, count }) => ({ value: tag, label: `${tag} (${count})` })),
            ]}
          />
        )}
      </Field>
      <Field label="From">
        {(props) => (
          <Input
            {...props}
            type="date"
            value={filter.from ?? ''}
            onChange={(event) => set({ from: event.target.value || undefined })}
          />
        )}
      </Field>
      <Field label="Until">
        {(props) => (
          <Input
            {...props}
            type="date"
            value={filter.to ?? ''}
            onChange={(event) => set({ to: event.target.value || undefined })}
          />
        )}
      </Field>
      <Slider
        label="Score at least"
        min={0}
        max={100}
        step={5}
        value={filter.minScore ?? 0}
        shown={filter.minScore ? String(filter.minScore) : 'any'}
        onChange={(score) => set({ minScore: score || undefined })}
      />
      <Field label="Order">
        {(props) => (
          <Select
            id={props.id}
            value={filter.sort ?? 'newest'}
            onChange={(sort) => set({ sort })}
            choices={[
              { value: 'newest', label: 'Newest first' },
              { value: 'score', label: 'Best first' },
            ]}
          />
        )}
      </Field>
    </div>
  );
}
