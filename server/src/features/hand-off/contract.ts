import { z } from 'zod';

/** A package for a person who posts by hand. */
export const HandOff = z.object({
  deliveryId: z.string(),
  postId: z.string(),
  state: z.enum(['open', 'published', 'cancelled', 'missed']),
  characterName: z.string(),
  platform: z.string(),
  platformName: z.string(),
  handle: z.string(),
  title: z.string(),
  caption: z.string(),
  parts: z.array(z.string()),
  firstComment: z.string(),
  files: z.array(
    z.object({
      index: z.number(),
      part: z.number(),
      name: z.string(),
      kind: z.enum(['image', 'video']),
      mime: z.string(),
      bytes: z.number(),
      width: z.number(),
      height: z.number(),
      altText: z.string(),
      url: z.string(),
    }),
  ),
  checklist: z.array(z.object({ text: z.string(), done: z.boolean() })),
  composeUrl: z.string().nullable(),
  /** Hosts on which the post's address may lie. */
  postHosts: z.array(z.string()),
  /** ISO 8601: when it is meant to be out, and until when it is waited for. */
  dueAt: z.string(),
  deadline: z.string(),
  overdue: z.boolean(),
  remoteUrl: z.string().nullable(),
  linkExpiresAt: z.string(),
});
export type HandOff = z.infer<typeof HandOff>;

/** GET /api/v1/deliveries/:id/hand-off ; the same with the link that works on any phone. */
export const HandOffWithLink = z.object({
  ...HandOff.shape,
  link: z.string(),
  messageProblem: z.string(),
});
export type HandOffWithLink = z.infer<typeof HandOffWithLink>;

/** GET /api/v1/hand-offs : what waits for a person, the earliest first. */
export const HandOffs = z.object({
  items: z.array(
    z.object({
      deliveryId: z.string(),
      characterName: z.string(),
      platform: z.string(),
      platformName: z.string(),
      handle: z.string(),
      caption: z.string(),
      thumbnailUrl: z.string().nullable(),
      dueAt: z.string(),
      overdue: z.boolean(),
      link: z.string(),
    }),
  ),
});

/** POST …/confirm ; POST …/undo {} ; POST …/tick */
export const ConfirmHandOff = z.strictObject({ address: z.string().trim().min(1).max(2000) });
export const TickHandOff = z.strictObject({ ticked: z.array(z.number().int().min(0).max(100)).max(100) });

/** GET and PUT /api/v1/hand-off-settings ; POST /api/v1/hand-off-settings/test {} */
export const HandOffSettings = z.object({
  leadMinutes: z.number(),
  telegram: z.object({ chatId: z.string(), rehearsal: z.boolean() }).nullable(),
});
export type HandOffSettings = z.infer<typeof HandOffSettings>;
export const SaveHandOffSettings = z.strictObject({
  leadMinutes: z.number().int().min(0).max(1440),
  /** Null sends no message; a token left empty stays as it was. */
  telegram: z
    .strictObject({
      chatId: z.string().trim().min(1).max(60),
      botToken: z.string().trim().max(200).default(''),
      rehearsal: z.boolean().default(false),
    })
    .nullable(),
});
export type SaveHandOffSettings = z.input<typeof SaveHandOffSettings>;
