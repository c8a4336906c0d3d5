import { z } from 'zod';

// What we read of Ollama's answers, from api/types.go and docs/api of https://github.com/ollama/ollama .

export const Version = z.object({ version: z.string().min(1) });

export const Tags = z.object({
  models: z
    .array(
      z.object({
        name: z.string(),
        size: z.number().optional(),
        details: z
          .object({
            family: z.string().optional(),
            families: z.array(z.string()).nullish(),
            parameter_size: z.string().optional(),
            quantization_level: z.string().optional(),
          })
          .optional(),
        /** Newer servers only. */
        capabilities: z.array(z.string()).nullish(),
        /** Present when the model runs on somebody else's machine. */
        remote_host: z.string().optional(),
      }),
    )
    .nullish()
    .transform((models) => models ?? []),
});
export type ListedModel = z.infer<typeof Tags>['models'][number];

export const Shown = z.object({
  capabilities: z.array(z.string()).nullish(),
  model_info: z.record(z.string(), z.unknown()).nullish(),
  details: z.object({ family: z.string().optional() }).nullish(),
  license: z.string().nullish(),
  remote_host: z.string().optional(),
});

export const Running = z.object({
  models: z
    .array(z.object({ name: z.string(), size: z.number().optional(), size_vram: z.number().optional() }))
    .nullish()
    .transform((models) => models ?? []),
});

/** One line of a streamed answer. */
export const ChatLine = z.object({
  error: z.string().optional(),
  model: z.string().optional(),
  message: z.object({ content: z.string().default('') }).optional(),
  done: z.boolean().optional(),
  done_reason: z.string().optional(),
  prompt_eval_count: z.number().optional(),
  eval_count: z.number().optional(),
  remote_host: z.string().optional(),
});
