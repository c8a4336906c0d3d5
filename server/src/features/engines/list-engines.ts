import type { z } from 'zod';
import type { Ctx } from '#context';
import { messageOf } from '#kernel/errors.ts';
import type { EngineKindInfos, EngineState, EngineStates } from './contract.ts';
import { presentKind } from './present-instance.ts';
import { instancesOf } from './queries.ts';

const healthSeconds = 10;

/** The built-in engines: whether each works here, what it offers, and what a connected one would add. */
export async function listEngines(ctx: Ctx): Promise<z.infer<typeof EngineStates>> {
  const { image, text, speech, video } = ctx.engines;
  const call = { signal: AbortSignal.timeout(healthSeconds * 1000) };
  const items = await Promise.all(
    [image, text, speech, video].map(async (engine): Promise<EngineState> => {
      const { id, name, medium, builtIn, offers, connectedWouldAdd } = engine.manifest;
      const state = await engine.health(call).catch((error: unknown) => ({
        ok: false,
        summary: `It could not be asked: ${messageOf(error)}`,
        remedy: 'Start the product again; if that does not help, run npm run doctor.',
      }));
      return {
        id,
        name,
        medium,
        builtIn,
        ...state,
        offers: [...offers],
        connectedWouldAdd: [...connectedWouldAdd],
      };
    }),
  );
  const builtIn = { engine: speech.id, engineName: 'Built in' };
  const connected = (await instancesOf(ctx)).filter(({ enabled }) => enabled);
  return {
    items,
    voices: [
      ...speech.voices.map((voice) => ({ ...voice, ...builtIn })),
      ...connected.flatMap(({ id, kind, name, probe }) =>
        (probe?.voices ?? []).map((voice) => ({ ...voice, engine: `${kind}:${id}`, engineName: name })),
      ),
    ],
  };
}

/** Everything that can be connected. */
export function listEngineKinds(ctx: Ctx): z.infer<typeof EngineKindInfos> {
  return { items: ctx.connected.kinds.map(presentKind) };
}
