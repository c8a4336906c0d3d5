import { CharacterContent } from '#features/characters/contract.ts';
import type { Canon, Persona } from '#kernel/persona.ts';
import { type Finding, hasInstruction, quoteOf, statedAge, textsIn, withoutHidden } from './examine-text.ts';
import { cardData, isObject, type JsonObject, type ParsedCard } from './parse-card.ts';

/** What a card says of a character, in our words; its age is for a person to state. */
export interface CardDraft {
  readonly content: CharacterContent;
  readonly handle: string;
  /** As the card states it, when it does so plainly. */
  readonly age: number | null;
  readonly findings: readonly Finding[];
  /** Whether the content is from our own part of the card. */
  readonly isOurs: boolean;
}

/** Under this key of `extensions` our own cards carry what the fields of the format have no room for. */
export const ourExtension = 'ainfluencer';

/** A year over the least age stands in while nobody has stated one; it is never kept. */
const unknownAge = 18;

/** Reads the character out of a card. Nothing in it is carried out or trusted. */
export function readDraft(card: ParsedCard): CardDraft {
  const { content: ours, handle: ourHandle } = ownPart(card);
  const told = new Shortening();
  const data = cardData(card);
  const read = card.format === 'eliza' ? readEliza(data, told) : readCard(data, told);
  const texts = textsIn(data).map(([, text]) => text);
  const content =
    ours ??
    CharacterContent.parse({
      name: read.name || 'Nameless',
      age: unknownAge,
      tagline: read.tagline,
      persona: read.persona,
      canon: read.canon,
    });
  return {
    content,
    handle: ourHandle ?? handleOf(read.handle || content.name),
    age: ours?.age ?? statedAge(texts),
    isOurs: ours !== undefined,
    findings: ours ? [] : [...told.findings, ...unused(card, data)],
  };
}

interface OwnPart {
  readonly content?: CharacterContent;
  readonly handle?: string;
}

/** A card that we wrote carries the whole character in its extension. */
function ownPart(card: ParsedCard): OwnPart {
  const data = cardData(card);
  const holder = card.format === 'eliza' ? data.settings : data.extensions;
  const held = isObject(holder) ? holder[ourExtension] : undefined;
  if (!isObject(held)) return {};
  const parsed = CharacterContent.safeParse(held.content);
  if (!parsed.success) return {};
  const texts = textsIn(parsed.data).map(([, text]) => text);
  if (texts.some((text) => hasInstruction(text) || withoutHidden(text) !== text)) return {};
  return { content: parsed.data, handle: handleOf(textOf(held.handle) || parsed.data.name) };
}

interface ReadCharacter {
  readonly name: string;
  readonly tagline: string;
  readonly handle: string;
  readonly persona: Partial<Persona>;
  readonly canon: Canon;
}

function readCard(data: JsonObject, told: Shortening): ReadCharacter {
  const name = told.line('name', data.name, 60);
  const fill = (value: unknown) => fillNames(textOf(value), name);
  const about = [fill(data.description), fill(data.personality)].filter(Boolean).join('\n\n');
  const book = isObject(data.character_book) ? listOf(data.character_book.entries) : [];
  const lore = book.filter(isObject).filter(({ enabled }) => enabled !== false);
  const greetings = [fill(data.first_mes), ...stringsOf(data.alternate_greetings).map((text) => fill(text))];
  return {
    name,
    tagline: '',
    handle: textOf(data.nickname) || name,
    persona: {
      bio: told.prose('description', about, 600),
      topics: told.list('tags', stringsOf(data.tags), 60, 24),
      samplePosts: told.list('first_mes', [...greetings, ...saidBy(name, fill(data.mes_example))], 2200, 20),
    },
    canon: facts(told, 'character_book', [fill(data.scenario), ...lore.map(({ content }) => fill(content))]),
  };
}

