import type { EngineKind } from '#engines/connected-engine.ts';
import { openAutomatic1111 } from './adapter.ts';
import { probeAutomatic1111 } from './probe.ts';
import { Automatic1111Settings, settingFields } from './settings.ts';

/** Automatic1111, Forge and Forge Neo: one HTTP interface, https://github.com/AUTOMATIC1111/stable-diffusion-webui . */
export const automatic1111Kind: EngineKind = {
  id: 'automatic1111',
  name: 'Automatic1111 or Forge',
  summary: 'Pictures from the Stable Diffusion web UI that you already run.',
  media: ['image'],
  hosted: false,
  sourceType: 'trainedAlgorithmicMedia',
  defaultAddress: 'http://127.0.0.1:7860',
  key: 'optional',
  setUp: [
    'Start it with the option --api (in webui-user: set COMMANDLINE_ARGS=--api).',
    'From another machine, add --listen and --api-auth name:password, and give name:password as the key.',
    'To keep a face, install ControlNet (Forge has it) and an IP-Adapter model for faces.',
  ],
  homepage: 'https://github.com/lllyasviel/stable-diffusion-webui-forge',
  settings: Automatic1111Settings,
  fields: settingFields,
  probe: probeAutomatic1111,
  open: (instance, means) =>
    openAutomatic1111(instance, means, {
      id: `automatic1111:${instance.id}`,
      name: instance.name,
      medium: 'image',
      builtIn: false,
      sourceType: 'trainedAlgorithmicMedia',
      offers: ['Draws from words, keeps a face with IP-Adapter, changes and enlarges pictures.'],
      connectedWouldAdd: [],
      models: [],
    }),
};
