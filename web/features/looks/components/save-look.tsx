'use client';
import { type Shot, ShotLook } from '@ainfluencer/server/kernel/shot';
import { Bookmark } from 'lucide-react';
import { useState } from 'react';
import { useDeleteLook, useSaveLook } from '#features/looks/mutations.ts';
import { Button } from '#ui/button.tsx';
import { say, sayError } from '#ui/toast.ts';
import { NameLook } from './name-look.tsx';

interface SaveLookProps {
  characterId: string;
  shot: Shot;
  /** The take that stands for it. */
  assetId?: string | undefined;
  look?: 'ghost' | 'secondary';
}

/** Keeps what a shot wears, where it is and how it is lit, under a name. */
export function SaveLook({ characterId, shot, assetId, look = 'ghost' }: SaveLookProps) {
  const [open, setOpen] = useState(false);
  const save = useSaveLook(characterId);
  const remove = useDeleteLook(characterId);
  const keep = (name: string) =>
    save.mutate(
      { name, content: ShotLook.parse(shot), ...(assetId && { assetId }) },
      {
        onSuccess: ({ id }) => {
          setOpen(false);
          say(`“${name}” is saved.`, () => remove.mutate(id, { onError: sayError }));
        },
      },
    );
  return (
    <>
      <Button
        size="small"
        look={look}
        onClick={() => {
          save.reset();
          setOpen(true);
        }}
      >
        <Bookmark aria-hidden /> Save this look
      </Button>
      {open && (
        <NameLook
          open
          onOpenChange={setOpen}
          title="Save this look"
          description="Outfit, hair, make-up, place, light, mood and camera. Pose and face stay free."
          busy={save.isPending}
          error={save.error}
          onName={keep}
        />
      )}
    </>
  );
}
