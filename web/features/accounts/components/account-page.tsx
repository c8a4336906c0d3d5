'use client';
import type { AccountDetails } from '@ainfluencer/server/contract/accounts';
import {
  ChevronLeft,
  CircleCheck,
  Ellipsis,
  ExternalLink,
  Pause,
  Play,
  Plug,
  RotateCw,
  TriangleAlert,
  Unplug,
} from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useAccount } from '#features/accounts/data.ts';
import { useCheckAccount, useDisconnectAccount, usePauseAccount } from '#features/accounts/mutations.ts';
import { Button, IconButton, LinkButton } from '#ui/button.tsx';
import { Card } from '#ui/card.tsx';
import { Confirm } from '#ui/dialog.tsx';
import { Menu, MenuItem } from '#ui/menu.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { say, sayError } from '#ui/toast.ts';
import { AccountDeliveries } from './account-deliveries.tsx';
import { AccountFacts } from './account-facts.tsx';
import { AccountQuotas } from './account-quotas.tsx';
import { AccountTrial } from './account-trial.tsx';
import { HealthBadge, ModeBadge } from './health-badge.tsx';
import { PlatformMark } from './platform-mark.tsx';

/** One account: how it is and what to do, what it may still do, what went out. */
export function AccountPage({ id, justConnected }: { id: string; justConnected: boolean }) {
  const account = useAccount(id);
  const found = account.data;
  return (
    <div className="mx-auto flex w-full max-w-5xl flex-col gap-6 px-4 py-6 sm:px-8 sm:py-8">
      <LinkButton href="/accounts" look="ghost" size="small" className="-ml-3 self-start">
        <ChevronLeft aria-hidden /> Accounts
      </LinkButton>
      {account.error && <ProblemNote error={account.error} onRetry={() => void account.refetch()} />}
      {account.isPending && <Skeleton className="h-64" />}
      {found && (
        <>
          <Head account={found} />
          {justConnected && <Connected account={found} />}
          <HealthNote account={found} />
          <div className="grid items-start gap-6 lg:grid-cols-2">
            <div className="flex flex-col gap-6">
              <AccountFacts account={found} />
              {found.quotas.length > 0 && <AccountQuotas quotas={found.quotas} />}
              <Limits account={found} />
            </div>
            <div className="flex flex-col gap-6">
              {found.mode !== 'hand_off' && !found.disconnectedAt && <AccountTrial account={found} />}
              <AccountDeliveries accountId={found.id} />
            </div>
          </div>
        </>
      )}
    </div>
  );
}

function Head({ account }: { account: AccountDetails }) {
  return (
    <header className="flex flex-wrap items-center gap-4">
      <PlatformMark platform={account.platform} name={account.platformName} className="size-14 text-lg" />
      <div className="min-w-0 flex-1 basis-56">
        <h1 className="truncate text-[1.75rem] leading-tight font-semibold">
          {account.displayName || account.handle}
        </h1>
        <p className="text-ink-soft">
          @{account.handle} · {account.platformName} · for{' '}
          <Link href={`/characters/${account.characterId}`} className="font-medium hover:text-ink">
            {account.characterName}
          </Link>
        </p>
      </div>
      <Actions account={account} />
    </header>
  );
}

