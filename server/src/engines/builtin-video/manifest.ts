import type { EngineManifest } from '#engines/engine.ts';

export const manifest: EngineManifest = {
  id: 'builtin-video',
  name: 'Built-in clips',
  medium: 'video',
  builtIn: true,
  sourceType: 'algorithmicMedia',
  offers: [
    'Vertical talking clips of the 3D character: lip-sync, blinks, head movement, captions.',
    'Moving stills: a slow camera move over any picture, with or without speech.',
    'A captions file and a cover with each clip.',
  ],
  connectedWouldAdd: [
    'Clips in which the whole body moves and the camera travels.',
    'Photographic characters.',
    'Gestures and emotions that follow what is said.',
  ],
  models: [
    { id: 'builtin-talking-clip-1', licence: 'Apache-2.0' },
    { id: 'builtin-moving-still-1', licence: 'Apache-2.0' },
    { id: 'rhubarb-lip-sync-1', licence: 'MIT' },
  ],
};
