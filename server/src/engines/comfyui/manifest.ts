import type { EngineInstance, EngineKind } from '#engines/connected-engine.ts';
import type { EngineManifest, Medium } from '#engines/engine.ts';
import { openComfy } from './adapter.ts';
import { builtinRecipes } from './builtin-recipes.ts';
import { probeComfy } from './probe.ts';
import { ComfySettings, settingFields } from './settings.ts';
import { comfyWorkflows } from './workflows.ts';

/** ComfyUI, https://github.com/comfyanonymous/ComfyUI , on a machine of one's own. */
export const comfyuiKind: EngineKind = {
  id: 'comfyui',
  name: 'ComfyUI',
  summary: 'Photographic pictures that keep one face, and clips filmed from them, on your own graphics card.',
  media: ['image', 'video'],
  hosted: false,
  sourceType: 'trainedAlgorithmicMedia',
  defaultAddress: 'http://127.0.0.1:8188',
  key: 'optional',
  setUp: [
    'Install and start ComfyUI on the machine with the graphics card.',
    'On another machine than this one, start it with --listen and keep its port away from the internet: it has no login.',
    'Put the model files that the list of abilities names into its models folder.',
    'Start it with --preview-method auto to watch pictures grow.',
  ],
  homepage: 'https://docs.comfy.org/',
  settings: ComfySettings,
  get fields() {
    return settingFields();
  },
  probe: probeComfy,
  workflows: comfyWorkflows,
  open: (instance, means) =>
    openComfy(instance, means, {
      image: manifestOf(instance, 'image'),
      video: manifestOf(instance, 'video'),
    }),
};

function manifestOf(instance: EngineInstance, medium: Medium & ('image' | 'video')): EngineManifest {
  const offers = {
    image: [
      'Draws from words, keeps the face of reference pictures, changes, refines and enlarges pictures.',
      'Runs the workflows that fit its models, and your own.',
    ],
    video: ['Films clips of some seconds from a still picture.'],
  };
  return {
    id: `comfyui:${instance.id}`,
    name: instance.name,
    medium,
    builtIn: false,
    sourceType: 'trainedAlgorithmicMedia',
    offers: offers[medium],
    connectedWouldAdd: [],
    models: builtinRecipes()
      .filter((recipe) => recipe.medium === medium)
      .flatMap(({ models }) => models.map(({ name, licence }) => ({ id: name, licence }))),
  };
}