function Actions({ account }: { account: AccountDetails }) {
  const router = useRouter();
  const check = useCheckAccount();
  const pause = usePauseAccount();
  const disconnect = useDisconnectAccount();
  const [leaving, setLeaving] = useState(false);
  const byHand = account.mode === 'hand_off';
  const setPaused = (paused: boolean) =>
    pause.mutate(
      { id: account.id, paused },
      {
        onError: sayError,
        onSuccess: () =>
          say(paused ? `${account.handle} is paused; its deliveries wait.` : `${account.handle} goes on.`),
      },
    );
  const leave = () =>
    disconnect.mutate(account.id, {
      onError: sayError,
      onSuccess: ({ note }) => {
        say(note || `${account.handle} is disconnected.`);
        router.push('/accounts');
      },
    });
  if (account.disconnectedAt) {
    return <LinkButton href={`/accounts/connect?character=${account.characterId}`}>Connect again</LinkButton>;
  }
  return (
    <div className="flex items-center gap-2">
      {!byHand && (
        <Button
          busy={check.isPending}
          onClick={() => check.mutate(account.id, { onError: sayError, onSuccess: () => say('Asked.') })}
        >
          <RotateCw aria-hidden /> Check now
        </Button>
      )}
      <Button look={account.paused ? 'primary' : 'secondary'} onClick={() => setPaused(!account.paused)}>
        {account.paused ? <Play aria-hidden /> : <Pause aria-hidden />}
        {account.paused ? 'Resume' : 'Pause'}
      </Button>
      <Menu
        trigger={
          <IconButton label={`More for ${account.handle}`}>
            <Ellipsis />
          </IconButton>
        }
      >
        {(account.mode === 'live' || account.canSignIn) && (
          <MenuItem onSelect={() => router.push(`/accounts/connect?account=${account.id}`)}>
            <Plug aria-hidden /> Connect again
          </MenuItem>
        )}
        <MenuItem danger onSelect={() => setLeaving(true)}>
          <Unplug aria-hidden /> Disconnect
        </MenuItem>
      </Menu>
      <Confirm
        open={leaving}
        onOpenChange={setLeaving}
        title={`Disconnect @${account.handle}?`}
        description={`What it has published stays where it is. Deliveries still waiting for it will not go out.${byHand ? '' : ` The permission at ${account.platformName} is taken back where that is possible.`}`}
        confirm="Disconnect"
        onConfirm={leave}
      />
    </div>
  );
}

/** What connecting came to. */
function Connected({ account }: { account: AccountDetails }) {
  return (
    <section aria-label="Connected" className="rounded-2xl bg-good-soft p-5">
      <h2 className="flex items-center gap-2 font-semibold">
        <CircleCheck className="size-5 text-good" aria-hidden /> @{account.handle} is connected
      </h2>
      <p className="mt-1 text-sm text-ink-soft">
        {account.limitsOfItsOwn
          ? 'Its own limits were read; they stand below.'
          : account.mode === 'hand_off'
            ? 'Posts for it are prepared here, and a person posts them.'
            : 'It answered. You can schedule posts for it now, or check each kind of post first.'}
      </p>
      {account.warnings.length > 0 && (
        <ul className="mt-2 list-disc pl-5 text-sm [&>li]:mt-1">
          {account.warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function HealthNote({ account }: { account: AccountDetails }) {
  return (
    <Card aria-label="Health" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <HealthBadge account={account} />
        <ModeBadge mode={account.mode} />
        {account.disconnectedAt && <span className="text-sm text-ink-faint">Disconnected</span>}
        {account.timelineUrl && (
          <a
            href={account.timelineUrl}
            target="_blank"
            rel="noreferrer"
            className="ml-auto inline-flex items-center gap-1 text-sm font-medium text-accent-ink hover:underline"
          >
            Timeline <ExternalLink className="size-3.5" aria-hidden />
          </a>
        )}
      </div>
      {account.health !== 'ok' && (
        <div className="flex items-start gap-2.5 text-sm">
          {account.needsPerson && <TriangleAlert className="mt-0.5 size-4.5 shrink-0 text-bad" aria-hidden />}
          <div>
            <p className="font-medium">{account.healthReason}</p>
            <p className="text-ink-soft">{account.healthHint}</p>
          </div>
        </div>
      )}
      {account.paused && (
        <p className="text-sm text-ink-soft">
          Nothing goes out until it is resumed.{' '}
          {account.pauseReason !== account.healthReason && account.pauseReason}
        </p>
      )}
      {account.health === 'reauth' && !account.disconnectedAt && (
        <LinkButton look="primary" className="self-start" href={`/accounts/connect?account=${account.id}`}>
          <Plug aria-hidden /> Connect again
        </LinkButton>
      )}
      {account.checkMessage && account.health === 'ok' && (
        <p className="text-sm text-warn">{account.checkMessage}</p>
      )}
    </Card>
  );
}

function Limits({ account }: { account: AccountDetails }) {
  return (
    <Card aria-label="Limits">
      <h2 className="font-semibold">What it takes</h2>
      <p className="text-[13px] text-ink-faint">
        {account.limitsOfItsOwn ? 'As the platform told for this account.' : 'As the platform documents it.'}
      </p>
      <dl className="mt-3 grid grid-cols-[auto_minmax(0,1fr)] gap-x-5 gap-y-1.5 text-sm">
        {account.limits.map(({ label, value }) => (
          <div key={label} className="contents">
            <dt className="text-ink-faint">{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
