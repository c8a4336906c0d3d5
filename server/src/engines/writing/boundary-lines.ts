import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { AppError, messageOf } from '#kernel/errors.ts';

const folder = new URL('./boundary-lines/', import.meta.url);
const texts = z.array(z.string().min(1));

/** What is needed to see in a language that a line is crossed. */
export const BoundaryLines = z.strictObject({
  /** Claims of being human, which no character may make. */
  claims: texts.min(1),
  /** Right before a claim these turn it into an honest denial: "not a real person". */
  negations: texts,
  /** What people begin a line with that must not be crossed: "never mention". */
  avoidStarts: texts,
  /** Words that belong to a subject which somebody may not want mentioned. */
  subjects: z.record(z.string(), texts),
});
export type BoundaryLines = z.infer<typeof BoundaryLines>;

/** Languages whose claims of being human are known. */
export const boundaryLanguages: readonly string[] = readdirSync(folder)
  .map((name) => name.replace(/\.json$/, ''))
  .sort();

const loaded = new Map<string, BoundaryLines>();

/** The lines of a language, `de-AT` answered with `de`; English where we have none. */
export function boundaryLines(tag: string): BoundaryLines {
  const wanted = tag.toLowerCase().split('-')[0] ?? '';
  const name = boundaryLanguages.includes(wanted) ? wanted : 'en';
  const lines = loaded.get(name) ?? read(name);
  loaded.set(name, lines);
  return lines;
}

function read(name: string): BoundaryLines {
  try {
    return BoundaryLines.parse(JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')));
  } catch (error) {
    throw new AppError(
      'internal',
      `The file of boundaries ${name}.json cannot be used: ${messageOf(error)}`,
      {
        hint: 'Restore the file, or install again.',
        cause: error,
      },
    );
  }
}
