import type { ReactNode } from 'react';
import {
  type Difference,
  describeDifferences,
  type Said,
} from '#features/characters/describe-differences.ts';
import { wordChanges } from '#features/characters/word-changes.ts';
import { cx } from '#ui/cx.ts';

type Content = Parameters<typeof describeDifferences>[0];

/** What changed from one version to another, part by part, in words and swatches. */
export function VersionDifferences({ before, after }: { before: Content; after: Content }) {
  const found = describeDifferences(before, after);
  if (found.length === 0) {
    return <p className="text-sm text-ink-soft">These two versions hold the same.</p>;
  }
  const parts = [...new Set(found.map(({ part }) => part))];
  return (
    <div className="overflow-hidden rounded-2xl border border-line bg-surface shadow-soft">
      {parts.map((part) => (
        <section
          key={part}
          aria-label={part}
          className="grid gap-x-6 gap-y-1 border-t border-line px-4 py-4 first:border-0 sm:grid-cols-[5rem_minmax(0,1fr)] sm:px-5"
        >
          <h3 className="text-sm font-semibold sm:pt-1.5">{part}</h3>
          <dl className="divide-y divide-line">
            {found
              .filter((difference) => difference.part === part)
              .map((difference) => (
                <div
                  key={difference.label}
                  className="grid gap-x-4 gap-y-1 py-1.5 text-sm sm:grid-cols-[9rem_minmax(0,1fr)]"
                >
                  <dt className="text-ink-faint">{difference.label}</dt>
                  <dd className="min-w-0">
                    <Change difference={difference} />
                  </dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
    </div>
  );
}

function Change({ difference }: { difference: Difference }) {
  if (difference.kind === 'list') {
    return (
      <ul className="flex flex-wrap gap-1.5">
        {difference.removed.map((entry) => (
          <li key={`-${entry}`}>
            <Gone>{entry}</Gone>
          </li>
        ))}
        {difference.added.map((entry) => (
          <li key={`+${entry}`}>
            <Come>{entry}</Come>
          </li>
        ))}
      </ul>
    );
  }
  if (difference.kind === 'text') {
    return (
      <p className="leading-relaxed break-words whitespace-pre-line">
        {wordChanges(difference.before, difference.after).map((piece, index) => {
          const key = `${index}${piece.change}`;
          if (piece.change === 'removed') return <Gone key={key}>{piece.text}</Gone>;
          if (piece.change === 'added') return <Come key={key}>{piece.text}</Come>;
          return <span key={key}>{piece.text}</span>;
        })}
      </p>
    );
  }
  return (
    <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
      <Value said={difference.before} className="text-ink-soft" />
      <span aria-hidden className="text-ink-faint">
        →
      </span>
      <span className="sr-only">became</span>
      <Value said={difference.after} className="font-medium" />
    </p>
  );
}

function Value({ said, className }: { said: Said; className: string }) {
  return (
    <span className={cx('inline-flex items-center gap-1.5', className)}>
      {said.color && (
        <span
          aria-hidden
          className="size-5 shrink-0 rounded-full ring-1 ring-line-strong ring-inset"
          style={{ background: said.color }}
        />
      )}
      {said.words}
    </span>
  );
}

function Gone({ children }: { children: ReactNode }) {
  return <del className="rounded-md bg-bad-soft px-1 py-0.5 text-bad decoration-bad/60">{children}</del>;
}

function Come({ children }: { children: ReactNode }) {
  return <ins className="rounded-md bg-good-soft px-1 py-0.5 text-good no-underline">{children}</ins>;
}
