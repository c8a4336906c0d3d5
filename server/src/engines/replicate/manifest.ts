import type { EngineKind } from '#engines/connected-engine.ts';
import { openReplicate } from './adapter.ts';
import { estimateReplicate } from './estimate.ts';
import { probeReplicate } from './probe.ts';
import { fields, ReplicateSettings } from './settings.ts';

/** Pictures by the models that Replicate hosts, https://replicate.com/docs . */
export const replicateKind: EngineKind = {
  id: 'replicate',
  name: 'Replicate',
  summary: 'Pictures by many hosted models, such as Nano Banana and FLUX.',
  media: ['image'],
  hosted: true,
  sourceType: 'trainedAlgorithmicMedia',
  defaultAddress: 'https://api.replicate.com',
  key: 'required',
  setUp: [
    'Make an API token at replicate.com, in your account.',
    'Set the monthly limit under Spending: until then nothing is asked there.',
    'Words and reference pictures leave your network and fall under the rules of Replicate and of the model.',
  ],
  homepage: 'https://replicate.com/docs',
  settings: ReplicateSettings,
  fields,
  probe: probeReplicate,
  estimate: estimateReplicate,
  open: (instance, means) =>
    openReplicate(instance, means, {
      id: `replicate:${instance.id}`,
      name: instance.name,
      medium: 'image',
      builtIn: false,
      sourceType: 'trainedAlgorithmicMedia',
      offers: ['Draws and changes pictures from words, and keeps a face where its model takes pictures.'],
      connectedWouldAdd: [],
      models: [],
    }),
};
