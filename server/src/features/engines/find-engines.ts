import type { z } from 'zod';
import type { AppContext, Ctx } from '#context';
import type { EngineKind, EngineProbe } from '#engines/connected-engine.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import type { FoundEngines } from './contract.ts';
import { presentProbe } from './present-instance.ts';
import { instancesOf } from './queries.ts';

/** Nothing that runs on this machine takes longer to say what it is. */
const askSeconds = 4;

/** Looks at the usual address of each kind on this machine for engines that are not connected yet. */
export async function findEngines(ctx: Ctx): Promise<z.infer<typeof FoundEngines>> {
  requireRole(ctx, 'admin');
  const known = new Set((await instancesOf(ctx)).map(({ kind, address }) => `${kind} ${address}`));
  const isNew = ({ kind, address }: Place) => !known.has(`${kind.id} ${address}`);
  const found = await enginesHere(ctx, isNew);
  return {
    items: found.map(({ kind, address, probe }) => ({
      kind: kind.id,
      kindName: kind.name,
      address,
      probe: presentProbe(probe),
    })),
    asked: placesOf(ctx).filter(isNew).length,
  };
}

interface Place {
  readonly kind: EngineKind;
  readonly address: string;
}

function placesOf({ connected }: Pick<AppContext, 'connected'>): Place[] {
  return connected.kinds.flatMap((kind) =>
    kind.defaultAddress === undefined || kind.hosted ? [] : [{ kind, address: kind.defaultAddress }],
  );
}

/** The engines that answer at their usual addresses on this machine. */
export async function enginesHere(
  app: Pick<AppContext, 'connected'>,
  isWanted: (place: Place) => boolean = () => true,
): Promise<(Place & { readonly probe: EngineProbe })[]> {
  const asked = placesOf(app)
    .filter(isWanted)
    .map(async ({ kind, address }) => {
      const instance = { id: 'find', name: kind.name, address, settings: kind.settings.parse({}) };
      const call = { signal: AbortSignal.timeout(askSeconds * 1000) };
      const probe = await kind.probe(instance, app.connected.means, call).catch(() => undefined);
      return probe ? [{ kind, address, probe }] : [];
    });
  return (await Promise.all(asked)).flat();
}