function readEliza(data: JsonObject, told: Shortening): ReadCharacter {
  const name = told.line('name', data.name, 60);
  const style = isObject(data.style) ? data.style : {};
  const rules = [...stringsOf(style.all), ...stringsOf(style.post)];
  const never = rules.flatMap(
    (rule) => /^(?:never|do not|don['’]t|avoid|no)\s+(.{2,80})$/i.exec(rule)?.[1] ?? [],
  );
  const known = [...stringsOf(data.lore), ...stringsOf(data.knowledge)];
  const adjectives = stringsOf(data.adjectives).join(', ');
  const language = isObject(data.settings) ? textOf(data.settings.language) : '';
  return {
    name,
    tagline: '',
    handle: textOf(data.username) || name,
    persona: {
      bio: told.prose('bio', stringsOrText(data.bio).join(' '), 600),
      ...(adjectives && { tone: told.line('adjectives', adjectives, 120) }),
      topics: told.list('topics', stringsOf(data.topics), 60, 24),
      avoid: told.list(
        'style',
        never.map((rule) => rule.replace(/\.$/, '')),
        80,
        40,
      ),
      samplePosts: told.list('postExamples', stringsOf(data.postExamples), 2200, 20),
      ...(/^[a-z]{2,3}(-[a-z]{2,4})?$/i.test(language) && { languages: [language] }),
    },
    canon: facts(told, 'lore', known),
  };
}

function facts(told: Shortening, where: string, texts: readonly string[]): Canon {
  return told.list(where, texts, 300, 200).map((fact) => ({ fact }));
}

/** Cuts what does not fit, leaves out what gives orders, and remembers both. */
class Shortening {
  readonly findings: Finding[] = [];

  line(where: string, value: unknown, most: number): string {
    return this.#cut(where, withoutHidden(textOf(value)).replace(/\s+/g, ' ').trim(), most);
  }

  /** Sentences that give orders are left out of a longer text. */
  prose(where: string, value: string, most: number): string {
    const clean = withoutHidden(value).trim();
    const kept = hasInstruction(clean)
      ? clean
          .split(/(?<=[.!?\n])\s+/)
          .filter((sentence) => !hasInstruction(sentence))
          .join(' ')
      : clean;
    return this.#cut(where, hasInstruction(kept) ? '' : kept.trim(), most);
  }

  list(where: string, values: readonly string[], longest: number, most: number): string[] {
    const clean = values.map((value) => withoutHidden(value).trim()).filter((value) => value !== '');
    const kept = [...new Set(clean)].filter((value) => !hasInstruction(value));
    if (kept.length > most) {
      this.#tell(
        where,
        `${kept.length - most} of ${kept.length} entries do not fit and stay in the original only.`,
        '',
      );
    }
    return kept.slice(0, most).map((value) => this.#cut(where, value, longest));
  }

  #cut(where: string, text: string, most: number): string {
    if (text.length <= most) return text;
    this.#tell(
      where,
      `This text is longer than the ${most} letters that fit; the rest stays in the original.`,
      text,
    );
    const cut = text.slice(0, most).toWellFormed().replace('\ufffd', '');
    const end = Math.max(
      cut.lastIndexOf('. '),
      cut.lastIndexOf('! '),
      cut.lastIndexOf('? '),
      cut.lastIndexOf('\n'),
    );
    return (end > most / 2 ? cut.slice(0, end + 1) : cut).trim();
  }

  #tell(where: string, message: string, quote: string): void {
    this.findings.push({ level: 'note', what: 'shortened', message, where, quote: quoteOf(quote) });
  }
}

/** Parts that are kept in the original but shape nothing here. */
function unused(card: ParsedCard, data: JsonObject): Finding[] {
  const orders =
    card.format === 'eliza' ? ['system', 'templates'] : ['system_prompt', 'post_history_instructions'];
  const found: Finding[] = orders
    .filter((key) => textOf(data[key]).trim() !== '' || isObject(data[key]))
    .map((where) => ({
      level: 'note',
      what: 'unused',
      message: 'Orders to a language model are kept with the original and never used.',
      where,
      quote: quoteOf(textOf(data[where])),
    }));
  const media = listOf(data.assets).filter(isObject).length;
  if (media > 0) {
    found.push({
      level: 'note',
      what: 'media',
      message: `${media} ${media === 1 ? 'picture or file stays' : 'pictures or files stay'} in the original: who they show is not known.`,
      where: 'assets',
      quote: '',
    });
  }
  return found;
}

/** V1 "magic strings": `{{char}}` and `<BOT>` stand for the character, `{{user}}` and `<USER>` for the reader. */
function fillNames(text: string, name: string): string {
  return text.replace(/\{\{char\}\}|<bot>|<char>/gi, () => name).replace(/\{\{user\}\}|<user>/gi, 'you');
}

/** What the character says in example dialogues, which are written as `Name: text`. */
function saidBy(name: string, dialogue: string): string[] {
  return dialogue
    .split(/\r?\n|<START>/i)
    .map((line) => line.trim())
    .filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))
    .map((line) => line.slice(name.length + 1).trim());
}

/** Letters a handle may have; what is left of a name in another script may be nothing. */
export function handleOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '.')
    .slice(0, 30)
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
  return plain || 'imported';
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const stringsOf = (value: unknown) => listOf(value).filter((item) => typeof item === 'string');
const stringsOrText = (value: unknown) => (typeof value === 'string' ? [value] : stringsOf(value));
