'use client';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Field, Textarea } from '#ui/field.tsx';

interface NoteDialogProps {
  kind: 'changes_requested' | 'rejected' | undefined;
  /** Kept by the caller, so that a decision that is taken back keeps its words. */
  note: string;
  onNote: (note: string) => void;
  onClose: () => void;
  onSend: () => void;
}

/** Why a post goes back, in the reviewer's words. */
export function NoteDialog({ kind, note, onNote, onClose, onSend }: NoteDialogProps) {
  const rejecting = kind === 'rejected';
  const send = () => {
    if (!rejecting && !note.trim()) return;
    onSend();
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
            onChange={(event) => onNote(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) send();
            }}
          />
        )}
      </Field>
    </Dialog>
  );
}
