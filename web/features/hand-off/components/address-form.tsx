'use client';
import { useState } from 'react';
import { Button } from '#ui/button.tsx';
import { Field, Input } from '#ui/field.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';

interface AddressFormProps {
  hosts: readonly string[];
  busy: boolean;
  error: unknown;
  onConfirm: (address: string) => void;
}

/** Where the post is now: what a person pastes is checked before it counts as published. */
export function AddressForm({ hosts, busy, error, onConfirm }: AddressFormProps) {
  const [address, setAddress] = useState('');
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (address.trim()) onConfirm(address.trim());
      }}
    >
      <Field
        label="Address of the post"
        hint={`In the app: share, copy link. ${hosts.length > 0 ? `It lies on ${hosts.join(' or ')}.` : ''}`}
      >
        {(props) => (
          <Input
            {...props}
            inputMode="url"
            autoCapitalize="off"
            autoCorrect="off"
            placeholder={hosts[0] ? `https://${hosts[0]}/…` : 'https://'}
            value={address}
            onChange={(event) => setAddress(event.target.value)}
          />
        )}
      </Field>
      {Boolean(error) && <ProblemNote error={error} />}
      <Button
        type="submit"
        look="primary"
        size="large"
        className="sm:self-start"
        busy={busy}
        disabled={address.trim() === ''}
      >
        It is posted
      </Button>
    </form>
  );
}
