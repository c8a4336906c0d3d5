import type { z } from 'zod';
import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import type { Medium } from '#engines/engine.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { characterCard } from '#features/characters/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import type { CharacterId } from '#kernel/ids.ts';
import { type EngineRoute, type EngineRoutes, media, type RouteChoice, type SetRoute } from './contract.ts';
import { mainAbilities, pickEngine } from './pick-engine.ts';
import { deleteRoute, instancesOf, routesOf, saveRoute } from './queries.ts';

const noun: Readonly<Record<Medium, string>> = {
  image: 'Pictures',
  text: 'Words',
  speech: 'Voice',
  video: 'Clips',
};

/** Which engine makes what, for the workspace or for one character, and what that means now. */
export async function listRoutes(
  ctx: Ctx,
  characterId: string | undefined,
): Promise<z.infer<typeof EngineRoutes>> {
  const of =
    characterId === undefined ? undefined : (await characterCard(ctx, characterId as CharacterId)).id;
  const routes = await routesOf(ctx, of as CharacterId | undefined);
  const items = await Promise.all(
    media.map(async (medium) => {
      const find = (character: string | null) =>
        routes.find((route) => route.medium === medium && route.characterId === character)?.choice;
      const ours = find(null) ?? { kind: 'automatic' as const };
      const choice = of === undefined ? ours : (find(of) ?? null);
      return { medium, choice, ...(await nowOf(ctx, medium, choice ?? ours)) };
    }),
  );
  return { items };
}

async function nowOf(
  ctx: Ctx,
  medium: Medium,
  choice: RouteChoice,
): Promise<Pick<EngineRoute, 'now' | 'by'>> {
  if (choice.kind === 'builtin') return { by: 'builtin', now: 'Built in' };
  const need = { medium, abilities: mainAbilities[medium] };
  const { ready, resting, builtin } = await pickEngine(ctx, { ...need, choice });
  if (ready.length > 0) {
    return { by: 'connected', now: ready.map(({ instance }) => instance.name).join(', ') };
  }
  if (resting.length > 0) {
    const names = resting.map(({ name }) => name).join(', ');
    return { by: 'waiting', now: `Waiting for ${names}, which does not answer` };
  }
  if (builtin && choice.kind === 'automatic' && (await couldForMoney(ctx, medium))) {
    return { by: 'builtin', now: 'Built in: what is connected is paid by use, and no monthly limit is set' };
  }
  return builtin
    ? { by: 'builtin', now: 'Built in: nothing connected can do this' }
    : { by: 'nobody', now: 'Nothing: no chosen engine can do this' };
}

/** Whether a connected engine could do it if the workspace might spend money. */
async function couldForMoney(ctx: Ctx, medium: Medium): Promise<boolean> {
  const instanceIds = (await instancesOf(ctx)).map(({ id }) => id as string);
  const choice = { kind: 'instances' as const, instanceIds, fallback: true };
  return (await pickEngine(ctx, { medium, abilities: mainAbilities[medium], choice })).ready.length > 0;
}

/** Chooses which engine makes what. */
export async function setRoute(ctx: Ctx, input: SetRoute): Promise<z.infer<typeof EngineRoutes>> {
  requireRole(ctx, input.characterId === undefined ? 'admin' : 'editor');
  const { choice, medium } = input;
  const character =
    input.characterId === undefined ? undefined : await characterCard(ctx, input.characterId as CharacterId);
  if (choice?.kind === 'instances') await assertOurs(ctx, choice.instanceIds, medium);
  const characterId = input.characterId as CharacterId | undefined;
  await inTransaction(ctx, async (ctx) => {
    if (choice) {
      await saveRoute(ctx, {
        workspaceId: ctx.workspaceId,
        characterId: characterId ?? null,
        medium,
        choice,
      });
    } else {
      await deleteRoute(ctx, characterId, medium);
    }
    await recordActivity(ctx, {
      verb: 'engine.routed',
      subject: { type: 'engine_route', id: characterId ?? medium, topic: 'engines' },
      characterId,
      summary: `${noun[medium]}${character ? ` of ${character.name}` : ''}: who makes them was changed.`,
      facts: { medium, choice },
    });
  });
  return listRoutes(ctx, input.characterId);
}

async function assertOurs(ctx: Ctx, ids: readonly string[], medium: Medium): Promise<void> {
  const instances = await instancesOf(ctx);
  for (const id of ids) {
    const instance = instances.find((one) => one.id === id);
    const kind = ctx.connected.kinds.find((one) => one.id === instance?.kind);
    if (instance && kind?.media.includes(medium)) continue;
    throw new AppError(
      'invalid',
      instance ? `${instance.name} does not make this.` : 'One of these engines is not connected.',
      { field: 'choice.instanceIds', hint: 'Choose among the engines that are connected for it.' },
    );
  }
}
