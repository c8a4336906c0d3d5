import type { EngineKind } from '#engines/connected-engine.ts';
import { openFal } from './adapter.ts';
import { estimateFal } from './estimate.ts';
import { probeFal } from './probe.ts';
import { FalSettings, fields } from './settings.ts';

/** Pictures by the models that fal hosts, https://fal.ai/docs . */
export const falKind: EngineKind = {
  id: 'fal',
  name: 'fal',
  summary: 'Pictures by many hosted models, such as Nano Banana and FLUX, through fal’s queue.',
  media: ['image'],
  hosted: true,
  sourceType: 'trainedAlgorithmicMedia',
  defaultAddress: 'https://queue.fal.run',
  key: 'required',
  setUp: [
    'Make a key at fal.ai, under Keys.',
    'Set the monthly limit under Spending: until then nothing is asked there.',
    'Words and reference pictures leave your network and fall under the rules of fal and of the model.',
  ],
  homepage: 'https://fal.ai/docs',
  settings: FalSettings,
  fields,
  probe: probeFal,
  estimate: estimateFal,
  open: (instance, means) =>
    openFal(instance, means, {
      id: `fal:${instance.id}`,
      name: instance.name,
      medium: 'image',
      builtIn: false,
      sourceType: 'trainedAlgorithmicMedia',
      offers: ['Draws and changes pictures from words, and keeps a face where its model takes pictures.'],
      connectedWouldAdd: [],
      models: [],
    }),
};
