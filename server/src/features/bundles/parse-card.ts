import { AppError } from '#kernel/errors.ts';
import { isPng, readPngTexts } from './png-text.ts';

/**
 * Character cards of other programs.
 * V1 and V2: https://github.com/malfoyslastname/character-card-spec-v2/blob/main/spec_v2.md
 * V3: https://github.com/kwaroran/character-card-spec-v3/blob/main/SPEC_V3.md
 * elizaOS: https://github.com/elizaOS/eliza/blob/main/packages/core/src/types/agent.ts
 */
export const cardFormats = ['card_v1', 'card_v2', 'card_v3', 'eliza'] as const;
export type CardFormat = (typeof cardFormats)[number];
export const cardContainers = ['json', 'png', 'charx'] as const;
export type CardContainer = (typeof cardContainers)[number];

export type JsonObject = { readonly [key: string]: unknown };

export interface ParsedCard {
  readonly format: CardFormat;
  readonly container: CardContainer;
  /** The JSON as it was written, letter for letter. */
  readonly text: string;
  /** What `text` says. */
  readonly json: JsonObject;
}

/** V2 section "spec", V3 section "spec". */
export const v2Spec = 'chara_card_v2';
export const v3Spec = 'chara_card_v3';
/** Keywords of the `tEXt` chunks; V3 "Embedding Methods, PNG/APNG": with both, `ccv3` counts. */
export const v3Keyword = 'ccv3';
export const v2Keyword = 'chara';
/** V3 "Embedding Methods, CHARX". */
export const charxCardName = 'card.json';

export const largestCardBytes = 64 * 1024 * 1024;
export const largestCardTextBytes = 8 * 1024 * 1024;

/** A card in a JSON file. @throws AppError `invalid`. */
export function parseJsonCard(bytes: Uint8Array): ParsedCard {
  return parseText(decodeText(bytes), 'json');
}

/** A card inside a picture. @throws AppError `invalid` when there is none. */
export function parsePngCard(bytes: Buffer): ParsedCard {
  const texts = readPngTexts(bytes);
  const coded = texts.get(v3Keyword) ?? texts.get(v2Keyword);
  if (coded === undefined) {
    throw new AppError('invalid', 'There is no character in this picture.', {
      hint: 'Choose the PNG as it was downloaded: saving or sending it as a photo removes the character.',
    });
  }
  return parseText(decodeText(Buffer.from(coded, 'base64')), 'png');
}

/** The `card.json` of a CHARX archive. @throws AppError `invalid`. */
export function parseCharxCard(bytes: Uint8Array): ParsedCard {
  return parseText(decodeText(bytes), 'charx');
}

function decodeText(bytes: Uint8Array): string {
  if (bytes.byteLength > largestCardTextBytes) {
    throw new AppError('too_large', 'The text of this character is larger than 8 MB.', {
      hint: 'Take pictures out of its JSON: they belong beside it.',
    });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw unreadable(cause);
  }
}

function parseText(text: string, container: CardContainer): ParsedCard {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw unreadable(cause);
  }
  const format = isObject(json) ? formatOf(json) : undefined;
  if (isObject(json) && format) return { format, container, text, json };
  throw new AppError('invalid', 'This JSON holds no character that is known here.', {
    hint: 'Character Card V1, V2 and V3, elizaOS characters and our own bundles can be imported.',
  });
}

function formatOf(json: JsonObject): CardFormat | undefined {
  if (isObject(json.data) && json.spec === v3Spec) return 'card_v3';
  if (isObject(json.data) && json.spec === v2Spec) return 'card_v2';
  if (typeof json.name !== 'string') return undefined;
  if ('bio' in json || 'messageExamples' in json || 'postExamples' in json) return 'eliza';
  return 'description' in json || 'personality' in json || 'first_mes' in json ? 'card_v1' : undefined;
}

function unreadable(cause: unknown): AppError {
  return new AppError('invalid', 'The text of this character cannot be read.', {
    hint: 'It must be JSON in UTF-8. Export it again from the program it comes from.',
    cause,
  });
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The part of a card that holds the character: `data` since V2, the whole before. */
export function cardData({ format, json }: Pick<ParsedCard, 'format' | 'json'>): JsonObject {
  const { data } = json;
  return (format === 'card_v2' || format === 'card_v3') && isObject(data) ? data : json;
}

/** Reads a card by what its bytes are; archives are opened by whoever calls. */
export function parseCardFile(bytes: Buffer): ParsedCard {
  return isPng(bytes) ? parsePngCard(bytes) : parseJsonCard(bytes);
}
