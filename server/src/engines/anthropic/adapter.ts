import { z } from 'zod';
import { hostedTextKind } from '#engines/writing/hosted-text-kind.ts';

const Models = z
  .object({ data: z.array(z.object({ id: z.string().min(1) })) })
  .transform(({ data }) => data.map(({ id }) => id));

/** Claude, over https://platform.claude.com/docs/en/api/messages . */
export const anthropicKind = hostedTextKind({
  id: 'anthropic',
  service: { name: 'Anthropic', account: 'platform.claude.com' },
  summary: 'Claude models: captions, replies and descriptions of pictures in many languages.',
  setUp: [
    'Make an API key at platform.claude.com, and put some credit on the account.',
    'Set the monthly limit under Spending: until then nothing is asked there.',
    'Persona, posts and messages leave your network and fall under Anthropic’s rules.',
  ],
  homepage: 'https://platform.claude.com/docs/en/api/messages',
  defaultAddress: 'https://api.anthropic.com',
  usualModel: 'claude-haiku-5-5',
  // The current models refuse temperature, and none takes a seed.
  sampling: { reasoning: 'none', takesSampling: false },
  folder: import.meta.dirname,
  async model({ address, key, fetch, modelId }) {
    const { createAnthropic } = await import('@ai-sdk/anthropic');
    return createAnthropic({ baseURL: `${address}/v1`, apiKey: key, fetch })(modelId);
  },
  list: {
    path: '/v1/models?limit=1000',
    headers: (key) => ({ 'x-api-key': key, 'anthropic-version': '2023-06-01' }),
    answer: Models,
  },
});
