import type { CheckResult } from '@ainfluencer/server/contract/generation';
import { CircleCheck, CircleDashed, CircleX, TriangleAlert } from 'lucide-react';
import Link from 'next/link';

const looks = {
  pass: { icon: CircleCheck, style: 'text-good', word: 'Passed' },
  review: { icon: TriangleAlert, style: 'text-warn', word: 'Look at it' },
  fail: { icon: CircleX, style: 'text-bad', word: 'Failed' },
  not_applicable: { icon: CircleDashed, style: 'text-ink-faint', word: 'Does not apply' },
} as const;

const figure = (value: number) =>
  Math.abs(value) >= 10 || Number.isInteger(value) ? Math.round(value).toString() : value.toFixed(2);

/** The checks a take went through, each with its reason. */
export function CheckList({ checks }: { checks: readonly CheckResult[] }) {
  if (checks.length === 0) return null;
  return (
    <ul className="flex flex-col gap-2.5" aria-label="Checks">
      {checks.map((check) => {
        const look = looks[check.verdict];
        return (
          <li key={check.name} className="flex items-start gap-2.5 text-[13px]">
            <look.icon className={`mt-0.5 size-4 shrink-0 ${look.style}`} aria-label={look.word} />
            <span className="min-w-0">
              <span className="font-medium">
                {check.name.charAt(0).toUpperCase() + check.name.slice(1).replaceAll(/[-_]/g, ' ')}
              </span>
              {check.score !== null && check.threshold !== null && (
                <span className="tabular text-ink-faint">
                  {' '}
                  {figure(check.score)} (line {figure(check.threshold)})
                </span>
              )}
              <span className="block text-ink-soft">{check.reason}</span>
              {check.relatedAssetId && (
                <Link
                  href={`/library?asset=${check.relatedAssetId}`}
                  className="font-medium text-accent-ink underline underline-offset-2"
                >
                  See the earlier picture
                </Link>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
