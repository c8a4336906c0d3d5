import { z } from 'zod';

/** GET /api/v1/public/timelines/:platform/:handle ; open to anyone, like a real profile. */
export const Timeline = z.object({
  platform: z.string(),
  platformName: z.string(),
  handle: z.string(),
  displayName: z.string(),
  bio: z.string(),
  /** The account says that it is automated. */
  automated: z.boolean(),
  /** Whether the platform's feed leads with the picture, as one does whose posts cannot be words alone. */
  pictureFirst: z.boolean(),
  posts: z.array(
    z.object({
      id: z.string(),
      text: z.string(),
      at: z.string(),
      url: z.string(),
      /** How the platform tells that it is AI-made: its own flag, or words in the post. */
      aiLabel: z.object({ shown: z.boolean(), by: z.enum(['platform', 'caption', 'none']) }),
      media: z.array(
        z.object({
          kind: z.enum(['image', 'video']),
          url: z.string(),
          altText: z.string(),
          width: z.number().nullable(),
          height: z.number().nullable(),
        }),
      ),
    }),
  ),
});
export type Timeline = z.infer<typeof Timeline>;
