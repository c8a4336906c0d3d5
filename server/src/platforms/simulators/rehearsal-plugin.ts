import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { conduct } from './misbehave.ts';
import type { Simulator, SimulatorRequest, SimulatorStore } from './simulator.ts';

type Handler = Pick<Simulator, 'platformId' | 'handle' | 'kindOf' | 'refuse'>;

export interface Rehearsed {
  readonly simulator: Handler;
  readonly store: SimulatorStore;
}

/** The largest upload any simulated platform takes, and a little more so that it can refuse in its own words. */
const largestBodyBytes = 60_000_000;
export const rehearsalPath = '/rehearsal';

/** Mounts simulated platforms at `/rehearsal/<platform>/…`. */
export function rehearsalPlugin(rehearsed: readonly Rehearsed[]): FastifyPluginAsync {
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: largestBodyBytes },
      (_request, body, done) => done(null, body),
    );
    for (const one of rehearsed) {
      const prefix = `${rehearsalPath}/${one.simulator.platformId}`;
      app.route({
        method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
        url: `${prefix}/*`,
        bodyLimit: largestBodyBytes,
        schema: { hide: true },
        handler: (request, reply) => serve(one, toSimulatorRequest(request, prefix), request, reply),
      });
    }
  };
}

async function serve(
  { simulator, store }: Rehearsed,
  asked: SimulatorRequest,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const conducted = await conduct(simulator, store, asked);
  if (conducted.afterSeconds > 0) await untilOrGone(conducted.afterSeconds, request);
  if (conducted.do === 'hang_up') {
    reply.hijack();
    request.raw.socket.destroy();
    return reply;
  }
  const { status, headers, body } = conducted.answer;
  reply.code(status).headers(headers ?? {});
  // Files that others uploaded stand on this program's own origin: a browser may show them, and run nothing in them.
  if (Buffer.isBuffer(body)) {
    const policy = headers?.['content-security-policy'] ?? "default-src 'none'; sandbox";
    return reply.header('content-security-policy', policy).send(body);
  }
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(body ?? {}));
}

/** Waits, but not for a caller who has left. */
async function untilOrGone(seconds: number, request: FastifyRequest): Promise<void> {
  const gone = new AbortController();
  const leave = () => gone.abort();
  request.raw.socket.once('close', leave);
  await wait(seconds * 1000, undefined, { signal: gone.signal }).catch(() => undefined);
  request.raw.socket.off('close', leave);
}

function toSimulatorRequest(request: FastifyRequest, prefix: string): SimulatorRequest {
  const url = new URL(request.raw.url ?? '/', 'http://simulator');
  const headers = Object.entries(request.headers).map(
    ([name, value]) => [name, String(value ?? '')] as const,
  );
  return {
    method: request.method,
    path: url.pathname.slice(prefix.length),
    query: url.searchParams,
    headers: Object.fromEntries(headers),
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
  };
}
