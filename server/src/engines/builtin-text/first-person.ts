import { fold } from '#engines/writing/boundaries.ts';
import type { Reading } from './schema.ts';

/**
 * A fact told about a character, as she would tell it: "Mira lives in Lisbon." becomes
 * "I live in Lisbon". `undefined` when that cannot be done safely. No full stop at the end.
 */
export function toFirstPerson(fact: string, name: string, reading: Reading): string | undefined {
  const text = fact.trim().replace(/\s+/g, ' ').replace(/\.$/, '');
  if (/[.!?:;\n]/.test(text)) return undefined;
  const words = withoutName(text, name).split(' ');
  const start = readStart(words, reading.firstPerson);
  if (!start) return undefined;
  const rest = finishWords(start.rest, reading.firstPerson);
  return rest && [...start.begins, ...rest].join(' ');
}

interface Start {
  readonly begins: readonly string[];
  readonly rest: readonly string[];
}

type Grammar = Reading['firstPerson'];
const subjectMark = '{name}';

/** The name, in full or its first word, becomes a mark that counts as a subject. */
function withoutName(text: string, name: string): string {
  const full = RegExp.escape(name.trim());
  const first = RegExp.escape(name.trim().split(/\s+/)[0] ?? '');
  if (first === '') return text;
  return text.replace(
    new RegExp(`(?<![\\p{L}\\p{N}])(?:${full}|${first})(?![\\p{L}\\p{N}])`, 'gu'),
    subjectMark,
  );
}

function readStart(words: readonly string[], grammar: Grammar): Start | undefined {
  const [first = '', second = ''] = words;
  const word = fold(first);
  if (word === 'i' || word === 'my') return { begins: [word === 'i' ? 'I' : 'my'], rest: words.slice(1) };
  if (grammar.possessives.includes(word) || /^\{name\}['’]s$/.test(word))
    return { begins: ['my'], rest: words.slice(1) };
  const hasSubject = word === subjectMark || grammar.subjects.includes(word);
  const verbs = hasSubject ? words.slice(1) : words;
  const verb = verbOf(hasSubject ? second : first, grammar);
  if (verb === undefined) return undefined;
  return {
    begins: ['I', verb],
    rest: verb === 'never' || verb === 'always' ? withVerb(verbs.slice(1), grammar) : verbs.slice(1),
  };
}

function verbOf(word: string, grammar: Grammar): string | undefined {
  const key = fold(word);
  return Object.hasOwn(grammar.verbs, key) ? grammar.verbs[key] : undefined;
}

function withVerb(words: readonly string[], grammar: Grammar): string[] {
  const [first = '', ...rest] = words;
  return [verbOf(first, grammar) ?? first, ...rest];
}

/** Later words: "her cat" becomes "my cat", "and works" becomes "and work"; gives up on what is unclear. */
function finishWords(words: readonly string[], grammar: Grammar): string[] | undefined {
  const done: string[] = [];
  for (const [index, written] of words.entries()) {
    const [, core = '', tail = ''] = /^(.*?)([,)]*)$/u.exec(written) ?? [];
    const word = fold(core);
    const before = fold(words[index - 1] ?? '');
    const next = words[index + 1] ?? '';
    if (grammar.subjects.includes(word)) {
      if (verbOf(next, grammar) === undefined) return undefined;
      done.push('I');
    } else if (/^\{name\}['’]s$/.test(word)) done.push('my');
    else if (word === subjectMark) return undefined;
    else if (grammar.possessives.includes(word) && /^\p{Ll}/u.test(next) && tail === '') done.push('my');
    else if (grammar.possessives.includes(word)) return undefined;
    else if (grammar.reflexives.includes(word)) done.push(`myself${tail}`);
    else if (before === 'and' && mayBeVerb(word) && !Object.hasOwn(grammar.verbs, word) && next !== '')
      return undefined;
    else if (isSecondVerb(before, word, grammar)) done.push(`${verbOf(core, grammar)}${tail}`);
    else done.push(written);
  }
  return done;
}

/** Cannot be told from a noun in the plural. */
const mayBeVerb = (word: string) => /[^s]s$/.test(word) && word !== 'is';

function isSecondVerb(before: string, word: string, grammar: Grammar): boolean {
  const follows =
    ['and', 'but', 'who'].includes(before) || [...grammar.subjects, 'never', 'always'].includes(before);
  return follows && before !== 'who' && word.endsWith('s') && Object.hasOwn(grammar.verbs, word);
}
