import type { EngineManifest } from '#engines/engine.ts';

/** Raised when the same request draws other pixels: what was drawn before is kept by it. */
export const rendererVersion = '8';

export const manifest: EngineManifest = {
  id: 'builtin-image',
  name: 'Built-in 3D artist',
  medium: 'image',
  builtIn: true,
  sourceType: 'algorithmicMedia',
  offers: [
    'Draws your character in 3D, the same face every time, with nothing connected.',
    '12 scenes, 10 outfits, 15 poses, 10 expressions and 4 painting styles, in any format.',
    'The same request gives the same picture, byte for byte.',
  ],
  connectedWouldAdd: [
    'Photographic pictures and free prompts: any place, any clothes, any object.',
    'Needs a machine with a GPU running ComfyUI or Forge, or a hosted service.',
  ],
  models: [{ id: `makehuman-core/${rendererVersion}`, licence: 'CC0-1.0' }],
};
