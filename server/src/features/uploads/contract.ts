import { z } from 'zod';

/** The largest file that is taken in, in bytes: some minutes of film from another program. */
export const maxUploadBytes = 500 * 1024 * 1024;
/** The longest clip that is taken in, in seconds. */
export const maxUploadSeconds = 20 * 60;

/**
 * POST /api/v1/uploads, multipart/form-data: these fields, then `file`. Answers the asset as it came out of the
 * checks; one that failed a decisive check is kept out of sight, with the reason.
 */
export const UploadFields = z.strictObject({
  characterId: z.uuid(),
  /** Whether AI made all of it, or changed something that was there. Nothing else is published from here. */
  made: z.enum(['by_ai', 'changed_with_ai']),
  /** The program or model, in the person's words. */
  madeWith: z.string().trim().max(120).default(''),
  altText: z.string().trim().max(1000).default(''),
});
export type UploadFields = z.infer<typeof UploadFields>;

export const Uploaded = z.object({
  assetId: z.string(),
  kind: z.enum(['image', 'video']),
  /** What was done to the file on the way in, in sentences. */
  changes: z.array(z.string()),
  /** Why it is kept but not offered; null when it may be used. */
  setAside: z.string().nullable(),
});
export type Uploaded = z.infer<typeof Uploaded>;
