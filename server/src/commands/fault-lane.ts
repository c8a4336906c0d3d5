import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import fastify from 'fastify';
import type { AppContext, LedgerStep } from '#context';
import { readMediaTicket } from '#features/publishing/public-media.ts';
import { freePort } from '#http/free-port.ts';
import type { JobQueue } from '#jobs/queue.ts';
import { createPlatformHttp } from '#platforms/http.ts';
import { createPlatformRegistry } from '#platforms/registry.ts';
import { createMemoryStore } from '#platforms/simulators/memory-store.ts';
import { createRehearsalNetwork, type RehearsalNetwork } from '#platforms/simulators/network.ts';
import { rehearsalPlugin } from '#platforms/simulators/rehearsal-plugin.ts';
import type { SimulatorRequest, SimulatorStore } from '#platforms/simulators/simulator.ts';

/** The studio as one delivery at a time sees it: a rehearsal network, a clock and a way of its own. */
export interface Lane extends AsyncDisposable {
  readonly app: AppContext;
  readonly origin: string;
  readonly clock: LaneClock;
  /** Kinds of the requests to the platforms since it was last emptied, in order. */
  readonly seen: string[];
  storeOf(platform: string): SimulatorStore;
  /** Told of every step of the ledger, while it is set. */
  onStep: ((step: LedgerStep) => Promise<void>) | undefined;
}

export interface LaneClock {
  /** Waiting is shortened by moving the time on, for the studio and the platforms alike. */
  aheadMilliseconds: number;
  /** How wrong the studio's own clock goes. */
  jumpMilliseconds: number;
  studioNow(): Date;
  platformNow(): Date;
}

function laneClock(): LaneClock {
  const clock: LaneClock = {
    aheadMilliseconds: 0,
    jumpMilliseconds: 0,
    studioNow: () => new Date(Date.now() + clock.aheadMilliseconds + clock.jumpMilliseconds),
    platformNow: () => new Date(Date.now() + clock.aheadMilliseconds),
  };
  return clock;
}

const longestAddress = 4096;
/** No delivery may wait longer for one answer here. */
const longestAnswerSeconds = 20;
/** Deliveries are carried out by hand, so nothing is queued. */
const noQueue: JobQueue = { add: async () => undefined };

/** An app that reaches the rehearsal network at `origin`, by its own clock. */
export function appOnLane(
  app: AppContext,
  origin: string,
  parts: Pick<AppContext, 'now' | 'onLedgerStep'> & { readonly rehearsal?: RehearsalNetwork },
): AppContext {
  const http = createPlatformHttp({
    userAgent: 'AInfluencer faults',
    isTrustedOrigin: (asked) => asked === origin,
    maxTimeoutSeconds: longestAnswerSeconds,
  });
  return {
    ...app,
    config: { ...app.config, localUrl: origin, publicUrl: origin },
    platforms: createPlatformRegistry(http),
    jobs: noQueue,
    ...parts,
  };
}

/** Opens a network of simulators that listens on a port of its own. */
export async function openLane(app: AppContext): Promise<Lane> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const clock = laneClock();
  const stores = new Map<string, SimulatorStore>();
  const seen: string[] = [];
  const rehearsal = createRehearsalNetwork({
    localUrl: origin,
    publicUrl: origin,
    now: clock.platformNow,
    storeOf: (platform) => {
      const store = createMemoryStore();
      stores.set(platform, store);
      return store;
    },
  });
  const server = fastify({ forceCloseConnections: true, routerOptions: { maxParamLength: longestAddress } });
  const lane: Lane = {
    app: appOnLane(app, origin, {
      rehearsal,
      now: clock.studioNow,
      onLedgerStep: async (step) => lane.onStep?.(step),
    }),
    origin,
    clock,
    seen,
    storeOf: (platform) => stores.get(platform)!,
    onStep: undefined,
    [Symbol.asyncDispose]: () => server.close(),
  };
  await server.register(
    rehearsalPlugin(
      rehearsal.all.map(({ simulator, store }) => {
        const kindOf = (request: SimulatorRequest) => {
          const kind = simulator.kindOf(request);
          seen.push(kind);
          return kind;
        };
        return { simulator: { ...simulator, kindOf }, store };
      }),
    ),
  );
  // Platforms that fetch files themselves find them here, as they do at the studio.
  server.get<{ Params: { ticket: string } }>('/media/:ticket/:name', async (request, reply) => {
    const { path, mime } = readMediaTicket(lane.app, request.params.ticket);
    const { size } = await stat(path);
    return reply.header('content-type', mime).header('content-length', size).send(createReadStream(path));
  });
  await server.listen({ host: '127.0.0.1', port });
  return lane;
}
