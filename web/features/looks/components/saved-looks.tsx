'use client';
import type { SavedLook } from '@ainfluencer/server/contract/looks';
import { MoreHorizontal, Pencil, Shirt, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useSavedLooks } from '#features/looks/data.ts';
import { useDeleteLook, useRenameLook, useRestoreLook } from '#features/looks/mutations.ts';
import { IconButton } from '#ui/button.tsx';
import { Menu, MenuItem } from '#ui/menu.tsx';
import { Picture } from '#ui/picture.tsx';
import { say, sayError } from '#ui/toast.ts';
import { NameLook } from './name-look.tsx';

interface SavedLooksProps {
  characterId: string;
  onUse: (look: SavedLook) => void;
}

/** The wardrobe of a character: one tap puts a look on. */
export function SavedLooks({ characterId, onUse }: SavedLooksProps) {
  const looks = useSavedLooks(characterId).data?.items ?? [];
  const rename = useRenameLook(characterId);
  const remove = useDeleteLook(characterId);
  const restore = useRestoreLook(characterId);
  const [renaming, setRenaming] = useState<SavedLook>();
  if (looks.length === 0) return null;
  const drop = ({ id, name }: SavedLook) =>
    remove.mutate(id, {
      onError: sayError,
      onSuccess: () => say(`“${name}” is deleted.`, () => restore.mutate(id, { onError: sayError })),
    });
  return (
    <section aria-label="Saved looks" className="flex flex-col gap-2">
      <h2 className="text-sm font-medium">Saved looks</h2>
      <ul className="no-scrollbar -mx-4 flex snap-x gap-3 overflow-x-auto px-4 py-1 sm:mx-0 sm:px-1">
        {looks.map((look) => (
          <li key={look.id} className="relative w-24 shrink-0 snap-start">
            <button
              type="button"
              onClick={() => onUse(look)}
              className="flex w-full flex-col gap-1 rounded-xl text-left"
            >
              <span className="flex aspect-4/5 w-full items-center justify-center overflow-hidden rounded-xl bg-sunken ring-1 ring-line transition-shadow hover:ring-line-strong">
                {look.thumbnailUrl ? (
                  <Picture src={look.thumbnailUrl} alt="" boxClassName="size-full" />
                ) : (
                  <Shirt className="size-6 text-ink-faint" aria-hidden />
                )}
              </span>
              <span className="truncate px-0.5 text-xs font-medium text-ink-soft">{look.name}</span>
            </button>
            <span className="absolute top-1 right-1">
              <Menu
                trigger={
                  <IconButton
                    label={`More for ${look.name}`}
                    size="small"
                    look="secondary"
                    className="size-7"
                  >
                    <MoreHorizontal />
                  </IconButton>
                }
              >
                <MenuItem
                  onSelect={() => {
                    rename.reset();
                    setRenaming(look);
                  }}
                >
                  <Pencil aria-hidden /> Rename
                </MenuItem>
                <MenuItem danger onSelect={() => drop(look)}>
                  <Trash2 aria-hidden /> Delete
                </MenuItem>
              </Menu>
            </span>
          </li>
        ))}
      </ul>
      {renaming && (
        <NameLook
          open
          onOpenChange={(open) => !open && setRenaming(undefined)}
          title="Rename this look"
          name={renaming.name}
          busy={rename.isPending}
          error={rename.error}
          onName={(name) =>
            rename.mutate({ id: renaming.id, name }, { onSuccess: () => setRenaming(undefined) })
          }
        />
      )}
    </section>
  );
}
