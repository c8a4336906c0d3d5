import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

const webFolder = resolve(import.meta.dirname, '../../../web');

/** The part of Next.js's custom-server interface that is used here. */
interface NextServer {
  prepare(): Promise<void>;
  getRequestHandler(): (request: unknown, response: unknown) => Promise<void>;
  close(): Promise<void>;
}
const NextFactory = z.custom<
  (options: { dir: string; dev: boolean; hostname: string; port: number }) => NextServer
>((value) => typeof value === 'function');

/** Whether the dashboard has been built; without it the API still works. */
export function isDashboardBuilt(): boolean {
  return existsSync(join(webFolder, '.next', 'BUILD_ID'));
}

/** Serves the dashboard for every path that nothing else answers, in this process and on this port. */
export async function mountDashboard(app: FastifyInstance): Promise<void> {
  const { config } = app.studio;
  // Pages rendered here ask the API at this address.
  process.env.AINFLUENCER_LOCAL_URL = config.localUrl;
  process.env.AINFLUENCER_PUBLIC_URL = config.publicUrl;
  const makeNext = NextFactory.parse(createRequire(join(webFolder, 'package.json'))('next'));
  const next = makeNext({ dir: webFolder, dev: config.dev, hostname: config.host, port: config.port });
  await next.prepare();
  if (config.dev) leaveReloadSocket(app);
  const handle = next.getRequestHandler();
  app.route({
    method: ['GET', 'HEAD'],
    url: '/*',
    schema: { hide: true },
    handler: async (request, reply) => {
      reply.hijack();
      await handle(request.raw, reply.raw);
    },
  });
  app.addHook('onClose', () => next.close());
}

/** While developing, Next.js answers its own reload socket: a second answer from this program would break it. */
function leaveReloadSocket({ server }: FastifyInstance): void {
  const listeners = server.listeners('upgrade');
  server.removeAllListeners('upgrade');
  server.on('upgrade', (request, ...rest) => {
    if (request.url?.startsWith('/_next/')) return;
    for (const listener of listeners) listener.call(server, request, ...rest);
  });
}
