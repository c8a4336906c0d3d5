import { z } from 'zod';
import { ShotLook } from '#kernel/shot.ts';

/** Of one character; enough for a wardrobe, and still read in one go. */
export const mostLooks = 200;

const name = z.string().trim().min(1, 'Give the look a name.').max(60);

export const SavedLook = z.object({
  id: z.string(),
  characterId: z.string(),
  name: z.string(),
  content: ShotLook,
  /** Of the take it was saved from. */
  assetId: z.string().nullable(),
  thumbnailUrl: z.string().nullable(),
  createdAt: z.string(),
});
export type SavedLook = z.infer<typeof SavedLook>;

/** GET /api/v1/characters/:id/looks ; newest first. */
export const SavedLooks = z.object({ items: z.array(SavedLook) });

/** POST /api/v1/characters/:id/looks */
export const SaveLook = z.strictObject({
  name,
  content: ShotLook,
  /** The picture that stands for it: one of this character. */
  assetId: z.uuid().optional(),
});
export type SaveLook = z.infer<typeof SaveLook>;
export type SaveLookInput = z.input<typeof SaveLook>;

/** PATCH /api/v1/characters/:id/looks/:lookId ; DELETE takes it away, POST …/restore brings it back. */
export const RenameLook = z.strictObject({ name });
