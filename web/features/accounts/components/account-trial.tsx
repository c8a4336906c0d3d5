'use client';
import type { AccountDetails } from '@ainfluencer/server/contract/accounts';
import type { Trial, TrialState, TrialStep } from '@ainfluencer/server/contract/trials';
import { Copy, ExternalLink, LoaderCircle, TestTube } from 'lucide-react';
import { useState } from 'react';
import { useTrial } from '#features/accounts/data.ts';
import { useStartTrial } from '#features/accounts/mutations.ts';
import { outcomeWords, stepWords } from '#features/accounts/words.ts';
import { Ago } from '#ui/ago.tsx';
import { Badge } from '#ui/badge.tsx';
import { Button } from '#ui/button.tsx';
import { Card } from '#ui/card.tsx';
import { copyText } from '#ui/copy-text.ts';
import { Confirm } from '#ui/dialog.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { sayError } from '#ui/toast.ts';

/** A test post of each form, read back and taken down: what works on this account, for real. */
export function AccountTrial({ account }: { account: AccountDetails }) {
  const trial = useTrial(account.id);
  const start = useStartTrial();
  const [asking, setAsking] = useState(false);
  const latest = trial.data?.latest;
  return (
    <Card aria-label="Check">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0 flex-1 basis-52">
          <h2 className="font-semibold">Check it for real</h2>
          <p className="text-[13px] text-ink-faint">
            Posts a test of each kind, looks whether it is there and labelled, and takes it down.
          </p>
        </div>
        <Button
          size="small"
          disabled={!trial.data || latest?.running === true}
          busy={start.isPending || latest?.running}
          onClick={() => setAsking(true)}
        >
          {!latest?.running && <TestTube aria-hidden />}
          {latest?.running ? 'Checking …' : latest ? 'Check again' : 'Start the check'}
        </Button>
      </div>
      {trial.error && <ProblemNote error={trial.error} onRetry={() => void trial.refetch()} />}
      {start.error && <ProblemNote error={start.error} className="mt-3" />}
      {trial.isPending && <Skeleton className="mt-3 h-24" />}
      {latest && <Results latest={latest} />}
      {trial.data && !latest && (
        <p className="mt-3 text-sm text-ink-soft">
          {account.verifiedLive === null && account.mode === 'live'
            ? `${account.platformName} was not yet seen working for real from here. This tells.`
            : 'Not checked yet.'}
        </p>
      )}
      {trial.data && (
        <Confirm
          open={asking}
          onOpenChange={setAsking}
          title={`Check @${account.handle}?`}
          description={whatHappens(trial.data, account)}
          confirm="Start the check"
          danger={false}
          onConfirm={() => start.mutate(account.id, { onError: sayError })}
        />
      )}
    </Card>
  );
}

function whatHappens({ planned }: TrialState, { mode, platformName }: AccountDetails): string {
  const kinds = planned.map(({ step }) => stepWords[step].toLowerCase()).join(', ');
  const seen = planned.some((one) => one.public)
    ? mode === 'live'
      ? 'Followers can see a test for some seconds.'
      : 'It all stays on the rehearsal network.'
    : 'Nobody else can see the tests.';
  const left = planned.some(({ removable }) => !removable)
    ? ` ${platformName} lets no program take posts down, so you will be asked to delete them.`
    : '';
  return `Kinds of post: ${kinds}. ${seen}${left}`;
}

function Results({ latest }: { latest: Trial }) {
  return (
    <>
      <ul className="mt-4 flex flex-col divide-y divide-line" aria-live="polite">
        {latest.steps.map((step) => (
          <StepLine key={step.id} step={step} />
        ))}
      </ul>
      <div className="mt-3 flex flex-wrap items-center justify-between gap-2 text-[13px] text-ink-faint">
        <span>
          <Ago at={latest.startedAt} />
          {latest.apiVersion && ` · API ${latest.apiVersion}`} · program {latest.adapterVersion}
        </span>
        {!latest.running && (
          <Button size="small" look="ghost" onClick={() => void copyText(latest.report)}>
            <Copy aria-hidden /> Copy a report
          </Button>
        )}
      </div>
    </>
  );
}

function StepLine({ step }: { step: TrialStep }) {
  const { label, tone } = outcomeWords[step.outcome];
  const said = [step.message, step.hint].filter(Boolean).join(' ');
  return (
    <li className="flex flex-col gap-1 py-2.5">
      <p className="flex flex-wrap items-center justify-between gap-2 text-sm">
        <span className="font-medium">{stepWords[step.step]}</span>
        <span className="flex items-center gap-2">
          {step.seconds !== null && <span className="tabular text-xs text-ink-faint">{step.seconds} s</span>}
          <Badge tone={tone}>
            {step.outcome === 'running' && <LoaderCircle className="animate-spin" aria-hidden />}
            {label}
          </Badge>
        </span>
      </p>
      {said && <p className="text-[13px] text-ink-soft">{said}</p>}
      {step.outcome === 'left_behind' && step.url && (
        <a
          href={step.url}
          target="_blank"
          rel="noreferrer"
          className="inline-flex items-center gap-1 self-start text-[13px] font-medium text-accent-ink hover:underline"
        >
          Open the test post <ExternalLink className="size-3.5" aria-hidden />
        </a>
      )}
    </li>
  );
}
