/** What the server's own page tells of its model. */
export interface CoquiPage {
  /** Names of speakers; empty for a model with one voice. */
  readonly speakers: readonly string[];
  /** Language ids; empty for a model of one language. */
  readonly languages: readonly string[];
  readonly canClone: boolean;
}

/**
 * Reads the page at `/`, the only place where the server lists languages, TTS/server/templates/index.html of
 * https://github.com/idiap/coqui-ai-TTS . `undefined` when it is another program's page.
 */
export function readPage(html: unknown): CoquiPage | undefined {
  if (typeof html !== 'string' || !/coqui|TTS engine/i.test(html) || !html.includes('id="text"'))
    return undefined;
  return {
    speakers: optionsOf(html, 'speaker_id'),
    languages: optionsOf(html, 'language_id'),
    canClone: html.includes('id="speaker_wav"'),
  };
}

function optionsOf(html: string, id: string): string[] {
  const start = html.indexOf(`<select id="${id}"`);
  if (start < 0) return [];
  const end = html.indexOf('</select>', start);
  const select = html.slice(start, end < 0 ? undefined : end);
  return [...select.matchAll(/<option\s+value="([^"]*)"/g)].map(([, value = '']) => unescaped(value));
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  '#34': '"',
};

function unescaped(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39|#34);/g, (_, name: string) => entities[name] ?? '');
}
