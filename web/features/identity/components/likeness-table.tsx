import type { MeasuredTake } from '@ainfluencer/server/contract/identity';
import Link from 'next/link';
import { longDate } from '#ui/time.ts';

const verdicts = {
  pass: 'Passed',
  review: 'Look at it',
  fail: 'Failed',
  not_applicable: 'Not judged',
} as const;

/** The chart in figures: newest first. */
export function LikenessTable({ takes }: { takes: readonly MeasuredTake[] }) {
  return (
    <details className="rounded-2xl border border-line bg-surface px-4 py-3">
      <summary className="text-sm font-medium">The same as a table</summary>
      <section
        className="mt-3 max-h-96 overflow-auto"
        aria-label="Measured takes"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
        tabIndex={0}
      >
        <table className="w-full min-w-[32rem] text-left text-[13px]">
          <caption className="sr-only">Measured takes, newest first</caption>
          <thead className="text-ink-faint">
            <tr>
              {['Made on', 'Model', 'Distance', 'Verdict', 'Choice'].map((title) => (
                <th key={title} scope="col" className="py-1.5 pr-4 font-medium">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {takes.map((take) => (
              <tr key={take.assetId} className="border-t border-line">
                <td className="py-1.5 pr-4">
                  <Link className="underline underline-offset-2" href={`/library?asset=${take.assetId}`}>
                    {longDate(take.createdAt)}
                  </Link>
                </td>
                <td className="py-1.5 pr-4 break-all">{take.model}</td>
                <td className="tabular py-1.5 pr-4">{take.distance.toFixed(2)}</td>
                <td className="py-1.5 pr-4">{verdicts[take.verdict]}</td>
                <td className="py-1.5">{take.isChosen ? 'Chosen' : ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
