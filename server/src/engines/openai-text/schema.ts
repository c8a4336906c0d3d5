import { z } from 'zod';

// What we read of servers that speak the API of https://platform.openai.com/docs/api-reference/chat : llama.cpp's
// server, vLLM, LM Studio and hosted ones. All are loose: each adds and leaves out fields.

export const Models = z.object({
  data: z.array(
    z.object({
      id: z.string().min(1),
      owned_by: z.string().nullish(),
      /** vLLM. */
      max_model_len: z.number().nullish(),
      /** llama.cpp. */
      meta: z.object({ n_ctx: z.number().nullish(), n_ctx_train: z.number().nullish() }).nullish(),
      capabilities: z.array(z.string()).nullish().catch(null),
      /** OpenRouter and others. */
      context_length: z.number().nullish(),
      pricing: z
        .object({ prompt: z.string().nullish(), completion: z.string().nullish() })
        .nullish()
        .catch(null),
      architecture: z
        .object({ input_modalities: z.array(z.string()).nullish() })
        .nullish()
        .catch(null),
    }),
  ),
  /** llama.cpp lists what its model can beside `data`. */
  models: z
    .array(z.object({ capabilities: z.array(z.string()).nullish() }))
    .nullish()
    .catch(null),
});
export type ListedModel = z.infer<typeof Models>['data'][number];

const Part = z.object({ type: z.string().optional(), text: z.string().optional() });

export const Completion = z.object({
  model: z.string().nullish(),
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({
          content: z.union([z.string(), z.array(Part)]).nullish(),
          refusal: z.string().nullish(),
        }),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: z.number().nullish(), completion_tokens: z.number().nullish() }).nullish(),
});
export type Completion = z.infer<typeof Completion>;
