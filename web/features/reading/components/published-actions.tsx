'use client';
import type { DeliveryDetail } from '@ainfluencer/server/contract/publishing';
import { MoreHorizontal, PencilLine, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useEcho } from '#features/reading/data.ts';
import { useEditPublished, useTakeDown } from '#features/reading/mutations.ts';
import { Button, IconButton } from '#ui/button.tsx';
import { Confirm, Dialog } from '#ui/dialog.tsx';
import { Field, Textarea } from '#ui/field.tsx';
import { Menu, MenuItem } from '#ui/menu.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { say, sayError } from '#ui/toast.ts';

/** What can still be done to a post that is out, where its platform lets other programs do it. */
export function PublishedActions({ delivery }: { delivery: DeliveryDetail }) {
  const echo = useEcho(delivery.id).data;
  const takeDown = useTakeDown();
  const [asking, setAsking] = useState<'edit' | 'remove'>();
  if (!echo || (!echo.canEdit && !echo.canRemove)) return null;
  return (
    <>
      <Menu
        trigger={
          <IconButton label="More for this post">
            <MoreHorizontal />
          </IconButton>
        }
      >
        {echo.canEdit && (
          <MenuItem onSelect={() => setAsking('edit')}>
            <PencilLine aria-hidden /> Change the words there
          </MenuItem>
        )}
        {echo.canRemove && (
          <MenuItem danger onSelect={() => setAsking('remove')}>
            <Trash2 aria-hidden /> Take it down
          </MenuItem>
        )}
      </Menu>
      {asking === 'edit' && <EditDialog delivery={delivery} onClose={() => setAsking(undefined)} />}
      <Confirm
        open={asking === 'remove'}
        onOpenChange={(open) => !open && setAsking(undefined)}
        title="Take this post down?"
        description={`It disappears from ${delivery.platformName} with its comments and numbers, and cannot be brought back. Its record stays here.`}
        confirm="Take it down"
        onConfirm={() =>
          takeDown.mutate(delivery.id, { onError: sayError, onSuccess: () => say('Taken down.') })
        }
      />
    </>
  );
}

function EditDialog({ delivery, onClose }: { delivery: DeliveryDetail; onClose: () => void }) {
  const edit = useEditPublished();
  const [caption, setCaption] = useState(delivery.caption);
  const save = () =>
    edit.mutate(
      { id: delivery.id, caption },
      {
        onSuccess: () => {
          say('The words were changed.');
          onClose();
        },
      },
    );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Change the words on ${delivery.platformName}`}
      description="They change for everyone at once. The line that tells that it is AI-made stays."
      footer={
        <>
          <Button look="ghost" onClick={onClose}>
            Keep as it is
          </Button>
          <Button
            look="primary"
            busy={edit.isPending}
            disabled={caption.trim() === '' || caption === delivery.caption}
            onClick={save}
          >
            Change it
          </Button>
        </>
      }
    >
      <Field label="Words">
        {(field) => (
          <Textarea
            {...field}
            rows={6}
            value={caption}
            onChange={(event) => setCaption(event.target.value)}
          />
        )}
      </Field>
      {edit.error && <ProblemNote error={edit.error} className="mt-3" />}
    </Dialog>
  );
}
