import type { Generation, Take } from '@ainfluencer/server/contract/generation';

const partWords: Readonly<Record<string, string>> = { identity: 'likeness' };
const wordOf = (name: string) => partWords[name] ?? name.replaceAll(/[-_]/g, ' ');
/** Less than this is not told as a reason. */
const leastTold = 0.5;

/** What the score is made of; of the take offered first, also what put it before the next one. */
export function ScoreParts({ generation, take }: { generation: Generation; take: Take }) {
  if (take.scoreParts.length === 0 || take.score === null) return null;
  const [first, second] = generation.takes.filter(({ state }) => state === 'done');
  const isFirst = first?.id === take.id && second !== undefined;
  return (
    <section aria-label="What the score is made of" className="text-[13px]">
      <h3 className="font-medium">{isFirst ? 'Why this one is first' : 'What the score is made of'}</h3>
      {isFirst && <p className="mt-0.5 text-ink-soft">{leadOver(take, second)}</p>}
      <ul className="mt-2 flex flex-col gap-1.5">
        {take.scoreParts.map(({ name, points, most }) => (
          <li key={name} className="grid grid-cols-[6.5rem_1fr_3.75rem] items-center gap-2">
            <span className="truncate text-ink-soft first-letter:uppercase">{wordOf(name)}</span>
            <span className="h-1.5 overflow-hidden rounded-full bg-sunken" aria-hidden>
              <span
                className="block h-full rounded-full bg-accent"
                style={{ width: `${most > 0 ? (100 * points) / most : 0}%` }}
              />
            </span>
            <span className="tabular text-right text-ink-faint">
              {Math.round(points)} of {Math.round(most)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** In a sentence: how far before the next one, and by what. */
function leadOver(first: Take, second: Take): string {
  const lead = Math.round((first.score ?? 0) - (second.score ?? 0));
  if (lead === 0) return `It has as many points as take ${second.number}, and was made earlier.`;
  const pointsOf = (take: Take, name: string) =>
    take.scoreParts.find((part) => part.name === name)?.points ?? 0;
  const reasons = first.scoreParts
    .map(({ name, points }) => ({ name, more: points - pointsOf(second, name) }))
    .filter(({ more }) => more >= leastTold)
    .toSorted((left, right) => right.more - left.more)
    .slice(0, 3)
    .map(({ name, more }) => `${wordOf(name)} +${Math.round(more)}`);
  const why = reasons.length > 0 ? `: ${reasons.join(', ')}` : '';
  return `${lead} ${lead === 1 ? 'point' : 'points'} before take ${second.number}${why}.`;
}
