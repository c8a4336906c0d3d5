'use client';
import type { Generation } from '@ainfluencer/server/contract/generation';
import { ImagePlus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { byWords, changeWords, type OfferedChange } from '#features/library/change-words.ts';
import { usePictureChanges } from '#features/library/data.ts';
import { Button } from '#ui/button.tsx';
import { cx } from '#ui/cx.ts';
import { Menu, MenuItem } from '#ui/menu.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { ChangeDialog } from './change-dialog.tsx';

function useChanging(assetId: string) {
  const router = useRouter();
  const [changing, setChanging] = useState<OfferedChange>();
  const open = (generation: Generation) => {
    setChanging(undefined);
    router.push(`/studio?character=${generation.characterId}&generation=${generation.id}`);
  };
  const dialog = changing && (
    <ChangeDialog
      assetId={assetId}
      offer={changing}
      onClose={() => setChanging(undefined)}
      onStarted={open}
    />
  );
  return { dialog, setChanging };
}

/** Everything that can be done with a picture, by whom, and what is missing for the rest. */
export function ChangeList({ assetId }: { assetId: string }) {
  const changes = usePictureChanges(assetId);
  const { dialog, setChanging } = useChanging(assetId);
  if (changes.error) return <ProblemNote error={changes.error} onRetry={() => void changes.refetch()} />;
  if (!changes.data) return <Skeleton className="h-36" />;
  if (changes.data.items.length === 0) return null;
  return (
    <section aria-label="Change it">
      <h3 className="mb-2 text-sm font-semibold">Change it</h3>
      <ul className="flex flex-col gap-2">
        {changes.data.items.map((offer) => {
          const { icon: Icon, label } = changeWords[offer.kind];
          const possible = offer.by !== 'nobody' && offer.by !== 'done';
          return (
            <li key={offer.kind}>
              <button
                type="button"
                onClick={() => setChanging(offer)}
                className="flex w-full items-center gap-3 rounded-xl border border-line bg-raised px-3 py-2.5 text-left transition-colors hover:border-line-strong"
              >
                <Icon
                  className={cx('size-5 shrink-0', possible ? 'text-accent-ink' : 'text-ink-faint')}
                  aria-hidden
                />
                <span className="min-w-0">
                  <span className={cx('block text-sm font-medium', !possible && 'text-ink-soft')}>
                    {label}
                  </span>
                  <span className="block text-[13px] text-ink-faint">{byWords(offer)}</span>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      {dialog}
    </section>
  );
}

/** The same as a menu, for where there is little room. */
export function ChangeMenu({ assetId }: { assetId: string }) {
  const changes = usePictureChanges(assetId).data?.items ?? [];
  const { dialog, setChanging } = useChanging(assetId);
  if (changes.length === 0) return null;
  return (
    <>
      <Menu
        align="start"
        trigger={
          <Button>
            <ImagePlus aria-hidden /> Change it
          </Button>
        }
      >
        {changes.map((offer) => {
          const { icon: Icon, label } = changeWords[offer.kind];
          return (
            <MenuItem key={offer.kind} onSelect={() => setChanging(offer)}>
              <Icon aria-hidden />
              <span>
                {label}
                <span className="block text-xs text-ink-faint">{byWords(offer)}</span>
              </span>
            </MenuItem>
          );
        })}
      </Menu>
      {dialog}
    </>
  );
}
