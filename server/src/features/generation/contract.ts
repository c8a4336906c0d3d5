import { z } from 'zod';
import { PageQuery, pageOf } from '#kernel/paging.ts';
import { changeKinds } from '#kernel/picture-change.ts';
import { Shot } from '#kernel/shot.ts';
import { textUnits } from '#kernel/text-length.ts';
import { writtenKinds } from '#kernel/written.ts';

export const generationStates = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;
export const takeStates = ['waiting', 'running', 'done', 'set_aside', 'failed', 'cancelled'] as const;
export type GenerationState = (typeof generationStates)[number];
export type TakeState = (typeof takeStates)[number];
export const mostExtraTakes = 8;
/** Engines that take pictures take about four, and the character's own come along. */
export const mostTakeReferences = 3;
const seed = z
  .number()
  .int()
  .min(0)
  .max(2 ** 32 - 1);

/** Takes that may be made on top, each from a new seed, while every one before was set aside. */
const extraTakes = z.number().int().min(0).max(mostExtraTakes).default(2);

/** What a request is for, and by when. */
const purpose = {
  /** The take that is chosen is added to this post while it can be edited. */
  forPostId: z.uuid().optional(),
  /** Where a post is linked, its planned time counts as well. */
  neededBy: z.iso.datetime({ offset: true }).optional(),
  /** Whether takes of it may be dropped when others would be late. */
  mayBeDropped: z.boolean().optional(),
};

const assetId = z.uuid();

/** A change to a picture that is there. */
export const PictureChange = z.discriminatedUnion('kind', [
  /** As the words say; `strength` 0 (as it is) to 1 (new), where the engine heeds it. */
  z.strictObject({ kind: z.literal('edit'), assetId, strength: z.number().min(0.05).max(1).default(0.6) }),
  /** Its face drawn again, finer. */
  z.strictObject({ kind: z.literal('detail-face'), assetId }),
  z.strictObject({
    kind: z.literal('upscale'),
    assetId,
    factor: z.union([z.literal(2), z.literal(4)]).default(2),
  }),
]);
export type PictureChange = z.infer<typeof PictureChange>;

/** A workflow of one's own, kept with an engine: that engine does the work, and in this way. */
export const ChosenWorkflow = z.strictObject({ engineId: z.uuid(), workflowId: z.string().min(1).max(60) });

/** POST /api/v1/generations */
export const StartGeneration = z.discriminatedUnion('medium', [
  z.strictObject({
    medium: z.literal('image'),
    characterId: z.uuid(),
    shot: Shot,
    prompt: z.string().trim().max(600).default(''),
    takes: z.number().int().min(1).max(8).default(3),
    /** Small changes of pose, gaze and expression between takes. */
    vary: z.boolean().default(true),
    /** How many are seen in it, the character included. */
    people: z.number().int().min(1).max(8).default(1),
    /** Pictures of the character that the engine is shown for these takes, before its references. */
    referenceAssetIds: z.array(z.uuid()).max(mostTakeReferences).default([]),
    /** Instead of a new picture; `prompt` says what is to be different. */
    change: PictureChange.optional(),
    workflow: ChosenWorkflow.optional(),
    extraTakes,
    seed: seed.optional(),
    ...purpose,
  }),
  z.strictObject({
    medium: z.literal('text'),
    kind: z.enum(writtenKinds).default('caption'),
    characterId: z.uuid(),
    topic: z.string().trim().max(300).default(''),
    /** The picture it goes with, or that is described: models that see look at it, others go by its shot. */
    assetId: z.uuid().optional(),
    /** The character's first language when absent. */
    language: z.string().max(20).optional(),
    /** Of the whole, its hashtags included; of one part of a thread. */
    maxLength: z.number().int().min(40).max(5000).default(300),
    /** What the length counts. */
    unit: z.enum(textUnits).default('graphemes'),
    maxHashtags: z.number().int().min(0).max(30).default(4),
    /** Of a thread. */
    maxParts: z.number().int().min(2).max(20).default(6),
    /** About how long a script takes to say. */
    seconds: z.number().int().min(3).max(180).default(20),
    /** The post that a script goes with, or that the comment stands under. */
    post: z.string().trim().max(5000).default(''),
    /** The comment to answer. */
    message: z.string().trim().max(2000).default(''),
    /** Who wrote the comment. */
    writer: z.string().trim().max(100).default(''),
    takes: z.number().int().min(1).max(6).default(3),
    extraTakes,
    seed: seed.optional(),
    ...purpose,
  }),
  z.strictObject({
    medium: z.literal('speech'),
    characterId: z.uuid(),
    script: z.string().trim().min(1, 'Write what to say.').max(2000),
    takes: z.number().int().min(1).max(3).default(1),
    extraTakes,
    seed: seed.optional(),
    ...purpose,
  }),
  z.strictObject({
    medium: z.literal('video'),
    characterId: z.uuid(),
    /** `animated` needs a connected engine with an image-to-video model. */
    kind: z.enum(['talking', 'moving-still', 'animated']),
    shot: Shot,
    /** For `talking`: what is said. */
    script: z.string().trim().max(600).default(''),
    /** For `animated`: what moves. */
    motion: z.string().trim().max(600).default(''),
    /** For `moving-still` and `animated`: the picture; and its length in seconds. */
    assetId: z.uuid().optional(),
    seconds: z.number().min(3).max(30).default(8),
    /** For `animated`. */
    workflow: ChosenWorkflow.optional(),
    captions: z.boolean().default(true),
    takes: z.number().int().min(1).max(3).default(1),
    extraTakes,
    seed: seed.optional(),
    ...purpose,
  }),
]);
export type StartGeneration = z.infer<typeof StartGeneration>;
export type StartGenerationInput = z.input<typeof StartGeneration>;

