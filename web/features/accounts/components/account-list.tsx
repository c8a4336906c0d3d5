'use client';
import type { Account } from '@ainfluencer/server/contract/accounts';
import {
  CircleCheck,
  CirclePause,
  Ellipsis,
  ExternalLink,
  Pause,
  Play,
  Plug,
  Plus,
  RotateCw,
  TriangleAlert,
  Unplug,
} from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { useAccounts } from '#features/accounts/data.ts';
import { useCheckAccount, useDisconnectAccount, usePauseAccount } from '#features/accounts/mutations.ts';
import { Ago } from '#ui/ago.tsx';
import { Badge } from '#ui/badge.tsx';
import { Button, IconButton } from '#ui/button.tsx';
import { Confirm } from '#ui/dialog.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { Menu, MenuItem, MenuLine } from '#ui/menu.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { SkeletonRows } from '#ui/skeleton.tsx';
import { say, sayError } from '#ui/toast.ts';
import { ConnectAccount } from './connect-account.tsx';
import { PlatformMark } from './platform-mark.tsx';

function Health({ account }: { account: Account }) {
  if (account.paused) {
    return (
      <Badge tone="warn">
        <CirclePause aria-hidden /> Paused
      </Badge>
    );
  }
  if (account.health === 'ok') {
    return (
      <Badge tone="good">
        <CircleCheck aria-hidden /> Healthy
      </Badge>
    );
  }
  return (
    <Badge tone="bad">
      <TriangleAlert aria-hidden /> {account.health === 'restricted' ? 'Restricted' : 'Connect again'}
    </Badge>
  );
}

function AccountCard({ account, onDisconnect }: { account: Account; onDisconnect: () => void }) {
  const pause = usePauseAccount();
  const check = useCheckAccount();
  const setPaused = (paused: boolean) =>
    pause.mutate(
      { id: account.id, paused },
      {
        onError: sayError,
        onSuccess: () =>
          say(
            paused ? `${account.handle} is paused; its deliveries wait.` : `${account.handle} goes on.`,
            () => pause.mutate({ id: account.id, paused: !paused }, { onError: sayError }),
          ),
      },
    );
  return (
    <li className="flex flex-col gap-3 rounded-2xl border border-line bg-surface p-4 shadow-soft">
      <div className="flex items-start gap-3">
        <PlatformMark platform={account.platform} name={account.platformName} />
        <div className="min-w-0 flex-1">
          <p className="truncate font-semibold">{account.displayName || account.handle}</p>
          <p className="truncate text-[13px] text-ink-soft">
            @{account.handle} · {account.platformName}
          </p>
        </div>
        <Menu
          trigger={
            <IconButton label={`More for ${account.handle}`} size="small">
              <Ellipsis />
            </IconButton>
          }
        >
          <MenuItem onSelect={() => setPaused(!account.paused)}>
            {account.paused ? <Play aria-hidden /> : <Pause aria-hidden />}
            {account.paused ? 'Go on' : 'Pause'}
          </MenuItem>
          <MenuItem onSelect={() => check.mutate(account.id, { onError: sayError })}>
            <RotateCw aria-hidden /> Ask the platform
          </MenuItem>
          <MenuLine />
          <MenuItem danger onSelect={onDisconnect}>
            <Unplug aria-hidden /> Disconnect
          </MenuItem>
        </Menu>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <Health account={account} />
        <Badge tone={account.mode === 'rehearsal' ? 'info' : 'accent'}>
          {account.mode === 'rehearsal' ? 'Rehearsal' : 'Live'}
        </Badge>
        {(check.isPending || account.checkedAt) && (
          <span className="text-xs text-ink-faint">
            {check.isPending ? (
              'asking …'
            ) : (
              <>
                asked <Ago at={account.checkedAt ?? ''} />
                {account.publishesLeft !== null && ` · ${account.publishesLeft} posts left today`}
              </>
            )}
          </span>
        )}
      </div>
      {account.checkMessage && <p className="text-[13px] text-warn">{account.checkMessage}</p>}
      {account.healthReason && account.health !== 'ok' && !account.checkMessage && (
        <p className="text-[13px] text-ink-soft">{account.healthReason}</p>
      )}
      <div className="mt-auto flex flex-wrap items-center justify-between gap-2 border-t border-line pt-3 text-[13px] text-ink-faint">
        <span>
          For{' '}
          <Link
            href={`/characters/${account.characterId}`}
            className="font-medium text-ink-soft hover:text-ink"
          >
            {account.characterName}
          </Link>
          {account.lastSuccessAt && (
            <>
              {' · last published '}
              <Ago at={account.lastSuccessAt} />
            </>
          )}
        </span>
        {account.timelineUrl && (
          <a
            href={account.timelineUrl}
            target="_blank"
            rel="noreferrer"
            className="inline-flex items-center gap-1 font-medium text-accent-ink hover:underline"
          >
            Timeline <ExternalLink className="size-3.5" aria-hidden />
          </a>
        )}
      </div>
    </li>
  );
}

/** Connected accounts, all or of one character, and the way to connect another. */
export function AccountList({
  characterId,
  connectAtOnce = false,
}: {
  characterId?: string;
  connectAtOnce?: boolean;
}) {
  const accounts = useAccounts(characterId);
  const disconnect = useDisconnectAccount();
  const [connecting, setConnecting] = useState(connectAtOnce);
  const [leaving, setLeaving] = useState<Account>();
  const connectButton = (
    <Button look="primary" onClick={() => setConnecting(true)}>
      <Plus aria-hidden /> Connect an account
    </Button>
  );
  return (
    <div className="flex flex-col gap-5">
      {accounts.error && <ProblemNote error={accounts.error} onRetry={() => void accounts.refetch()} />}
      {accounts.isPending && <SkeletonRows rows={3} className="h-32" />}
      {accounts.data?.items.length === 0 && (
        <EmptyState icon={Plug} title="No account connected" action={connectButton}>
          Begin with a rehearsal account: it behaves like the platform, runs on this machine, and nothing
          leaves it.
        </EmptyState>
      )}
      {accounts.data && accounts.data.items.length > 0 && (
        <>
          <div className="flex justify-end">{connectButton}</div>
          <ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
            {accounts.data.items.map((account) => (
              <AccountCard key={account.id} account={account} onDisconnect={() => setLeaving(account)} />
            ))}
          </ul>
        </>
      )}
      <ConnectAccount open={connecting} onOpenChange={setConnecting} characterId={characterId} />
      <Confirm
        open={leaving !== undefined}
        onOpenChange={(open) => !open && setLeaving(undefined)}
        title={`Disconnect @${leaving?.handle}?`}
        description="What it has published stays where it is. Deliveries still waiting for it will not go out."
        confirm="Disconnect"
        onConfirm={() => leaving && disconnect.mutate(leaving.id, { onError: sayError })}
      />
    </div>
  );
}
