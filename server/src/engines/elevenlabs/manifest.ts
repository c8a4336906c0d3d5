import type { EngineKind } from '#engines/connected-engine.ts';
import { openElevenlabs, probeElevenlabs } from './adapter.ts';
import { estimateElevenlabs } from './estimate.ts';
import { ElevenlabsSettings, fields } from './settings.ts';

/** Speech by ElevenLabs, https://elevenlabs.io/docs/api-reference . */
export const elevenlabsKind: EngineKind = {
  id: 'elevenlabs',
  name: 'ElevenLabs',
  summary: 'Natural voices in many languages.',
  media: ['speech'],
  hosted: true,
  sourceType: 'trainedAlgorithmicMedia',
  defaultAddress: 'https://api.elevenlabs.io',
  key: 'required',
  setUp: [
    'Make an API key at elevenlabs.io, under Developers; it needs text to speech, voices and models.',
    'Set the monthly limit under Spending: until then nothing is asked there.',
    'Scripts leave your network and fall under ElevenLabs’ rules.',
  ],
  homepage: 'https://elevenlabs.io/docs',
  settings: ElevenlabsSettings,
  fields,
  probe: probeElevenlabs,
  estimate: estimateElevenlabs,
  open: (instance, means) =>
    openElevenlabs(instance, means, {
      id: `elevenlabs:${instance.id}`,
      name: instance.name,
      medium: 'speech',
      builtIn: false,
      sourceType: 'trainedAlgorithmicMedia',
      offers: ['Natural voices in many languages.'],
      connectedWouldAdd: [],
      models: [],
    }),
};
