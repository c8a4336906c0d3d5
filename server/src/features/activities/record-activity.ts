import type { Ctx } from '#context';
import type { LiveEvent } from '#features/activities/contract.ts';
import { newId } from '#kernel/ids.ts';
import { actorName } from './rules.ts';
import { activities } from './tables.ts';

type Topic = Extract<LiveEvent, { type: 'changed' }>['topic'];

export interface NewActivity {
  /** Past tense, `subject.happened`, such as `post.approved`. */
  readonly verb: string;
  readonly subject: { readonly type: string; readonly id: string; readonly topic?: Topic };
  readonly characterId?: string | undefined;
  /** One sentence for a person. Never a secret. */
  readonly summary: string;
  readonly facts?: Record<string, unknown>;
}

/** Writes one line of the audit log in the caller's transaction, and tells the live feed after its commit. */
export async function recordActivity(ctx: Ctx, activity: NewActivity): Promise<void> {
  const at = ctx.now();
  const row = {
    id: newId(),
    workspaceId: ctx.workspaceId,
    actor: ctx.actor,
    verb: activity.verb,
    subjectType: activity.subject.type,
    subjectId: activity.subject.id,
    characterId: activity.characterId ?? null,
    summary: activity.summary,
    facts: activity.facts ?? {},
    at,
  };
  await ctx.db.insert(activities).values(row);
  const { workspaceId: _, actor, ...told } = row;
  ctx.emit({ type: 'activity', activity: { ...told, actorName: actorName(actor), at: at.toISOString() } });
  if (activity.subject.topic) {
    ctx.emit({ type: 'changed', topic: activity.subject.topic, id: activity.subject.id });
  }
}
