'use client';
import type { DeliveryDetail } from '@ainfluencer/server/contract/publishing';
import { ExternalLink, ScanSearch } from 'lucide-react';
import { useState } from 'react';
import { useAccounts } from '#features/accounts/data.ts';
import { useResolveDelivery } from '#features/publishing/mutations.ts';
import { Button } from '#ui/button.tsx';
import { Field, Input } from '#ui/field.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Segmented } from '#ui/tabs.tsx';
import { dayAndTime } from '#ui/time.ts';
import { say } from '#ui/toast.ts';

/** Evidence as rows, however the adapter shaped it. */
function rowsOf(evidence: unknown): readonly (readonly [string, string])[] {
  if (evidence === null || evidence === undefined) return [];
  if (typeof evidence !== 'object') return [['found', String(evidence)]];
  return Object.entries(evidence).map(([name, value]) => [
    name,
    typeof value === 'object' && value !== null ? JSON.stringify(value, null, 1) : String(value),
  ]);
}

/** A person decides what the platform would not say: with everything that is known, on one screen. */
export function ResolveUnknown({ delivery }: { delivery: DeliveryDetail }) {
  const resolve = useResolveDelivery();
  const account = useAccounts(delivery.characterId).data?.items.find(({ id }) => id === delivery.accountId);
  const [outcome, setOutcome] = useState<'published' | 'not_published'>();
  const [remoteUrl, setRemoteUrl] = useState('');
  const last = delivery.attempts.toSorted((a, b) => b.number - a.number)[0];
  const evidence = rowsOf(last?.evidence);
  const decide = () => {
    if (!outcome) return;
    resolve.mutate(
      {
        id: delivery.id,
        resolution: outcome === 'published' ? { outcome, remoteUrl } : { outcome },
      },
      {
        onSuccess: () =>
          say(outcome === 'published' ? 'Noted as published.' : 'Noted. It can be sent again.'),
      },
    );
  };
  return (
    <section
      aria-label="Decide"
      className="flex flex-col gap-4 rounded-2xl border border-warn/50 bg-warn-soft p-5"
    >
      <div className="flex items-start gap-3">
        <ScanSearch className="mt-0.5 size-6 shrink-0 text-warn" aria-hidden />
        <div>
          <h2 className="text-lg font-semibold">Is it there?</h2>
          <p className="text-sm text-ink-soft">
            {last ? `The try of ${dayAndTime(last.startedAt)} got no clear answer. ` : ''}
            Look at the account on {delivery.platformName} for this post, then say what you see. Sending again
            without looking could publish it twice.
          </p>
          {account?.timelineUrl && (
            <a
              href={account.timelineUrl}
              target="_blank"
              rel="noreferrer"
              className="mt-2 inline-flex items-center gap-1 text-sm font-medium text-accent-ink underline underline-offset-2"
            >
              Open @{delivery.handle} <ExternalLink className="size-3.5" aria-hidden />
            </a>
          )}
        </div>
      </div>
      <dl className="grid gap-x-4 gap-y-1 rounded-xl bg-raised p-4 text-[13px] sm:grid-cols-[10rem_minmax(0,1fr)]">
        <dt className="text-ink-faint">Looked for</dt>
        <dd className="whitespace-pre-line">{delivery.caption}</dd>
        {last?.message && (
          <>
            <dt className="text-ink-faint">What happened</dt>
            <dd>{last.message}</dd>
          </>
        )}
        {evidence.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-faint">{name.replaceAll(/([A-Z])/g, ' $1').toLowerCase()}</dt>
            <dd className="break-words whitespace-pre-wrap">{value}</dd>
          </div>
        ))}
      </dl>
      <Segmented
        label="What you see"
        value={outcome ?? ('' as 'published')}
        onChange={setOutcome}
        choices={[
          { value: 'published', label: 'It is there' },
          { value: 'not_published', label: 'It is not there' },
        ]}
        className="self-start"
      />
      {outcome === 'published' && (
        <Field label="Address of the post" hint="Open the post there and copy its address.">
          {(props) => (
            <Input
              {...props}
              type="url"
              placeholder="https://"
              value={remoteUrl}
              onChange={(event) => setRemoteUrl(event.target.value)}
            />
          )}
        </Field>
      )}
      {resolve.error && <ProblemNote error={resolve.error} className="bg-raised" />}
      <Button
        look="primary"
        className="self-start"
        busy={resolve.isPending}
        disabled={!outcome || (outcome === 'published' && !URL.canParse(remoteUrl))}
        onClick={decide}
      >
        {outcome === 'not_published' ? 'It is not there: allow sending again' : 'Settle it'}
      </Button>
    </section>
  );
}
