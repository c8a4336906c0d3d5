'use client';
import { useState } from 'react';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Field, Textarea } from '#ui/field.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';

interface NoteDialogProps {
  kind: 'changes_requested' | 'rejected' | undefined;
  busy: boolean;
  error: unknown;
  onClose: () => void;
  onSend: (note: string) => void;
}

/** Why a post goes back, in the reviewer's words. */
export function NoteDialog({ kind, busy, error, onClose, onSend }: NoteDialogProps) {
  const [note, setNote] = useState('');
  const rejecting = kind === 'rejected';
  const send = () => {
    if (!rejecting && !note.trim()) return;
    onSend(note.trim());
    setNote('');
  };
  return (
    <Dialog
      open={kind !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title={rejecting ? 'Reject this post?' : 'What should change?'}
      description={
        rejecting
          ? 'It will not be published. A note is optional.'
          : 'The post goes back to its editor with your note.'
      }
      footer={
        <>
          <Button onClick={onClose}>Back</Button>
          <Button
            look={rejecting ? 'danger' : 'primary'}
            busy={busy}
            disabled={!rejecting && !note.trim()}
            onClick={send}
          >
            {rejecting ? 'Reject' : 'Request changes'}
          </Button>
        </>
      }
    >
      <Field label="Note">
        {(props) => (
          <Textarea
            {...props}
            autoFocus
            maxLength={1000}
            value={note}
            onChange={(event) => setNote(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) send();
            }}
          />
        )}
      </Field>
      {Boolean(error) && <ProblemNote error={error} className="mt-3" />}
    </Dialog>
  );
}
