import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';

/** One way a simulated engine misbehaves. Those that say "after" happen once the work was taken. */
export type EngineFault =
  /** Takes the request, does nothing, never answers. */
  | { readonly kind: 'silent' }
  /** The right answer, late. */
  | { readonly kind: 'slow'; readonly milliseconds: number }
  | { readonly kind: 'hang-up-before' }
  | { readonly kind: 'hang-up-after' }
  /** Refuses without doing the work; `body` is sent as JSON, or as it is when it is text. */
  | { readonly kind: 'status'; readonly status: number; readonly body?: unknown }
  /** Does the work and refuses all the same. */
  | { readonly kind: 'status-after'; readonly status: number; readonly body?: unknown }
  /** The right answer, cut in the middle; its length was announced in full. */
  | { readonly kind: 'cut-off' }
  /** Text that is cut in the middle and says nothing of it: JSON that does not parse. */
  | { readonly kind: 'truncated' }
  /** The right answer in small pieces with pauses. */
  | { readonly kind: 'trickle'; readonly pieces: number; readonly pauseMilliseconds: number };

export interface FaultPlan {
  /** `POST /prompt`; a path that ends in `*` stands for all that begin so, `*` alone for everything. */
  readonly route: string;
  readonly fault: EngineFault;
  /** How many requests it befalls; 1 unless told. */
  readonly times?: number;
  /** How many matching requests pass before; 0 unless told. */
  readonly after?: number;
}

export interface SeenRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Parsed JSON; absent for other bodies. */
  readonly body?: unknown;
}

export interface SimulatorServer extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`; stays the same over restarts. */
  readonly address: string;
  /** Requests since the start of the test, in order, those that a fault befell included. */
  readonly seen: readonly SeenRequest[];
  plan(plan: FaultPlan): void;
  /** Dies at once: connections break, nothing listens. */
  kill(): Promise<void>;
  /** Listens again at the same address, with what it keeps in memory forgotten. */
  revive(): Promise<void>;
  /** `kill`, then `revive`. */
  restart(): Promise<void>;
}

export interface SimulatorProgram {
  /** Adds the routes. Called at each start: what a restart forgets belongs in here. */
  start(app: FastifyInstance): void | Promise<void>;
  /** Ends what still works in the background. Called when it dies. */
  stop?(): void | Promise<void>;
  /** Largest request body, in bytes; 100 MB unless told. */
  readonly bodyLimit?: number;
}

interface Planned {
  readonly plan: FaultPlan;
  left: number;
  pass: number;
}

/** Puts a simulated engine on a free port of this machine. */
export async function serveSimulator(program: SimulatorProgram): Promise<SimulatorServer> {
  const seen: SeenRequest[] = [];
  const planned: Planned[] = [];
  let running = await listen(program, { seen, planned, port: 0 });
  const { port } = running;
  let alive = true;
  const kill = async () => {
    if (!alive) return;
    alive = false;
    await program.stop?.();
    await running.close();
  };
  const revive = async () => {
    if (alive) return;
    running = await listen(program, { seen, planned, port });
    alive = true;
  };
  return {
    address: `http://127.0.0.1:${port}`,
    seen,
    plan: (plan) => planned.push({ plan, left: plan.times ?? 1, pass: plan.after ?? 0 }),
    kill,
    revive,
    async restart() {
      await kill();
      await revive();
    },
    [Symbol.asyncDispose]: kill,
  };
}

interface Shared {
  readonly seen: SeenRequest[];
  readonly planned: Planned[];
  readonly port: number;
}

