import { fold } from '#engines/writing/boundaries.ts';
import { graphemes } from '#kernel/text-length.ts';
import { toFirstPerson } from './first-person.ts';
import type { Language } from './language.ts';

/** What a post is about, as the grammar can use it. */
export interface Topic {
  /** `thing`: a noun phrase. `about`: reads well after "about". `said`: one or more whole sentences. */
  readonly kind: 'thing' | 'about' | 'said';
  readonly text: string;
  /** The entry of `topics.json` it belongs to, if any. */
  readonly subject: string | undefined;
  /** Whole sentences that tell something, or that ask or bid the readers; phrases do neither. */
  readonly mood?: 'news' | 'ask' | 'bid';
}

const longestPhrase = { words: 9, graphemes: 60 };

/** Reads what a person typed as the topic of a post; `undefined` when it says nothing. */
export function readTopic(typed: string, name: string, language: Language): Topic | undefined {
  const text = withoutInstruction(tidy(typed), language);
  if (!/[\p{L}\p{N}]/u.test(text)) return undefined;
  const subject = subjectOf(text, language);
  const order = sentenceOfOrder(text.replace(/[.!?]+$/, ''), language);
  if (order) return { kind: 'said', ...order, subject: subjectOf(order.text, language) };
  const kind = kindOf(text, name, language);
  if (kind === 'said') {
    const sentence = asSentence(spokenByHer(text, name, language));
    return { kind, text: sentence, subject, mood: sentence.endsWith('?') ? 'ask' : 'news' };
  }
  const phrase = asPhrase(text, name, language);
  // "How", "why" and verbs in -ing are no names, whatever their first letter.
  return {
    kind,
    text: kind === 'about' ? phrase.replace(/^\p{Lu}(?=\p{Ll})/u, (big) => big.toLowerCase()) : phrase,
    subject,
  };
}

/** The entry of `topics.json` that a text is about: in a phrase, that of its main word. */
export function subjectOf(text: string, language: Language): string | undefined {
  const folded = ` ${fold(text).replace(/[^\p{L}\p{N}'-]+/gu, ' ')} `;
  const prepositions = language.reading.prepositions
    .map((word) => folded.indexOf(` ${word} `))
    .filter((at) => at > 0);
  const headEnds = Math.min(...prepositions, folded.length);
  let best: { readonly id: string; readonly rank: number } | undefined;
  for (const [id, { keywords }] of Object.entries(language.topics)) {
    for (const keyword of keywords.map(fold)) {
      const at = [keyword, `${keyword}s`]
        .map((word) => folded.lastIndexOf(` ${word} `))
        .find((index) => index >= 0);
      if (at === undefined) continue;
      // The last word of the part before a preposition names the thing; after it, the first does.
      const rank = at < headEnds ? 10_000 + at + keyword.length : 5000 - at + keyword.length;
      if (!best || rank > best.rank) best = { id, rank };
    }
  }
  return best?.id;
}

/** What the character says when told "thank the team", "ask people what they read" or "ask for tips". */
function sentenceOfOrder(text: string, { reading }: Language): Pick<Topic, 'text' | 'mood'> | undefined {
  const { asks, wishes } = reading;
  const small = text.toLowerCase();
  const start = asks.starts.find((words) => small.startsWith(`${words} `));
  if (start !== undefined) {
    const rest = text.slice(start.length).trim();
    const [first = ''] = rest.split(' ');
    if (first.toLowerCase() === asks.forWord) {
      return {
        text: asks.forFrame.replace('{question}', () => rest.slice(first.length).trim()),
        mood: 'ask',
      };
    }
    const question = rest.replace(/[\p{L}'’]+/gu, (word) => {
      const key = word.toLowerCase().replace('’', "'");
      return Object.hasOwn(asks.toYou, key) ? (asks.toYou[key] ?? word) : word;
    });
    return { text: asks.frame.replace('{question}', () => question), mood: 'ask' };
  }
  const verb = wishes.verbs.find((word) => small.startsWith(`${word} `));
  if (verb === undefined) return undefined;
  const rest = text.slice(verb.length).trim();
  const audience = wishes.audience.find((words) => `${rest.toLowerCase()} `.startsWith(`${words} `));
  const toYou = audience === undefined ? rest : wishes.you + rest.slice(audience.length);
  return { text: wishes.frame.replace('{wish}', () => `${verb} ${toYou}`), mood: 'bid' };
}

function tidy(typed: string): string {
  return typed
    .replace(/\p{Cc}/gu, ' ')
    .replace(/#(?=[\p{L}\p{N}])/gu, '')
    .replace(/[{}]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^["'“”‘](.*)["'“”’]$/u, '$1')
    .trim();
}

function withoutInstruction(typed: string, { reading }: Language): string {
  const starts = [...reading.instructionStarts, ...reading.instructionTails].sort(
    (a, b) => b.length - a.length,
  );
  let text = typed;
  for (let round = 0; round < 4; round += 1) {
    const start = starts.find((words) => text.toLowerCase().startsWith(`${words} `));
    if (start === undefined) break;
    text = text.slice(start.length).trim();
  }
  return text;
}

function kindOf(text: string, name: string, { reading }: Language): Topic['kind'] {
  const words = fold(text)
    .replace(/[.!?]+$/, '')
    .split(' ');
  const [first = ''] = words;
  const tooLong = words.length > longestPhrase.words || graphemes(text) > longestPhrase.graphemes;
  // One or two words with a mark of joy are still only a thing.
  const exclaimed = words.length > 2 && text.includes('!');
  if (tooLong || exclaimed || text.includes('?') || /[.!?:;] /.test(text)) return 'said';
  if (reading.aboutStarts.includes(first)) return 'about';
  const aClause = words.some((word) => reading.clauseWords.includes(word.replace(/,$/, '')));
  if (aClause || toFirstPerson(text, name, reading)?.startsWith('I ')) return 'said';
  return words.length > 1 && first.length > 5 && first.endsWith('ing') ? 'about' : 'thing';
}

function spokenByHer(text: string, name: string, { reading }: Language): string {
  return toFirstPerson(text, name, reading) ?? text;
}

function asSentence(text: string): string {
  const started = capitalised(text);
  return /[\p{L}\p{N}"')]$/u.test(started) ? `${started}.` : started;
}

function asPhrase(text: string, name: string, language: Language): string {
  const bare = text.replace(/[\s.,:;!?]+$/u, '');
  const mine = bare.replace(
    new RegExp(
      `^(?:${[...language.reading.firstPerson.possessives, ...[name, name.split(' ')[0] ?? name].map((each) => `${RegExp.escape(each)}['’]s`)].join('|')}) `,
      'iu',
    ),
    'my ',
  );
  return withSmallStart(mine, language);
}

/** Small first letter, unless the word may be a name. */
export function withSmallStart(text: string, language: Language): string {
  const [first = ''] = text.split(/[\s,]/);
  const small = first.toLowerCase();
  const known = language.commonWords.has(small) || language.commonWords.has(small.replace(/s$/, ''));
  const titled = /^\p{Lu}[\p{Ll}'-]*$/u.test(first) && first !== 'I';
  return titled && known ? small + text.slice(first.length) : text;
}

export function capitalised(text: string): string {
  // Names such as iPhone keep their shape.
  return /^\p{Ll}\p{Lu}/u.test(text) ? text : text.replace(/^["'(]*\p{Ll}/u, (start) => start.toUpperCase());
}
