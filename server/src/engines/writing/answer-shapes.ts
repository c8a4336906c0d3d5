import { z } from 'zod';
import type { TextKind, TextRequest } from '#engines/engine.ts';
import type { AnswerSchema } from './chat.ts';

const words = z.string().trim().min(1);

/** What a model answered, whatever it was asked for. */
export interface Draft {
  /** One text, or the parts of a thread. */
  readonly texts: readonly string[];
  readonly hashtags: readonly string[];
}

const shapes = {
  caption: z.object({ caption: words, hashtags: z.array(z.string()).default([]) }),
  hook: z.object({ hook: words }),
  thread: z.object({ parts: z.array(words).min(1), hashtags: z.array(z.string()).default([]) }),
  script: z.object({ script: words }),
  'alt-text': z.object({ altText: words }),
  reply: z.object({ reply: words }),
} as const satisfies Readonly<Record<TextKind, z.ZodType>>;

/** Reads the value a model gave for a kind; loose about what we did not ask for. @throws ZodError */
export function toDraft(kind: TextKind, value: unknown): Draft {
  switch (kind) {
    case 'caption': {
      const { caption, hashtags } = shapes.caption.parse(value);
      return { texts: [caption], hashtags };
    }
    case 'thread': {
      const { parts, hashtags } = shapes.thread.parse(value);
      return { texts: parts, hashtags };
    }
    case 'hook':
      return { texts: [shapes.hook.parse(value).hook], hashtags: [] };
    case 'script':
      return { texts: [shapes.script.parse(value).script], hashtags: [] };
    case 'alt-text':
      return { texts: [shapes['alt-text'].parse(value).altText], hashtags: [] };
    case 'reply':
      return { texts: [shapes.reply.parse(value).reply], hashtags: [] };
  }
}

/** The JSON Schema for an answer to this request. Lengths are only asked for in words: few servers hold to them. */
export function answerSchema(request: TextRequest): AnswerSchema {
  const text = { type: 'string' };
  const hashtags = (most: number) => ({ type: 'array', items: text, maxItems: most });
  const object = (properties: Readonly<Record<string, unknown>>) => ({
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  });
  switch (request.kind) {
    case 'caption':
      return object({ caption: text, hashtags: hashtags(request.maxHashtags) });
    case 'thread':
      return object({
        parts: { type: 'array', items: text, minItems: 2, maxItems: request.maxParts },
        hashtags: hashtags(request.maxHashtags),
      });
    case 'hook':
      return object({ hook: text });
    case 'script':
      return object({ script: text });
    case 'alt-text':
      return object({ altText: text });
    case 'reply':
      return object({ reply: text });
  }
}
