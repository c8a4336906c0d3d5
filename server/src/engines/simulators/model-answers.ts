/** How a simulated language model answers. */
export type AnswerHabit =
  /** An object by the schema that was asked for; what a good model does. */
  | { readonly kind: 'json' }
  /** The same with a code fence and a friendly line around it. */
  | { readonly kind: 'fenced' }
  /** The same after thoughts in `<think>`. */
  | { readonly kind: 'thinking' }
  | { readonly kind: 'prose' }
  /** An object that breaks off in the middle, as at the limit of tokens. */
  | { readonly kind: 'truncated' }
  /** An object of another shape. */
  | { readonly kind: 'other-shape' }
  | { readonly kind: 'empty' }
  /** An object by the schema with this text in every field that holds words. */
  | { readonly kind: 'says'; readonly text: string };

export interface SimulatedAnswer {
  readonly text: string;
  readonly isCut: boolean;
}

const openings = [
  'Slow start',
  'Small win',
  'Quiet hour',
  'Fresh page',
  'Long walk',
  'Late light',
  'Odd idea',
];
const middles = [
  'and the kettle sings',
  'with the window open',
  'while the city wakes',
  'before the first call',
];
const thoughts = [
  'I keep a list of these',
  'it felt worth a picture',
  'tell me yours',
  'more of that, please',
];

/** What a model answers; the same schema and seed give the same words, another seed gives others. */
export function modelAnswer(
  habit: AnswerHabit,
  schema: unknown,
  seed: number,
  about: string,
): SimulatedAnswer {
  const words = habit.kind === 'says' ? habit.text : wordsFor(seed, about);
  const object = JSON.stringify(fill(schema, words, ''));
  switch (habit.kind) {
    case 'json':
    case 'says':
      return { text: object, isCut: false };
    case 'fenced':
      return { text: `Sure! Here it is:\n\`\`\`json\n${object}\n\`\`\``, isCut: false };
    case 'thinking':
      return {
        text: `<think>The person wants {"something": 1}. Let me see.</think>\n${object}`,
        isCut: false,
      };
    case 'prose':
      return { text: `${words} Hope you like it!`, isCut: false };
    case 'truncated':
      return { text: object.slice(0, Math.max(1, Math.floor(object.length * 0.6))), isCut: true };
    case 'other-shape':
      return { text: JSON.stringify({ result: { content: words } }), isCut: false };
    case 'empty':
      return { text: '', isCut: false };
  }
}

/** What a prompt of ours says it should be about; empty when it does not say. */
export function topicIn(prompt: string): string {
  const found = /person in charge: ("(?:[^"\\]|\\.)*")/.exec(prompt)?.[1];
  if (found === undefined) return '';
  const topic: unknown = JSON.parse(found);
  return typeof topic === 'string' ? topic : '';
}

function wordsFor(seed: number, about: string): string {
  const at = (list: readonly string[], step: number) =>
    list[Math.abs(seed * step + step) % list.length] ?? '';
  const topic = about === '' ? '' : ` ${about} is on my mind today, number ${seed}.`;
  return `${at(openings, 1)} ${at(middles, 3)}, take ${seed}.${topic} ${capital(at(thoughts, 5))} (${seed * 7}).`;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** A value that a JSON Schema describes, of the few kinds that are asked for here. */
function fill(schema: unknown, words: string, name: string): unknown {
  if (typeof schema !== 'object' || schema === null) return { answer: words };
  const type: unknown = Reflect.get(schema, 'type');
  if (type === 'object') {
    const properties: unknown = Reflect.get(schema, 'properties');
    if (typeof properties !== 'object' || properties === null) return {};
    return Object.fromEntries(
      Object.entries(properties).map(([key, value]) => [key, fill(value, words, key)]),
    );
  }
  if (type === 'array') {
    const items: unknown = Reflect.get(schema, 'items');
    const most = Number(Reflect.get(schema, 'maxItems') ?? 3);
    if (name === 'hashtags')
      return ['morning', 'SlowLiving', '#little joys', 'nofilter'].slice(0, Math.max(0, most));
    return Array.from({ length: Math.min(3, Math.max(1, most)) }, (_, index) =>
      fill(items, `${words} Part ${index + 1} of the story.`, name),
    );
  }
  return words;
}
