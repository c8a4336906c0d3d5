'use client';
import type { DeliveryDetail } from '@ainfluencer/server/contract/publishing';
import { ExternalLink, ScanSearch } from 'lucide-react';
import { useState } from 'react';
import { useAccounts } from '#features/accounts/data.ts';
import { useResolveDelivery } from '#features/publishing/mutations.ts';
import { Button } from '#ui/button.tsx';
import { cx } from '#ui/cx.ts';
import { Field, Input } from '#ui/field.tsx';
import { Picture } from '#ui/picture.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { dayAndTime } from '#ui/time.ts';
import { say } from '#ui/toast.ts';
import { WrittenText } from '#ui/written-text.tsx';

const times = (count: number) => (count === 1 ? 'once' : `${count} times`);

/** Evidence as rows, however the adapter shaped it; what stands above already is left out. */
function rowsOf(evidence: unknown, said: string): readonly (readonly [string, string])[] {
  if (evidence === null || evidence === undefined) return [];
  if (typeof evidence !== 'object') return [['Found', JSON.stringify(evidence)]];
  return Object.entries(evidence).flatMap(([name, value]): [string, string][] => {
    if (value === said) return [];
    if (name === 'looks') return [['Asked again', times(Number(value))]];
    const words = name.replaceAll(/([A-Z])/g, ' $1').toLowerCase();
    const shown =
      typeof value === 'object' && value !== null ? JSON.stringify(value, null, 1) : String(value);
    return [[words.charAt(0).toUpperCase() + words.slice(1), shown]];
  });
}

/** A person decides what the platform would not say: with everything that is known, on one screen. */
export function ResolveUnknown({ delivery }: { delivery: DeliveryDetail }) {
  const resolve = useResolveDelivery();
  const account = useAccounts(delivery.characterId).data?.items.find(({ id }) => id === delivery.accountId);
  const [outcome, setOutcome] = useState<'published' | 'not_published'>();
  const [remoteUrl, setRemoteUrl] = useState('');
  const last = delivery.attempts.toSorted((a, b) => b.number - a.number)[0];
  const evidence = rowsOf(last?.evidence, last?.message ?? '');
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
      className="flex flex-col gap-5 rounded-2xl border border-warn/50 bg-surface p-5 shadow-soft sm:p-6"
    >
      <header className="flex items-start gap-3">
        <span className="flex size-10 shrink-0 items-center justify-center rounded-xl bg-warn-soft text-warn">
          <ScanSearch className="size-5" aria-hidden />
        </span>
        <div>
          <h2 className="text-lg font-semibold">Is it there?</h2>
          <p className="text-sm text-ink-soft">
            {last ? `The try of ${dayAndTime(last.startedAt)} got no clear answer. ` : ''}
            Look at the account on {delivery.platformName}, then say what you see. Nothing is sent meanwhile:
            sending without looking could publish it twice.
          </p>
        </div>
      </header>
      <Evidence delivery={delivery} said={last?.message ?? ''} rows={evidence} />
      {account?.timelineUrl && (
        <a
          href={account.timelineUrl}
          target="_blank"
          rel="noreferrer"
          className="inline-flex h-10 items-center gap-2 self-start rounded-xl border border-line-strong bg-raised px-4 text-sm font-medium shadow-soft hover:bg-hover"
        >
          Look at @{delivery.handle} <ExternalLink className="size-4" aria-hidden />
        </a>
      )}
      <div role="radiogroup" aria-label="What you see" className="grid gap-2 sm:grid-cols-2">
        {choices.map((choice) => (
          <label
            key={choice.value}
            className={cx(
              'flex cursor-pointer items-start gap-3 rounded-xl border border-line bg-raised p-4 text-sm transition-colors hover:border-line-strong',
              outcome === choice.value && 'border-accent ring-2 ring-accent/25',
            )}
          >
            <input
              type="radio"
              name="outcome"
              className="mt-1 accent-accent"
              checked={outcome === choice.value}
              onChange={() => setOutcome(choice.value)}
            />
            <span>
              <span className="block font-medium">{choice.label}</span>
              <span className="block text-[13px] text-ink-faint">{choice.effect}</span>
            </span>
          </label>
        ))}
      </div>
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
      {resolve.error && <ProblemNote error={resolve.error} />}
      <Button
        look="primary"
        className="self-start"
        busy={resolve.isPending}
        disabled={!outcome || (outcome === 'published' && !URL.canParse(remoteUrl))}
        onClick={decide}
      >
        Settle it
      </Button>
    </section>
  );
}

const choices = [
  { value: 'published', label: 'It is there', effect: 'Noted as published, with its address.' },
  { value: 'not_published', label: 'It is not there', effect: 'Noted as failed; it can be sent again.' },
] as const;

interface EvidenceProps {
  delivery: DeliveryDetail;
  said: string;
  rows: readonly (readonly [string, string])[];
}

/** What to look for, and what is known. */
function Evidence({ delivery, said, rows }: EvidenceProps) {
  return (
    <div className="flex flex-col gap-4 rounded-xl bg-sunken p-4 sm:flex-row">
      {delivery.thumbnailUrl && (
        <Picture
          src={delivery.thumbnailUrl}
          alt="The picture to look for"
          boxClassName="aspect-4/5 w-28 shrink-0 self-start rounded-lg ring-1 ring-line"
        />
      )}
      <dl className="grid min-w-0 flex-1 content-start gap-x-4 gap-y-1.5 text-[13px] sm:grid-cols-[8.5rem_minmax(0,1fr)]">
        <dt className="text-ink-faint">Look for</dt>
        <dd className="break-words whitespace-pre-line">
          <WrittenText text={delivery.caption || 'No words'} />
        </dd>
        {said && (
          <>
            <dt className="text-ink-faint">What happened</dt>
            <dd>{said}</dd>
          </>
        )}
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-faint">{name}</dt>
            <dd className="break-words whitespace-pre-wrap">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
