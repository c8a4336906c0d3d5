'use client';
import type { SignIn, SignInProblem } from '@ainfluencer/server/contract/accounts';
import { CircleAlert } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useSignIn } from '#features/accounts/data.ts';
import { useChooseAccounts } from '#features/accounts/mutations.ts';
import { problemWords } from '#features/accounts/words.ts';
import { Button, LinkButton } from '#ui/button.tsx';
import { Card } from '#ui/card.tsx';
import { Page } from '#ui/page.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { Checkbox } from '#ui/switch.tsx';

interface SignInResultProps {
  signInId?: string | undefined;
  problem?: SignInProblem | undefined;
}

/** Where a person lands after the platform's page, when there is more to say than "connected". */
export function SignInResult({ signInId, problem }: SignInResultProps) {
  const signIn = useSignIn(signInId);
  const found = signIn.data;
  const title = found?.step === 'choosing' ? 'Which accounts?' : 'Signing in';
  return (
    <Page className="max-w-2xl" title={title} lead={found && `At ${found.platformName}`}>
      {problem && <Trouble {...problemWords[problem]} />}
      {signIn.error && <ProblemNote error={signIn.error} />}
      {signInId && signIn.isPending && <Skeleton className="h-32" />}
      {found?.step === 'choosing' && <Choice signIn={found} />}
      {found?.step === 'failed' && <Trouble title={found.message} hint={found.hint} signIn={found} />}
      {(found?.step === 'begun' || found?.step === 'finishing') && (
        <Trouble
          title="This sign-in was not finished."
          hint="Look whether the account is connected. If it is not, begin again."
          signIn={found}
        />
      )}
      {found?.step === 'done' && (
        <Card className="flex flex-col items-start gap-3">
          <p>{found.accountIds.length === 1 ? 'The account is' : 'The accounts are'} connected.</p>
          <LinkButton look="primary" href={`/accounts/${found.accountIds[0]}`}>
            Open it
          </LinkButton>
        </Card>
      )}
    </Page>
  );
}

function Trouble({ title, hint, signIn }: { title: string; hint: string; signIn?: SignIn }) {
  const again = signIn
    ? `/accounts/connect?platform=${signIn.platform}&character=${signIn.characterId}`
    : '/accounts/connect';
  return (
    <div role="alert" className="flex flex-col gap-4 rounded-2xl bg-bad-soft p-5">
      <div className="flex items-start gap-3">
        <CircleAlert className="mt-0.5 size-5 shrink-0 text-bad" aria-hidden />
        <div>
          <p className="font-medium">{title}</p>
          <p className="text-sm text-ink-soft">{hint}</p>
        </div>
      </div>
      <LinkButton look="primary" href={again} className="self-start">
        Begin again
      </LinkButton>
    </div>
  );
}

/** The platform offers several; a person says which belong here. */
function Choice({ signIn }: { signIn: SignIn }) {
  const router = useRouter();
  const choose = useChooseAccounts();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  const send = () =>
    choose.mutate(
      { id: signIn.id, remoteIds: [...chosen] },
      {
        onSuccess: ({ accountIds }) =>
          router.push(accountIds.length === 1 ? `/accounts/${accountIds[0]}?connected=1` : '/accounts'),
      },
    );
  return (
    <Card className="flex flex-col gap-4">
      <p className="text-sm text-ink-soft">
        {signIn.platformName} offers several. Choose those that belong to this character.
      </p>
      <ul className="flex flex-col gap-3">
        {signIn.choices.map(({ remoteId, handle, displayName }) => (
          <li key={remoteId}>
            <Checkbox
              label={displayName && displayName !== handle ? `${displayName} (@${handle})` : `@${handle}`}
              checked={chosen.has(remoteId)}
              onChange={(on) => toggle(remoteId, on)}
            />
          </li>
        ))}
      </ul>
      {choose.error && <ProblemNote error={choose.error} />}
      <Button
        look="primary"
        className="self-start"
        disabled={chosen.size === 0}
        busy={choose.isPending}
        onClick={send}
      >
        {chosen.size > 1 ? `Connect ${chosen.size} accounts` : 'Connect the account'}
      </Button>
    </Card>
  );
}
