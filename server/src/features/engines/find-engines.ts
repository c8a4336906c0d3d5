import type { z } from 'zod';
import type { Ctx } from '#context';
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
  const candidates = ctx.connected.kinds.flatMap((kind) =>
    kind.defaultAddress === undefined || kind.hosted || known.has(`${kind.id} ${kind.defaultAddress}`)
      ? []
      : [{ kind, address: kind.defaultAddress }],
  );
  const found = await Promise.all(
    candidates.map(async ({ kind, address }) => {
      const instance = { id: 'find', name: kind.name, address, settings: kind.settings.parse({}) };
      const call = { signal: AbortSignal.timeout(askSeconds * 1000) };
      const probe = await kind.probe(instance, ctx.connected.means, call).catch(() => undefined);
      return probe ? [{ kind: kind.id, kindName: kind.name, address, probe: presentProbe(probe) }] : [];
    }),
  );
  return { items: found.flat(), asked: candidates.length };
}