async function listen(program: SimulatorProgram, { seen, planned, port }: Shared) {
  const app = fastify({ bodyLimit: program.bodyLimit ?? 100_000_000, forceCloseConnections: true });
  const sockets = new Set<Socket>();
  app.server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // A client that hangs up in the middle is nothing to fall over.
    socket.on('error', () => undefined);
  });
  const faults = new WeakMap<FastifyRequest, EngineFault>();
  app.addHook('onRequest', async (request) => {
    const fault = take(planned, `${request.method} ${pathOf(request)}`);
    if (fault) faults.set(request, fault);
  });
  app.addHook('preHandler', async (request, reply) => {
    seen.push({
      method: request.method,
      path: pathOf(request),
      query: { ...(request.query as object) },
      headers: request.headers,
      ...(request.body !== undefined && { body: request.body }),
    });
    const fault = faults.get(request);
    if (fault) return before(fault, request, reply);
  });
  app.addHook('onSend', async (request, reply, payload) => {
    const fault = faults.get(request);
    return fault ? after(fault, request, reply, payload) : payload;
  });
  await program.start(app);
  await app.listen({ host: '127.0.0.1', port });
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('The simulator has no port.');
  return {
    port: address.port,
    async close() {
      // Upgraded sockets are not among those that the server closes itself.
      for (const socket of sockets) socket.destroy();
      await app.close();
    },
  };
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?')[0] ?? '/';
}

function take(planned: Planned[], route: string): EngineFault | undefined {
  for (const entry of planned) {
    if (entry.left === 0 || !matches(entry.plan.route, route)) continue;
    if (entry.pass > 0) {
      entry.pass -= 1;
      continue;
    }
    entry.left -= 1;
    return entry.plan.fault;
  }
  return undefined;
}

function matches(pattern: string, route: string): boolean {
  return pattern.endsWith('*') ? route.startsWith(pattern.slice(0, -1)) : pattern === route;
}

/** Faults in place of the work. */
async function before(fault: EngineFault, request: FastifyRequest, reply: FastifyReply) {
  if (fault.kind === 'silent') return reply.hijack();
  if (fault.kind === 'hang-up-before') {
    reply.hijack();
    request.raw.socket.destroy();
    return reply;
  }
  if (fault.kind === 'status') {
    const { status, body } = fault;
    return reply
      .status(status)
      .type(typeof body === 'string' ? 'text/plain' : 'application/json')
      .send(typeof body === 'string' ? body : JSON.stringify(body ?? { error: 'internal error' }));
  }
  if (fault.kind === 'slow') await sleep(fault.milliseconds);
  return undefined;
}

/** Faults of the answer, the work being done. */
async function after(fault: EngineFault, request: FastifyRequest, reply: FastifyReply, payload: unknown) {
  if (fault.kind === 'hang-up-after') {
    request.raw.socket.destroy();
    return payload;
  }
  if (fault.kind === 'status-after') {
    reply.status(fault.status).removeHeader('content-length');
    return JSON.stringify(fault.body ?? { error: 'internal error' });
  }
  if (fault.kind !== 'cut-off' && fault.kind !== 'truncated' && fault.kind !== 'trickle') return payload;
  const bytes = await bytesOf(payload);
  const half = bytes.subarray(0, Math.floor(bytes.length / 2));
  if (fault.kind === 'truncated') {
    reply.header('content-length', half.length);
    return half;
  }
  reply.header('content-length', bytes.length);
  return Readable.from(fault.kind === 'cut-off' ? brokenOff(half) : inPieces(bytes, fault), {
    objectMode: false,
  });
}

async function* brokenOff(half: Buffer) {
  yield half;
  await sleep(5);
  throw new Error('cut off');
}

async function* inPieces(bytes: Buffer, fault: { pieces: number; pauseMilliseconds: number }) {
  const length = Math.max(1, Math.ceil(bytes.length / fault.pieces));
  for (let start = 0; start < bytes.length; start += length) {
    yield bytes.subarray(start, start + length);
    await sleep(fault.pauseMilliseconds);
  }
}

async function bytesOf(payload: unknown): Promise<Buffer> {
  if (payload === undefined || payload === null) return Buffer.alloc(0);
  if (typeof payload === 'string') return Buffer.from(payload);
  if (payload instanceof Readable) {
    const chunks: Buffer[] = [];
    for await (const chunk of payload) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  }
  if (payload instanceof Uint8Array) return Buffer.from(payload);
  throw new Error('A simulator answers text, bytes or a stream.');
}
