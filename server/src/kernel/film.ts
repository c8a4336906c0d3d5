import { z } from 'zod';

/** Pixel sizes of a film by shape, width × height. */
export const filmShapes = {
  vertical: { label: 'Vertical 9:16', width: 1080, height: 1920 },
  portrait: { label: 'Portrait 4:5', width: 1080, height: 1350 },
  square: { label: 'Square 1:1', width: 1080, height: 1080 },
  landscape: { label: 'Wide 16:9', width: 1920, height: 1080 },
} as const;
export type FilmShape = keyof typeof filmShapes;
export const filmShapeIds = Object.keys(filmShapes) as [FilmShape, ...FilmShape[]];

/** How the camera moves over a picture. */
export const movements = {
  none: { label: 'Still' },
  in: { label: 'Move in' },
  out: { label: 'Move out' },
  left: { label: 'Drift left' },
  right: { label: 'Drift right' },
  up: { label: 'Drift up' },
  down: { label: 'Drift down' },
} as const;
export type Movement = keyof typeof movements;

export const filmFramesPerSecond = 30;
/** How near the camera comes: the picture is never enlarged by more. */
export const closestView = 1.14;
const mostScenes = 40;
/** The longest film, and the longest recording in one, in seconds. */
export const longestFilmSeconds = 600;
const shortestSceneSeconds = 0.5;

const common = {
  /** Made by whoever adds the scene; stays when scenes are put in another order. */
  id: z.string().min(1).max(40),
  /** What is said or read here: spoken by a voice, shown as captions. */
  text: z.string().max(600).default(''),
  /** A recording of the library that is heard from the beginning of the scene on. */
  voiceAssetId: z.uuid().nullable().default(null),
  /** How the scene before goes over into this one. */
  transition: z.enum(['cut', 'dissolve']).default('cut'),
};

export const FilmScene = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    kind: z.literal('picture'),
    assetId: z.uuid(),
    seconds: z.number().min(shortestSceneSeconds).max(60).default(4),
    movement: z.enum(Object.keys(movements) as [Movement, ...Movement[]]).default('in'),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('clip'),
    assetId: z.uuid(),
    /** The part of the clip that is shown. */
    inSeconds: z.number().min(0).max(3600).default(0),
    outSeconds: z.number().min(0).max(3600),
    /** Whether the clip is heard. */
    sound: z.boolean().default(true),
  }),
]);
export type FilmScene = z.infer<typeof FilmScene>;

/** Everything that is decided about a film. */
export const FilmDraft = z.strictObject({
  scenes: z.array(FilmScene).max(mostScenes).default([]),
  /** A recording over the whole film. */
  voice: z.strictObject({ assetId: z.uuid() }).nullable().default(null),
  music: z
    .strictObject({
      musicId: z.uuid(),
      /** Loudness where nobody speaks, in dB below that of speech. */
      belowDb: z.number().min(0).max(40).default(8),
      /** How much softer still while somebody speaks, in dB. */
      duckDb: z.number().min(0).max(30).default(12),
    })
    .nullable()
    .default(null),
  captions: z
    .strictObject({ burned: z.boolean().default(true), file: z.boolean().default(true) })
    .default({ burned: true, file: true }),
  cover: z
    .strictObject({ atSeconds: z.number().min(0).max(longestFilmSeconds), title: z.string().max(80) })
    .default({ atSeconds: 0.5, title: '' }),
});
export type FilmDraft = z.infer<typeof FilmDraft>;
