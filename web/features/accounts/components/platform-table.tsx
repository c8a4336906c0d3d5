'use client';
import type { PlatformInfo } from '@ainfluencer/server/contract/accounts';
import { Check } from 'lucide-react';
import { usePlatforms } from '#features/accounts/data.ts';
import { capabilityWords } from '#features/accounts/words.ts';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { PlatformMark } from './platform-mark.tsx';

/** Rows beside what a platform can: how it reads for one. */
const facts: readonly (readonly [string, (info: PlatformInfo) => string])[] = [
  ['Signing in', ({ oauth, hasApi }) => (!hasApi ? 'by name' : oauth ? 'on its page' : 'pasted key')],
  [
    'AI label',
    ({ nativeAiLabel, hasApi }) => (!hasApi ? 'set by hand' : nativeAiLabel ? 'its own flag' : 'words'),
  ],
  ['Private test', ({ privateTest }) => (privateTest ? 'yes' : 'no')],
  ['Rehearsal', ({ rehearsal }) => (rehearsal ? 'yes' : 'no')],
  ['Seen working live', ({ verifiedLive }) => verifiedLive ?? 'not yet'],
];

/** What each platform can, from its manifest. */
export function PlatformTable() {
  const platforms = usePlatforms();
  if (platforms.error)
    return <ProblemNote error={platforms.error} onRetry={() => void platforms.refetch()} />;
  if (!platforms.data) return <Skeleton className="h-96" />;
  const infos = [...platforms.data.values()];
  const limitLabels = [...new Set(infos.flatMap(({ limits }) => limits.map(({ label }) => label)))];
  return (
    <section
      className="relative overflow-x-auto rounded-2xl border border-line bg-surface shadow-soft"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways has to be reached by keyboard.
      tabIndex={0}
      aria-label="What each platform can"
    >
      <table className="w-full border-collapse text-sm">
        <thead>
          <tr>
            <th
              scope="col"
              className="sticky left-0 z-10 bg-surface p-3 text-left font-medium text-ink-faint"
            >
              Platform
            </th>
            {infos.map(({ id, name }) => (
              <th key={id} scope="col" className="min-w-32 p-3 text-left font-semibold">
                <PlatformMark platform={id} name={name} className="mb-2 size-8 text-xs" />
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {capabilityWords.map(([capability, label]) => (
            <tr key={capability} className="border-t border-line">
              <RowHead label={label} />
              {infos.map(({ id, can, hasApi }) => (
                <td key={id} className="p-3">
                  {hasApi && can.includes(capability) ? (
                    <>
                      <Check className="size-4 text-good" aria-hidden />
                      <span className="sr-only">yes</span>
                    </>
                  ) : (
                    <span className="text-ink-faint">
                      <span aria-hidden>–</span>
                      <span className="sr-only">no</span>
                    </span>
                  )}
                </td>
              ))}
            </tr>
          ))}
          {limitLabels.map((label) => (
            <tr key={label} className="border-t border-line align-top">
              <RowHead label={label} />
              {infos.map(({ id, limits }) => (
                <td key={id} className="p-3 text-[13px]">
                  {limits.find((limit) => limit.label === label)?.value ?? '–'}
                </td>
              ))}
            </tr>
          ))}
          {facts.map(([label, read]) => (
            <tr key={label} className="border-t border-line align-top">
              <RowHead label={label} />
              {infos.map((info) => (
                <td key={info.id} className="p-3 text-[13px]">
                  {read(info)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const RowHead = ({ label }: { label: string }) => (
  <th
    scope="row"
    className="sticky left-0 z-10 bg-surface p-3 text-left font-normal whitespace-nowrap text-ink-soft"
  >
    {label}
  </th>
);
