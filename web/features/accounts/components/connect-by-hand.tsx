'use client';
import type { PlatformInfo } from '@ainfluencer/server/contract/accounts';
import { Hand } from 'lucide-react';
import { useState } from 'react';
import { fieldError } from '#api/problem.ts';
import { useConnectAccount } from '#features/accounts/mutations.ts';
import { Button } from '#ui/button.tsx';
import { Card } from '#ui/card.tsx';
import { Field, Input } from '#ui/field.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';

interface ConnectByHandProps {
  platform: PlatformInfo;
  characterId: string;
  onDone: (accountId: string) => void;
}

/** An account that a person posts on: only its name is needed. */
export function ConnectByHand({ platform, characterId, onDone }: ConnectByHandProps) {
  const [handle, setHandle] = useState('');
  const connect = useConnectAccount();
  return (
    <Card aria-label="By hand" className="flex flex-col gap-4">
      <div>
        <h2 className="flex items-center gap-2 font-semibold">
          <Hand className="size-5 text-ink-faint" aria-hidden /> Post by hand
        </h2>
        <p className="mt-1 text-sm text-ink-soft">
          The studio prepares each post for {platform.name}: files, words and a short list of switches. A
          person posts it in about a minute. No key is needed.
        </p>
      </div>
      {!platform.hasApi && platform.guide.length > 0 && (
        <ul className="list-disc pl-5 text-sm text-ink-soft [&>li]:mt-1">
          {platform.guide.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          connect.mutate(
            { mode: 'hand_off', characterId, platform: platform.id, handle },
            { onSuccess: (account) => onDone(account.id) },
          );
        }}
      >
        <Field
          label="Handle"
          hint={`As on the profile at ${platform.name}.`}
          error={fieldError(connect.error, 'handle')}
        >
          {(props) => (
            <Input
              {...props}
              autoComplete="off"
              spellCheck={false}
              value={handle}
              onChange={(event) => setHandle(event.target.value)}
            />
          )}
        </Field>
        {connect.error && <ProblemNote error={connect.error} />}
        <Button
          type="submit"
          look="primary"
          className="self-start"
          disabled={!handle.trim()}
          busy={connect.isPending}
        >
          Connect by hand
        </Button>
      </form>
    </Card>
  );
}
