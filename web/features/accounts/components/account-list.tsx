'use client';
import type { Account } from '@ainfluencer/server/contract/accounts';
import { ExternalLink, Plug, Plus } from 'lucide-react';
import Link from 'next/link';
import { useAccounts } from '#features/accounts/data.ts';
import { Ago } from '#ui/ago.tsx';
import { LinkButton } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { SkeletonRows } from '#ui/skeleton.tsx';
import { HealthBadge, ModeBadge } from './health-badge.tsx';
import { PlatformMark } from './platform-mark.tsx';

function AccountCard({ account }: { account: Account }) {
  return (
    <li className="relative flex flex-col gap-3 rounded-2xl border border-line bg-surface p-4 shadow-soft transition-colors hover:border-line-strong">
      <div className="flex items-start gap-3">
        <PlatformMark platform={account.platform} name={account.platformName} />
        <div className="min-w-0 flex-1">
          <h3 className="truncate font-semibold">
            <Link href={`/accounts/${account.id}`} className="after:absolute after:inset-0 after:rounded-2xl">
              {account.displayName || account.handle}
            </Link>
          </h3>
          <p className="truncate text-[13px] text-ink-soft">
            @{account.handle} · {account.platformName}
          </p>
        </div>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <HealthBadge account={account} />
        <ModeBadge mode={account.mode} />
        {account.publishesLeft !== null && (
          <span className="text-xs text-ink-faint">{account.publishesLeft} posts left today</span>
        )}
      </div>
      {account.health !== 'ok' && <p className="text-[13px] text-ink-soft">{account.healthReason}</p>}
      <div className="mt-auto flex flex-wrap items-center justify-between gap-2 border-t border-line pt-3 text-[13px] text-ink-faint">
        <span>
          For{' '}
          <Link
            href={`/characters/${account.characterId}`}
            className="relative font-medium text-ink-soft hover:text-ink"
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
            className="relative inline-flex items-center gap-1 font-medium text-accent-ink hover:underline"
          >
            Timeline <ExternalLink className="size-3.5" aria-hidden />
          </a>
        )}
      </div>
    </li>
  );
}

/** Connected accounts, all or of one character, and the way to connect another. */
export function AccountList({ characterId }: { characterId?: string }) {
  const accounts = useAccounts(characterId);
  const connect = (
    <LinkButton look="primary" href={`/accounts/connect${characterId ? `?character=${characterId}` : ''}`}>
      <Plus aria-hidden /> Connect an account
    </LinkButton>
  );
  return (
    <div className="flex flex-col gap-5">
      {accounts.error && <ProblemNote error={accounts.error} onRetry={() => void accounts.refetch()} />}
      {accounts.isPending && <SkeletonRows rows={3} className="h-32" />}
      {accounts.data?.items.length === 0 && (
        <EmptyState icon={Plug} title="No account connected" action={connect}>
          Begin with a rehearsal account: it behaves like the platform, runs on this machine, and nothing
          leaves it.
        </EmptyState>
      )}
      {accounts.data && accounts.data.items.length > 0 && (
        <>
          <div className="flex flex-wrap justify-end gap-2">
            <LinkButton look="ghost" href="/accounts/platforms">
              What each platform can
            </LinkButton>
            {connect}
          </div>
          <ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
            {accounts.data.items.map((account) => (
              <AccountCard key={account.id} account={account} />
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