/** POST /api/v1/picture-changes */
export const ChangePicture = z.strictObject({
  change: PictureChange,
  /** For an edit: what is to be different. */
  words: z.string().trim().max(600).default(''),
  takes: z.number().int().min(1).max(4).default(1),
  workflow: ChosenWorkflow.optional(),
});
export type ChangePicture = z.infer<typeof ChangePicture>;
export type ChangePictureInput = z.input<typeof ChangePicture>;

/** GET /api/v1/picture-changes?assetId= : what can be done with a picture; nothing for what is no picture. */
export const PictureChanges = z.object({
  items: z.array(
    z.object({
      kind: z.enum(changeKinds),
      /** `redraw`: drawn again by the built-in artist; `waiting`: by engines that rest; `done`: as large as it gets. */
      by: z.enum(['redraw', 'connected', 'waiting', 'nobody', 'done']),
      /** Who would do it. */
      engines: z.array(z.string()),
      /** By how much a picture can be made larger. */
      factors: z.array(z.union([z.literal(2), z.literal(4)])),
      /** What connected engines would need for it, in sentences. */
      lacks: z.array(z.string()),
    }),
  ),
});
export const PictureChangesQuery = z.object({ assetId });

export const CheckResult = z.object({
  name: z.string(),
  version: z.string(),
  score: z.number().nullable(),
  threshold: z.number().nullable(),
  verdict: z.enum(['pass', 'review', 'fail', 'not_applicable']),
  reason: z.string(),
  /** Another asset that the reason speaks of. */
  relatedAssetId: z.string().optional(),
});
export type CheckResult = z.infer<typeof CheckResult>;

/** What one check gave to a score: points of 100, and what it could have given at best. */
export const ScorePart = z.object({ name: z.string(), points: z.number(), most: z.number() });
export type ScorePart = z.infer<typeof ScorePart>;

/** Which engine made a take, by the name a person gave it, and with which model. */
export const MadeBy = z.object({ engineId: z.string(), engineName: z.string(), model: z.string() });
export type MadeBy = z.infer<typeof MadeBy>;

export const Take = z.object({
  id: z.string(),
  number: z.number(),
  seed: z.number(),
  state: z.enum(takeStates),
  assetId: z.string().nullable(),
  kind: z.enum(['image', 'video', 'audio']).nullable(),
  /** Preview, small. */
  thumbnailUrl: z.string().nullable(),
  /** The file itself, for playing and looking at. */
  fileUrl: z.string().nullable(),
  /** What was written, of whatever kind; the parts of a thread with empty lines between. */
  caption: z.string().nullable(),
  hashtags: z.array(z.string()).nullable(),
  /** Of a thread. */
  parts: z.array(z.string()).nullable(),
  /** 0 to 100; the best is offered first. */
  score: z.number().nullable(),
  /** What the score is made of; their points sum to it. */
  scoreParts: z.array(ScorePart),
  checks: z.array(CheckResult),
  warnings: z.array(z.string()),
  madeBy: MadeBy.nullable(),
  failure: z.string().nullable(),
  /** Taken out of the queue by the rule of the plan; it can be asked for again. */
  dropped: z.boolean(),
});
export type Take = z.infer<typeof Take>;

export const Generation = z.object({
  id: z.string(),
  characterId: z.string(),
  characterName: z.string(),
  characterVersion: z.number(),
  medium: z.enum(['image', 'text', 'speech', 'video']),
  request: z.record(z.string(), z.unknown()),
  state: z.enum(generationStates),
  /** 0 to 1 over all takes. */
  progress: z.number(),
  stage: z.string(),
  failure: z.string().nullable(),
  chosenTakeId: z.string().nullable(),
  /** The post it is for, and whether the chosen take is in it. */
  forPostId: z.string().nullable(),
  inPost: z.boolean(),
  /** Best first; those set aside last. */
  takes: z.array(Take),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
});
export type Generation = z.infer<typeof Generation>;

/** GET /api/v1/generations */
export const ListGenerations = z.object({
  ...PageQuery.shape,
  characterId: z.uuid().optional(),
  medium: z.enum(['image', 'text', 'speech', 'video']).optional(),
  /** The one that made this file. */
  assetId: z.uuid().optional(),
});
export type ListGenerations = z.infer<typeof ListGenerations>;
export const GenerationPage = pageOf(Generation);

/** POST /api/v1/generations/:id/cancel ; POST /api/v1/generations/:id/choose {takeId} */
export const ChooseTake = z.strictObject({ takeId: z.uuid() });
