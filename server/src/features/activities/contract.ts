import { z } from 'zod';
import { PageQuery, pageOf } from '#kernel/paging.ts';

export const Activity = z.object({
  id: z.string(),
  actorName: z.string(),
  /** Past-tense name such as `post.approved`. */
  verb: z.string(),
  subjectType: z.string(),
  subjectId: z.string(),
  characterId: z.string().nullable(),
  /** One sentence for a person. */
  summary: z.string(),
  facts: z.record(z.string(), z.unknown()),
  at: z.string(),
});
export type Activity = z.infer<typeof Activity>;

/** GET /api/v1/activities */
export const ListActivities = z.object({
  ...PageQuery.shape,
  characterId: z.uuid().optional(),
  subjectType: z.string().max(40).optional(),
  subjectId: z.string().max(60).optional(),
});
export type ListActivities = z.infer<typeof ListActivities>;
export const ActivityPage = pageOf(Activity);

/**
 * WebSocket /api/v1/events, server to client, one JSON object a message.
 * `changed` names what to read again; `progress` carries the running figures of a generation, or of a film that is
 * rendered, under its id.
 */
export const LiveEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), at: z.string() }),
  z.object({ type: z.literal('activity'), activity: Activity }),
  z.object({
    type: z.literal('changed'),
    topic: z.enum([
      'characters',
      'generations',
      'assets',
      'posts',
      'deliveries',
      'accounts',
      'engines',
      'films',
      'workspace',
    ]),
    id: z.string(),
  }),
  z.object({
    type: z.literal('progress'),
    generationId: z.string(),
    progress: z.number(),
    stage: z.string(),
    takeId: z.string().nullable(),
    /** The take as far as it is: a small picture as a `data:` address, where the engine shows one. */
    preview: z.string().optional(),
  }),
]);
export type LiveEvent = z.infer<typeof LiveEvent>;
