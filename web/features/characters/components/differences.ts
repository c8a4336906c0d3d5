import type { CharacterVersion } from '@ainfluencer/server/contract/characters';

export interface Difference {
  /** Such as "Look · hair · color". */
  path: string;
  before: string;
  after: string;
}

type Content = Pick<CharacterVersion, 'name' | 'tagline' | 'age' | 'persona' | 'look' | 'voice' | 'canon'>;

function shown(value: unknown): string {
  if (value === undefined || value === '') return '–';
  if (typeof value === 'number') return String(Math.round(value * 100) / 100);
  if (Array.isArray(value)) return value.map((entry) => shown(entry)).join(', ') || '–';
  if (typeof value === 'object' && value !== null) {
    return Object.values(value)
      .map((entry) => shown(entry))
      .join(' ');
  }
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
}

const words = (name: string) => name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);

function compare(path: readonly string[], before: unknown, after: unknown, found: Difference[]): void {
  const isRecord = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (isRecord(before) && isRecord(after)) {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      compare([...path, words(name)], before[name], after[name], found);
    }
  } else if (JSON.stringify(before) !== JSON.stringify(after)) {
    const [first = '', ...rest] = path;
    found.push({
      path: [first.charAt(0).toUpperCase() + first.slice(1), ...rest].join(' · '),
      before: shown(before),
      after: shown(after),
    });
  }
}

/** What differs between two versions of a character, in the order of its parts. */
export function differences(before: Content, after: Content): readonly Difference[] {
  const found: Difference[] = [];
  for (const part of ['name', 'tagline', 'age', 'persona', 'look', 'voice', 'canon'] as const) {
    compare([part], before[part], after[part], found);
  }
  return found;
}
