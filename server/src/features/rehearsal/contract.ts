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
  /** Newest first; replies among them. */
  posts: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(['post', 'story', 'reply']),
      /** The `id` of what a reply answers: a part of a thread, or a comment. */
      repliesTo: z.string().nullable(),
      /** Null for the account's own. */
      author: z.object({ handle: z.string(), displayName: z.string() }).nullable(),
      title: z.string().nullable(),
      /** Null where the platform tells nobody. */
      likes: z.number().nullable(),
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
