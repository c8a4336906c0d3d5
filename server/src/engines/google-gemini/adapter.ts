import { z } from 'zod';
import { hostedTextKind } from '#engines/writing/hosted-text-kind.ts';

const Models = z
  .object({
    models: z.array(
      z.object({
        name: z.string().min(1),
        supportedGenerationMethods: z.array(z.string()).nullish(),
      }),
    ),
  })
  .transform(({ models }) =>
    models
      .filter(({ supportedGenerationMethods }) => supportedGenerationMethods?.includes('generateContent'))
      .map(({ name }) => name.replace(/^models\//, '')),
  );

/** Gemini, over https://ai.google.dev/api/generate-content . */
export const googleGeminiKind = hostedTextKind({
  id: 'google-gemini',
  service: { name: 'Google Gemini', account: 'aistudio.google.com' },
  summary: 'Gemini models: captions, replies and descriptions of pictures in many languages.',
  setUp: [
    'Make an API key at aistudio.google.com, in a project with billing.',
    'Set the monthly limit under Spending: until then nothing is asked there.',
    'Persona, posts and messages leave your network. Without billing Google may train on them.',
  ],
  homepage: 'https://ai.google.dev/gemini-api/docs',
  defaultAddress: 'https://generativelanguage.googleapis.com',
  usualModel: 'gemini-3.5-flash-lite',
  sampling: { reasoning: 'minimal', takesSampling: true },
  folder: import.meta.dirname,
  async model({ address, key, fetch, modelId }) {
    const { createGoogle } = await import('@ai-sdk/google');
    return createGoogle({ baseURL: `${address}/v1beta`, apiKey: key, fetch })(modelId);
  },
  list: {
    path: '/v1beta/models?pageSize=1000',
    headers: (key) => ({ 'x-goog-api-key': key }),
    answer: Models,
  },
});
