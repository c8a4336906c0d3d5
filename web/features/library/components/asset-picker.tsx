'use client';
import { ImagePlus, X } from 'lucide-react';
import { useState } from 'react';
import { useAsset, useAssets } from '#features/library/data.ts';
import { Button, IconButton } from '#ui/button.tsx';
import { Sheet } from '#ui/dialog.tsx';
import { Picture } from '#ui/picture.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { ShowMore } from '#ui/show-more.tsx';
import { SkeletonGrid } from '#ui/skeleton.tsx';

interface AssetPickerProps {
  label: string;
  characterId: string | undefined;
  value: string | undefined;
  onChange: (assetId: string | undefined) => void;
}

/** One picture of the library. */
export function AssetPicker({ label, characterId, value, onChange }: AssetPickerProps) {
  const [open, setOpen] = useState(false);
  const asset = useAsset(value).data;
  return (
    <div className="flex flex-col gap-2">
      <span className="text-sm font-medium">{label}</span>
      {value ? (
        <div className="relative w-32">
          <Picture
            src={asset?.thumbnailUrl}
            alt={asset?.altText || 'Chosen picture'}
            boxClassName="aspect-4/5 rounded-xl ring-1 ring-line"
          />
          <IconButton
            label="Take it away"
            size="small"
            look="secondary"
            className="absolute -top-2 -right-2 size-7"
            onClick={() => onChange(undefined)}
          >
            <X />
          </IconButton>
        </div>
      ) : (
        <Button className="self-start" onClick={() => setOpen(true)}>
          <ImagePlus aria-hidden /> Choose from the library
        </Button>
      )}
      <AssetSheet
        open={open}
        onOpenChange={setOpen}
        characterId={characterId}
        kinds={['image']}
        onPick={(assetId) => {
          onChange(assetId);
          setOpen(false);
        }}
      />
    </div>
  );
}

interface AssetSheetProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  characterId: string | undefined;
  kinds: readonly ('image' | 'video')[];
  onPick: (assetId: string, altText: string) => void;
}

/** The library in a side panel, to pick from. */
export function AssetSheet({ open, onOpenChange, characterId, kinds, onPick }: AssetSheetProps) {
  const only = kinds.length === 1 ? kinds[0] : undefined;
  const assets = useAssets({ characterId, ...(only && { kind: only }) }, 40);
  const items = (assets.data?.pages.flatMap((page) => page.items) ?? []).filter((asset) =>
    kinds.some((kind) => kind === asset.kind),
  );
  return (
    <Sheet open={open} onOpenChange={onOpenChange} title="Library" description="Newest first.">
      {assets.error && <ProblemNote error={assets.error} onRetry={() => void assets.refetch()} />}
      {assets.isPending && <SkeletonGrid tiles={6} />}
      {assets.data && items.length === 0 && (
        <p className="py-8 text-sm text-ink-faint">Nothing here yet. Make something in the studio first.</p>
      )}
      <ul className="grid grid-cols-3 gap-2">
        {items.map((asset) => (
          <li key={asset.id}>
            <button
              type="button"
              onClick={() => onPick(asset.id, asset.altText)}
              aria-label={asset.altText || `${asset.kind} of ${asset.characterName ?? 'nobody'}`}
              className="block w-full rounded-xl"
            >
              <Picture
                src={asset.thumbnailUrl}
                alt=""
                boxClassName="aspect-4/5 rounded-xl transition-opacity hover:opacity-80"
              />
            </button>
          </li>
        ))}
      </ul>
      <ShowMore list={assets} className="mt-4 w-full" />
    </Sheet>
  );
}
