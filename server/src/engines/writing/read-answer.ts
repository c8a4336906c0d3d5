import { z } from 'zod';
import type { TextKind } from '#engines/engine.ts';
import { type Draft, toDraft } from './answer-shapes.ts';

export type ReadAnswer =
  | { readonly ok: true; readonly draft: Draft }
  /** `why` completes the sentence "Your answer could not be used: …". */
  | { readonly ok: false; readonly why: string };

/** Longer answers are not looked into: nothing we ask for comes near. */
const longestAnswer = 200_000;

/**
 * Reads the answer of a model that was asked for one JSON object. Thoughts in `<think>` and a code fence around the
 * object are put aside; prose beside it is not, unless exactly one object stands in it.
 */
export function readAnswer(kind: TextKind, text: string): ReadAnswer {
  if (text.length > longestAnswer) return { ok: false, why: 'it is far too long' };
  const bare = withoutFence(withoutThoughts(text)).trim();
  if (bare === '') return { ok: false, why: 'it is empty' };
  const found = parse(bare) ?? onlyObjectIn(bare);
  if (found === undefined) {
    const started = bare.includes('{');
    return {
      ok: false,
      why: started ? 'it is not valid JSON' : 'it is prose, where a JSON object was asked for',
    };
  }
  try {
    return { ok: true, draft: toDraft(kind, found.value) };
  } catch (error) {
    if (error instanceof z.ZodError) return { ok: false, why: problemOf(error) };
    throw error;
  }
}

function problemOf(error: z.ZodError): string {
  const [issue] = error.issues;
  const where = issue?.path.join('.') ?? '';
  return `${where === '' ? 'it' : `its field "${where}"`} is not what the schema asks for`;
}

/** Models that think aloud put it before the answer; some leave out the opening mark. */
function withoutThoughts(text: string): string {
  const end = text.lastIndexOf('</think>');
  return end < 0 ? text : text.slice(end + '</think>'.length);
}

function withoutFence(text: string): string {
  return /^\s*```(?:json)?\s*\n?([\s\S]*?)\n?\s*```\s*$/i.exec(text)?.[1] ?? text;
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** The one JSON object in a text, when there is exactly one. */
function onlyObjectIn(text: string): { readonly value: unknown } | undefined {
  let only: { readonly value: unknown } | undefined;
  for (let at = text.indexOf('{'); at >= 0; ) {
    const end = endOfObject(text, at);
    if (end === undefined) return undefined;
    const found = parse(text.slice(at, end));
    if (found) {
      if (only) return undefined;
      only = found;
    }
    at = text.indexOf('{', end);
  }
  return only;
}

/** The position after the brace that closes the one at `start`; `undefined` when none does. */
function endOfObject(text: string, start: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{') depth += 1;
    else if (character === '}') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
}
