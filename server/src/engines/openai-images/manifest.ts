import type { EngineKind } from '#engines/connected-engine.ts';
import { openOpenaiImages } from './adapter.ts';
import { estimateOpenai } from './estimate.ts';
import { probeOpenaiImages } from './probe.ts';
import { fields, OpenaiImagesSettings } from './settings.ts';

/** Pictures by OpenAI, https://developers.openai.com/docs/guides/image-generation . */
export const openaiImagesKind: EngineKind = {
  id: 'openai-images',
  name: 'OpenAI images',
  summary: 'Pictures from words and reference pictures, by OpenAI’s GPT Image models.',
  media: ['image'],
  hosted: true,
  sourceType: 'trainedAlgorithmicMedia',
  defaultAddress: 'https://api.openai.com',
  key: 'required',
  setUp: [
    'Make a key at platform.openai.com, under API keys; some models want the organization verified first.',
    'Set the monthly limit under Spending: until then nothing is asked there.',
    'Words and reference pictures leave your network and fall under OpenAI’s rules.',
  ],
  homepage: 'https://developers.openai.com/docs/guides/image-generation',
  settings: OpenaiImagesSettings,
  fields,
  probe: probeOpenaiImages,
  estimate: estimateOpenai,
  open: (instance, means) =>
    openOpenaiImages(instance, means, {
      id: `openai-images:${instance.id}`,
      name: instance.name,
      medium: 'image',
      builtIn: false,
      sourceType: 'trainedAlgorithmicMedia',
      offers: ['Draws and changes pictures from words, and keeps a face from reference pictures.'],
      connectedWouldAdd: [],
      models: [],
    }),
};
