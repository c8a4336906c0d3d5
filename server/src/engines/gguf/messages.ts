import { z } from 'zod';

// What the studio and the process that holds a model say to each other, as JSON over its channel.

export const ToModel = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('load'),
    /** File address of the package. */
    runtime: z.string(),
    modelPath: z.string(),
    contextTokens: z.number().int(),
    gpu: z.enum(['auto', 'off']),
    threads: z.number().int().min(1),
  }),
  z.strictObject({
    kind: z.literal('ask'),
    id: z.number().int(),
    messages: z.array(z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })),
    schema: z.record(z.string(), z.unknown()),
    seed: z.number().int(),
    temperature: z.number(),
    maxTokens: z.number().int(),
  }),
  z.strictObject({ kind: z.literal('stop'), id: z.number().int() }),
]);
export type ToModel = z.infer<typeof ToModel>;

export const FromModel = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('loaded'), contextTokens: z.number(), gpu: z.string() }),
  z.strictObject({ kind: z.literal('load-failed'), message: z.string() }),
  z.strictObject({ kind: z.literal('news'), id: z.number(), characters: z.number() }),
  z.strictObject({
    kind: z.literal('answer'),
    id: z.number(),
    text: z.string(),
    isComplete: z.boolean(),
    inputTokens: z.number(),
    outputTokens: z.number(),
  }),
  z.strictObject({
    kind: z.literal('ask-failed'),
    id: z.number(),
    message: z.string(),
    isTooLong: z.boolean(),
  }),
]);
export type FromModel = z.infer<typeof FromModel>;
