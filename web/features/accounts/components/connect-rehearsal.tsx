'use client';
import type { PlatformInfo } from '@ainfluencer/server/contract/accounts';
import { FlaskConical, LogIn } from 'lucide-react';
import { useBeginSignIn, useConnectAccount } from '#features/accounts/mutations.ts';
import { Button } from '#ui/button.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';

interface ConnectRehearsalProps {
  platform: PlatformInfo;
  characterId: string;
  /** The account that is connected again. */
  again?: string;
  onDone: (accountId: string) => void;
}

/** An account on the rehearsal network: in one click, or through the sign-in as it will be for real. */
export function ConnectRehearsal({ platform, characterId, again, onDone }: ConnectRehearsalProps) {
  const rehearse = useConnectAccount();
  const signIn = useBeginSignIn();
  return (
    <section aria-label="Rehearsal" className="flex flex-col gap-4 rounded-2xl bg-accent-soft p-5">
      <div>
        <h2 className="flex items-center gap-2 font-semibold text-accent-ink">
          <FlaskConical className="size-5" aria-hidden /> Rehearsal account
        </h2>
        <p className="mt-1 text-sm text-ink-soft">
          Behaves like {platform.name} and has a timeline page of its own, all on this machine. No account or
          key is needed.
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        {!again && (
          <Button
            look="primary"
            busy={rehearse.isPending}
            onClick={() =>
              rehearse.mutate(
                { mode: 'rehearsal', characterId, platform: platform.id },
                { onSuccess: (account) => onDone(account.id) },
              )
            }
          >
            Connect in one click
          </Button>
        )}
        {platform.rehearsalSignIn && (
          <Button
            busy={signIn.isPending}
            onClick={() =>
              signIn.mutate({
                mode: 'rehearsal',
                characterId,
                platform: platform.id,
                ...(again && { accountId: again }),
              })
            }
          >
            <LogIn aria-hidden /> Rehearse signing in
          </Button>
        )}
      </div>
      {(rehearse.error ?? signIn.error) && (
        <ProblemNote error={rehearse.error ?? signIn.error} className="bg-raised" />
      )}
    </section>
  );
}
