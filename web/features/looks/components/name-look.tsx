'use client';
import { type FormEvent, useState } from 'react';
import { fieldError } from '#api/problem.ts';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Field, Input } from '#ui/field.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';

interface NameLookProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: string;
  /** What it is called now. */
  name?: string;
  busy: boolean;
  error: Error | null;
  onName: (name: string) => void;
}

/** Asks for the name of a look. */
export function NameLook(props: NameLookProps) {
  const { open, onOpenChange, title, description, busy, error, onName } = props;
  const [name, setName] = useState(props.name ?? '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onName(name.trim());
  };
  const wrong = fieldError(error, 'name');
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title} description={description}>
      <form onSubmit={submit} className="flex flex-col gap-5 pt-1">
        <Field label="Name" error={wrong}>
          {(field) => (
            <Input
              {...field}
              required
              autoFocus
              maxLength={60}
              value={name}
              placeholder="Rooftop evening"
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        {error && !wrong && <ProblemNote error={error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button look="primary" type="submit" busy={busy} disabled={name.trim() === ''}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
