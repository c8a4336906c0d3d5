import type { Actor } from '#kernel/actor.ts';

/** How an actor is named on screen. */
export function actorName(actor: Actor): string {
  return actor.kind === 'user' ? actor.name : 'AInfluencer';
}
