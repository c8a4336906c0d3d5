'use client';
import type { Take } from '@ainfluencer/server/contract/generation';
import type { EstimateCostInput } from '@ainfluencer/server/contract/spending';
import { CircleStop, Copy } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { usualTakes, type Writing } from '#features/generation/use-writing.ts';
import { PriceNote } from '#features/spending/components/price-note.tsx';
import { Button, IconButton } from '#ui/button.tsx';
import { copyText } from '#ui/copy-text.ts';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Progress } from '#ui/progress.tsx';

interface WrittenProposalsProps {
  writing: Writing;
  /** What the proposals are called, for people who cannot see the screen. */
  label: string;
  /** What the price of writing goes by, where a paid service would write. */
  price: WritingPrice;
  /** What is done with a proposal. */
  actions: (take: Take) => ReactNode;
}

/** `answerLength`: letters asked for, of all parts together. */
type WritingPrice = Pick<
  Extract<EstimateCostInput, { medium: 'text' }>,
  'kind' | 'characterId' | 'answerLength' | 'pictures' | 'takes'
>;

/** How far the writing is, with a way to stop it, what failed, and the proposals, best first. */
export function WrittenProposals({ writing, label, price, actions }: WrittenProposalsProps) {
  const { isBusy, progress, proposals, error, failure } = writing;
  return (
    <>
      {!isBusy && <PriceNote asked={{ medium: 'text', takes: usualTakes, ...price }} />}
      {isBusy && (
        <div className="flex items-center gap-3">
          <div className="min-w-0 flex-1" role="status">
            <p className="mb-1.5 truncate text-[13px] text-ink-soft">{progress.stage || 'Writing'}</p>
            <Progress label="Progress of the writing" fraction={progress.progress} />
          </div>
          <Button size="small" look="ghost" busy={writing.isCancelling} onClick={writing.cancel}>
            <CircleStop aria-hidden /> Cancel
          </Button>
        </div>
      )}
      {error && <ProblemNote error={error} />}
      {failure && (
        <p role="alert" className="text-sm text-bad">
          {failure}
        </p>
      )}
      {proposals.length > 0 && (
        <ul aria-label={label} className="flex flex-col gap-2">
          {proposals.map((take) => (
            <li
              key={take.id}
              className="flex flex-col gap-2 rounded-xl border border-line bg-raised p-3 text-sm"
            >
              <Words take={take} />
              {take.warnings.map((warning) => (
                <span key={warning} className="text-xs text-ink-faint">
                  {warning}
                </span>
              ))}
              <div className="flex flex-wrap items-center gap-2">{actions(take)}</div>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Words({ take }: { take: Take }) {
  const hashtags = take.hashtags ?? [];
  return (
    <div className="min-w-0 wrap-break-word">
      {take.parts ? (
        <ol className="flex list-decimal flex-col gap-2 pl-5 marker:text-xs marker:text-ink-faint">
          {take.parts.map((part, index) => (
            <li key={part}>
              <span className="flex items-start gap-2">
                <span className="min-w-0 flex-1 whitespace-pre-line">{part}</span>
                <IconButton label={`Copy part ${index + 1}`} size="small" onClick={() => void copyText(part)}>
                  <Copy />
                </IconButton>
              </span>
            </li>
          ))}
        </ol>
      ) : (
        <p className="whitespace-pre-line">{take.caption}</p>
      )}
      {hashtags.length > 0 && (
        <p className="mt-1.5 text-[13px] text-accent-ink">{hashtags.map((tag) => `#${tag}`).join(' ')}</p>
      )}
    </div>
  );
}

/** Said before anybody waits in vain: the built-in writer knows captions and short scripts. */
export function NeedsModel({ what }: { what: string }) {
  return (
    <p className="text-[13px] text-ink-soft">
      {what} need a language model: the built-in writer knows captions and short scripts only.{' '}
      <Link href="/engines" className="font-medium text-accent-ink underline-offset-2 hover:underline">
        Connect one
      </Link>
    </p>
  );
}
