'use client';
import type { Home } from '@ainfluencer/server/contract/system';
import { ArrowRight, Check } from 'lucide-react';
import Link from 'next/link';
import { Card } from '#ui/card.tsx';
import { cx } from '#ui/cx.ts';
import { Progress } from '#ui/progress.tsx';

function stepsOf({ characters, assets, accounts, inReview, scheduled, published }: Home['counts']) {
  const posted = inReview + scheduled + published > 0;
  return [
    {
      done: characters > 0,
      label: 'Make a character',
      text: 'Who it is, how it looks, how it sounds.',
      href: '/characters/new',
    },
    {
      done: assets > 0,
      label: 'Have it drawn',
      text: 'Compose a shot and choose the best take.',
      href: '/studio',
    },
    {
      done: accounts > 0,
      label: 'Connect a rehearsal account',
      text: 'One click, nothing leaves this machine.',
      href: '/accounts?connect=1',
    },
    {
      done: posted,
      label: 'Write a post and send it to review',
      text: 'From any take in the studio or the library.',
      href: '/studio',
    },
    {
      done: scheduled + published > 0,
      label: 'Approve and schedule it',
      text: 'Only what you have approved goes out.',
      href: '/review',
    },
    {
      done: published > 0,
      label: 'See it published',
      text: 'On its timeline, labelled as AI-made.',
      href: '/calendar',
    },
  ];
}

/** The way to the first published post; gone once it is walked. */
export function FirstSteps({ counts }: { counts: Home['counts'] }) {
  const steps = stepsOf(counts);
  const done = steps.filter((step) => step.done).length;
  const next = steps.findIndex((step) => !step.done);
  if (next < 0) return null;
  return (
    <Card aria-label="First steps" className="flex flex-col gap-4">
      <header>
        <div className="flex items-baseline justify-between gap-4">
          <h2 className="text-lg font-semibold">First steps</h2>
          <span className="tabular text-sm text-ink-faint">
            {done} of {steps.length}
          </span>
        </div>
        <Progress label="First steps done" fraction={done / steps.length} className="mt-2" />
      </header>
      <ol className="flex flex-col gap-1">
        {steps.map((step, index) => (
          <li key={step.label}>
            <Link
              href={step.href}
              className={cx(
                'flex items-center gap-3 rounded-xl p-2.5 transition-colors hover:bg-hover',
                index === next && 'bg-accent-soft hover:bg-accent-soft',
              )}
            >
              <span
                className={cx(
                  'tabular flex size-6 shrink-0 items-center justify-center rounded-full border border-line-strong text-xs font-semibold text-ink-soft',
                  step.done && 'border-good bg-good-soft text-good',
                  index === next && 'border-accent bg-accent text-accent-contrast',
                )}
              >
                {step.done ? <Check className="size-3.5" aria-label="Done" /> : index + 1}
              </span>
              <span className="min-w-0 flex-1">
                <span className={cx('block text-sm font-medium', step.done && 'text-ink-faint line-through')}>
                  {step.label}
                </span>
                {!step.done && (
                  <span
                    className={cx('block text-[13px]', index === next ? 'text-ink-soft' : 'text-ink-faint')}
                  >
                    {step.text}
                  </span>
                )}
              </span>
              {index === next && <ArrowRight className="size-4 text-accent-ink" aria-hidden />}
            </Link>
          </li>
        ))}
      </ol>
    </Card>
  );
}
