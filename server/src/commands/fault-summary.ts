import { z } from 'zod';
import type { Verdict } from './fault-verdict.ts';

/** What became of the runs of one adapter. */
export const FaultSummary = z.object({
  platform: z.string(),
  name: z.string(),
  forms: z.array(z.string()),
  runs: z.number(),
  /** Runs whose process was ended by kill -9 while they were on their way. */
  kills: z.number(),
  /** Out, once and whole. */
  published: z.number(),
  /** Not out, or not wholly, and the studio says so and why. */
  told: z.number(),
  /** Nobody could prove what became of it: a person has to look. */
  unknown: z.number(),
  lost: z.number(),
  doubled: z.number(),
  /** The studio says something else than what is there. */
  untrue: z.number(),
  /** Real seconds of one run, half of them are shorter. */
  medianSeconds: z.number(),
  /** Real seconds of all. */
  seconds: z.number(),
});
export type FaultSummary = z.infer<typeof FaultSummary>;

/** A whole matrix, as it is kept for the docs. */
export const FaultReport = z.object({
  command: z.string(),
  /** ISO date. */
  date: z.string(),
  adapters: z.array(FaultSummary),
});
export type FaultReport = z.infer<typeof FaultReport>;

interface Counted {
  readonly verdict: Verdict;
  readonly killed: boolean;
  readonly seconds: number;
}

/** Counts the outcomes of one adapter. */
export function summarise(
  about: Pick<FaultSummary, 'platform' | 'name' | 'forms' | 'seconds'>,
  outcomes: readonly Counted[],
): FaultSummary {
  const count = (verdict: Verdict) => outcomes.filter((one) => one.verdict === verdict).length;
  const sorted = outcomes.map(({ seconds }) => seconds).toSorted((one, other) => one - other);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return {
    ...about,
    runs: outcomes.length,
    kills: outcomes.filter(({ killed }) => killed).length,
    published: count('published'),
    told: count('told'),
    unknown: count('unknown'),
    lost: count('lost'),
    doubled: count('doubled'),
    untrue: count('untrue'),
    medianSeconds: Math.round(median * 100) / 100,
    seconds: Math.round(about.seconds),
  };
}

/** Whether every run ended as it should: nothing lost, nothing twice, nothing untrue. */
export const isClean = ({ lost, doubled, untrue }: FaultSummary): boolean => lost + doubled + untrue === 0;

/** docs/reliability.md: the table of a matrix, in words. */
export function describeFaults({ command, date, adapters }: FaultReport): string {
  const percent = (part: number, whole: number) => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
  const rows = adapters.map((one) =>
    [
      one.name,
      one.forms.join(', '),
      one.runs,
      one.kills,
      one.published,
      one.told,
      one.lost,
      one.doubled,
      one.untrue,
      `${one.unknown} (${percent(one.unknown, one.runs)})`,
      one.medianSeconds.toFixed(2),
    ].join(' | '),
  );
  const sum = (key: 'runs' | 'kills' | 'lost' | 'doubled' | 'untrue') =>
    adapters.reduce((total, one) => total + one[key], 0);
  return `# Nothing lost, nothing twice

<!-- Written from docs/reliability.json by tools/write-fault-docs.ts. -->

On ${date}, \`${command}\` carried out ${sum('runs').toLocaleString('en')} publications on the rehearsal network, ${sum('kills').toLocaleString('en')} of them in processes that were ended by kill -9 on the way. ${sum('lost')} were lost, ${sum('doubled')} went out twice, ${sum('untrue')} ended with the studio saying something untrue.

| platform | forms | runs | killed | published once | not out, and told | lost | twice | untrue | a person had to look | median seconds |
|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|
${rows.map((row) => `| ${row} |`).join('\n')}

Each run is one post, at most four on an account, from approval to its end, through the product's own verbs, database and ledger; the platform is its simulator. Many run at once, so seconds tell of the machine too. Before the matrix each form is published undisturbed once: what that asks for and leaves on the platform is what the cases are made from and measured by.

- **What the platform does wrong**, at each request and each repetition of it: 429, 500 and a cut connection before and after it takes effect, silence, a slow answer, slow processing, an expired token, a refused file, "that is a duplicate".
- **kill -9** at each step of the ledger, while an answer is awaited, and on top of the misbehaviour above.
- **What people and others do meanwhile**, before, at each step and between two tries: a second worker takes up the same delivery, the post is cancelled or edited, the access is revoked, the clock jumps seven hours ahead or two hours back.
- **Chance combinations** of these, by a seed.

"Told" are posts that were refused for good, cancelled, or too late: nothing of them is on the platform, or the studio says which part is. "A person had to look" are those where the platform gives no proof either way; nothing was sent again there.

\`npm run faults -- --json\` does it with 500 runs for each adapter; \`--platform=x\`, \`--runs=500\`, \`--seed=1\` and \`--form=thread\` choose.
`;
}
