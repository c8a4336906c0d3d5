'use client';
import { ImagePlus, X } from 'lucide-react';
import { useState } from 'react';
import { AssetSheet } from '#features/library/components/asset-picker.tsx';
import { useAsset } from '#features/library/data.ts';
import { Button, IconButton } from '#ui/button.tsx';
import { Picture } from '#ui/picture.tsx';

const most = 3;

interface TakeReferencesProps {
  characterId: string | undefined;
  ids: readonly string[];
  onChange: (ids: readonly string[]) => void;
}

/** Pictures of the library that the engine is shown for these takes alone. */
export function TakeReferences({ characterId, ids, onChange }: TakeReferencesProps) {
  const [open, setOpen] = useState(false);
  return (
    <section aria-label="References for these takes" className="flex flex-col gap-2">
      <div>
        <h2 className="text-sm font-medium">References for these takes (optional)</h2>
        <p className="text-[13px] text-ink-faint">
          Up to {most} pictures of the library, shown to the engine before the character’s own references.
        </p>
      </div>
      <ul className="flex flex-wrap items-center gap-3">
        {ids.map((id) => (
          <Chosen key={id} id={id} onRemove={() => onChange(ids.filter((other) => other !== id))} />
        ))}
        {ids.length < most && (
          <li>
            <Button size="small" onClick={() => setOpen(true)}>
              <ImagePlus aria-hidden /> Choose from the library
            </Button>
          </li>
        )}
      </ul>
      <AssetSheet
        open={open}
        onOpenChange={setOpen}
        characterId={characterId}
        kinds={['image']}
        onPick={(id) => {
          setOpen(false);
          onChange([...new Set([...ids, id])].slice(0, most));
        }}
      />
    </section>
  );
}

function Chosen({ id, onRemove }: { id: string; onRemove: () => void }) {
  const asset = useAsset(id).data;
  return (
    <li className="relative w-16">
      <Picture
        src={asset?.thumbnailUrl}
        alt={asset?.altText || 'Reference'}
        boxClassName="aspect-4/5 rounded-lg ring-1 ring-line"
      />
      <IconButton
        label="Take this reference away"
        size="small"
        look="secondary"
        className="absolute -top-2 -right-2 size-7"
        onClick={onRemove}
      >
        <X />
      </IconButton>
    </li>
  );
}
