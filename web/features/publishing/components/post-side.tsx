'use client';
import type { Account } from '@ainfluencer/server/contract/accounts';
import type { Post } from '@ainfluencer/server/contract/publishing';
import { Plug } from 'lucide-react';
import { useState } from 'react';
import { useAccounts, usePlatforms } from '#features/accounts/data.ts';
import { useCharacter } from '#features/characters/data.ts';
import { countsOf, mannerOfPlatform, previewOf } from '#features/publishing/preview-of.ts';
import { textFor, type WorkingCopy } from '#features/publishing/working-copy.ts';
import { Ago } from '#ui/ago.tsx';
import { Badge } from '#ui/badge.tsx';
import { LinkButton } from '#ui/button.tsx';
import { Card } from '#ui/card.tsx';
import { Segmented } from '#ui/tabs.tsx';
import { dayAndTime } from '#ui/time.ts';
import { AccountLine } from './account-line.tsx';
import { Changes } from './changes.tsx';
import { PlatformPreview } from './platform-preview.tsx';
import { PostWork } from './post-work.tsx';
import { SchedulePanel } from './schedule-panel.tsx';

interface PostSideProps {
  post: Post;
  copy: WorkingCopy;
  dirty: boolean;
  change: (part: Partial<WorkingCopy>) => void;
}

/** Where the post goes, when, and how it will look there. */
export function PostSide({ post, copy, dirty, change }: PostSideProps) {
  const accounts = useAccounts(post.characterId).data?.items;
  return (
    <div className="flex min-w-0 flex-col gap-6">
      <PostWork post={post} />
      <Card aria-label="Accounts" className="flex flex-col gap-4">
        <h2 className="text-lg font-semibold">Goes to</h2>
        {accounts?.length === 0 && (
          <div className="flex flex-col items-start gap-3 text-sm text-ink-soft">
            {post.characterName} has no account yet.
            <LinkButton href="/accounts?connect=1" size="small">
              <Plug aria-hidden /> Connect one
            </LinkButton>
          </div>
        )}
        {accounts?.map((account) => (
          <AccountLine
            key={account.id}
            account={account}
            copy={copy}
            dirty={dirty}
            change={change}
            delivery={post.deliveries.find(({ accountId }) => accountId === account.id)}
            onToggle={(on) =>
              change({
                accountIds: on
                  ? [...copy.accountIds, account.id]
                  : copy.accountIds.filter((id) => id !== account.id),
              })
            }
          />
        ))}
      </Card>
      {post.deliveries.length > 0 && <SchedulePanel post={post} dirty={dirty} />}
      {accounts && <Previews post={post} copy={copy} dirty={dirty} accounts={accounts} />}
      {post.reviews.length > 0 && <Reviews post={post} />}
    </div>
  );
}

interface PreviewsProps {
  post: Post;
  copy: WorkingCopy;
  dirty: boolean;
  accounts: readonly Account[];
}

function Previews({ post, copy, dirty, accounts }: PreviewsProps) {
  const platforms = usePlatforms().data;
  const portrait = useCharacter(post.characterId).data?.portraitUrl;
  const [shownId, setShownId] = useState<string>();
  const chosen = accounts.filter((account) => copy.accountIds.includes(account.id));
  const account = chosen.find(({ id }) => id === shownId) ?? chosen[0];
  const platform = account && platforms?.get(account.platform);
  if (!account || !platform) return null;
  const delivery = post.deliveries.find(({ accountId }) => accountId === account.id);
  const shown = previewOf({
    copy,
    accountId: account.id,
    displayName: account.displayName || post.characterName,
    handle: account.handle,
    avatarUrl: portrait,
    platform,
    text: delivery && !dirty ? delivery.caption : textFor(copy, platform, copy.captions[account.id] ?? null),
    when: delivery?.publishAt ? dayAndTime(delivery.publishAt, delivery.timeZone) : 'now',
  });
  return (
    <section aria-label="Preview" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-lg font-semibold">As people see it</h2>
        {chosen.length > 1 && (
          <Segmented
            size="small"
            label="Account"
            value={account.id}
            onChange={setShownId}
            choices={chosen.map(({ id, platformName }) => ({ value: id, label: platformName }))}
          />
        )}
      </div>
      <PlatformPreview key={account.id} manner={mannerOfPlatform(platform)} post={shown} />
      <p className="tabular text-[13px] text-ink-faint">{countsOf(shown, platform)}</p>
      {delivery && !dirty && <p className="text-[13px] text-ink-faint">{delivery.disclosure}</p>}
      {delivery && !dirty && delivery.changes.length > 0 && <Changes changes={delivery.changes} />}
    </section>
  );
}

const decisions = {
  approved: { label: 'Approved', tone: 'good' },
  changes_requested: { label: 'Changes requested', tone: 'warn' },
  rejected: { label: 'Rejected', tone: 'bad' },
  voided: { label: 'Approval taken back', tone: 'plain' },
} as const;

function Reviews({ post }: { post: Post }) {
  return (
    <Card aria-label="Reviews">
      <h2 className="mb-3 text-lg font-semibold">Reviews</h2>
      <ol className="flex flex-col gap-3">
        {post.reviews.map((review) => (
          <li key={`${review.createdAt}${review.decision}`} className="text-sm">
            <p className="flex flex-wrap items-center gap-2">
              <Badge tone={decisions[review.decision].tone}>{decisions[review.decision].label}</Badge>
              <span className="text-ink-faint">
                {review.actorName} · <Ago at={review.createdAt} />
              </span>
            </p>
            {review.note && <p className="mt-1 text-ink-soft">{review.note}</p>}
          </li>
        ))}
      </ol>
    </Card>
  );
}
