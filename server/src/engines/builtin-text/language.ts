import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { type BoundaryLines, boundaryLines } from '#engines/writing/boundary-lines.ts';
import { AppError, messageOf } from '#kernel/errors.ts';
import { FragmentGroup, type Part, Reading, Speech, Structure, Topics, Words } from './schema.ts';

const folder = new URL('./languages/', import.meta.url);

export interface Fragment extends Omit<FragmentGroup, 'lines'> {
  /** Stays the same while its file's order does: `general.12.3`. */
  readonly id: string;
  readonly text: string;
  /** Slots of the text, such as `topic`, in small letters. */
  readonly slots: readonly string[];
}

export interface Language {
  readonly words: Words;
  readonly topics: Topics;
  readonly reading: Reading;
  /** Claims and subjects that may be off limits. */
  readonly lines: BoundaryLines;
  readonly speech: Speech;
  readonly structures: readonly Structure[];
  readonly fragments: ReadonlyMap<Part, readonly Fragment[]>;
  /** Words that the fragments write with a small letter: known not to be names. */
  readonly commonWords: ReadonlySet<string>;
}

/** Tags of the languages there is a folder for. */
export const languageTags: readonly string[] = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

const loaded = new Map<string, Language>();

/**
 * The language asked for, or the nearest there is (`en-GB` is answered with `en`);
 * `undefined` when there is none. Reads its folder the first time.
 */
export function findLanguage(tag: string): Language | undefined {
  const wanted = tag.toLowerCase();
  const found = languageTags.find(
    (name) => name.toLowerCase() === wanted || wanted.startsWith(`${name.toLowerCase()}-`),
  );
  if (found === undefined) return undefined;
  const language = loaded.get(found) ?? readLanguage(found);
  loaded.set(found, language);
  return language;
}

function readLanguage(tag: string): Language {
  const fragmentFiles = readdirSync(new URL(`${tag}/fragments/`, folder)).filter((name) =>
    name.endsWith('.json'),
  );
  const all = fragmentFiles
    .sort()
    .flatMap((name) => toFragments(name, readData(`${tag}/fragments/${name}`, z.array(FragmentGroup))));
  const topics = readData(`${tag}/topics.json`, Topics);
  return {
    words: readData(`${tag}/words.json`, Words),
    topics,
    reading: readData(`${tag}/reading.json`, Reading),
    lines: boundaryLines(tag),
    speech: readData(`${tag}/speech.json`, Speech),
    structures: readData(`${tag}/structures.json`, z.array(Structure)),
    fragments: Map.groupBy(all, ({ part }) => part),
    commonWords: new Set([
      ...all.flatMap(({ text }) => text.match(/(?<=[\s'(])\p{Ll}[\p{L}'-]*/gu) ?? []),
      ...Object.values(topics).flatMap(({ keywords }) => keywords),
    ]),
  };
}

function readData<Schema extends z.ZodType>(path: string, schema: Schema): z.infer<Schema> {
  try {
    return schema.parse(JSON.parse(readFileSync(new URL(path, folder), 'utf8')));
  } catch (error) {
    throw new AppError('internal', `The language file ${path} cannot be used: ${messageOf(error)}`, {
      hint: 'Mend the file by builtin-text/README.md, or restore it.',
      cause: error,
    });
  }
}

function toFragments(file: string, groups: readonly FragmentGroup[]): Fragment[] {
  const name = file.replace(/\.json$/, '');
  return groups.flatMap(({ lines, ...group }, groupIndex) =>
    lines.map((text, lineIndex) => ({
      ...group,
      id: `${name}.${groupIndex}.${lineIndex}`,
      text,
      slots: slotsOf(text),
    })),
  );
}

function slotsOf(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, slot = '']) => slot.toLowerCase());
}
