import { type AppContext, asSystem } from '#context';
import { messageOf } from '#kernel/errors.ts';
import { enginesHere } from './find-engines.ts';
import { instanceOf } from './probe-instance.ts';
import { allInstances } from './queries.ts';

export interface EngineCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly summary: string;
  readonly remedy?: string;
}

const askSeconds = 10;

/** How every connected engine is now, and which run on this machine that nobody has connected. */
export async function checkEngines(app: AppContext): Promise<EngineCheck[]> {
  const rows = (await allInstances(app.db)).filter(({ enabled }) => enabled);
  const connected = await Promise.all(
    rows.map(async (row): Promise<EngineCheck> => {
      const call = { signal: AbortSignal.timeout(askSeconds * 1000) };
      try {
        const ctx = asSystem(app, row.workspaceId, 'doctor');
        const { summary } = await app.connected
          .kind(row.kind)
          .probe(instanceOf(ctx, row), app.connected.means, call);
        return { name: row.name, ok: true, summary };
      } catch (error) {
        const remedy = 'Start it, or open the engines page to change its address or switch it off.';
        return { name: row.name, ok: false, summary: messageOf(error), remedy };
      }
    }),
  );
  const known = new Set(rows.map(({ kind, address }) => `${kind} ${address}`));
  const here = (await enginesHere(app)).filter(({ kind, address }) => !known.has(`${kind.id} ${address}`));
  return [
    ...connected,
    ...here.map(({ kind, address }) => ({
      name: kind.name,
      ok: true,
      summary: `Runs at ${address} and is not connected: connect it on the engines page.`,
    })),
  ];
}
