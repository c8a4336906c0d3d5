import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { z } from 'zod';
import type { EngineKind } from '#engines/connected-engine.ts';
import type { ImageRequest, MadeImage, Progress } from '#engines/engine.ts';
import { EngineHttpError } from '#engines/engine-http.ts';
import { AppError } from '#kernel/errors.ts';

interface Work {
  readonly request: ImageRequest;
  polls: number;
}

/** An engine server in memory, as wayward as a test wants. */
export interface FakeServer {
  /** Nothing answers while true. */
  down: boolean;
  /** How often work is looked at before it is done. */
  pollsNeeded: number;
  /** Refuses every request for good, in these words. */
  refusal: string | undefined;
  readonly works: Map<string, Work>;
  /** Work begun since the server was made. */
  started: number;
  cancelled: number;
  /** Prompts in the order in which their work was begun. */
  readonly order: string[];
  /** Draws faces anew as well, with a model of its own. */
  faces: boolean;
  /** Forgets all work, as a restart does. */
  restart(): void;
}

export function fakeServer(): FakeServer {
  return {
    down: false,
    pollsNeeded: 1,
    refusal: undefined,
    works: new Map(),
    started: 0,
    cancelled: 0,
    order: [],
    faces: false,
    restart() {
      this.works.clear();
    },
  };
}

/** A kind of connected engine whose servers are `servers`, by the host name of their addresses. */
export function fakeEngineKind(servers: Readonly<Record<string, FakeServer>>): EngineKind {
  const at = (address: string): FakeServer => {
    const { hostname } = new URL(address);
    const server = servers[hostname];
    if (server && !server.down) return server;
    throw new EngineHttpError(`Nothing answers at ${hostname}.`, { hint: 'Start it.', reached: false });
  };
  return {
    id: 'fake-kind',
    name: 'Test server',
    summary: 'Draws tiles for tests.',
    media: ['image'],
    hosted: false,
    sourceType: 'trainedAlgorithmicMedia',
    key: 'optional',
    setUp: ['Nothing to do.'],
    homepage: 'https://example.org',
    settings: z.strictObject({ steps: z.number().int().min(1).max(100).default(20) }),
    fields: [{ name: 'steps', label: 'Steps', help: 'More takes longer.', kind: 'number' }],
    async probe({ address, key }) {
      const { faces } = at(address);
      if (key === 'wrong')
        throw new AppError('unavailable', 'It refuses the key.', { hint: 'Give another.' });
      return {
        version: '1',
        summary: 'A test server.',
        abilities: [
          {
            medium: 'image',
            id: 'image-from-references',
            label: 'Pictures of one face',
            ready: true,
            missing: [],
          },
          {
            medium: 'image',
            id: 'detail-face',
            label: 'Faces anew',
            ready: faces,
            missing: faces ? [] : ['faces.pth'],
          },
          {
            medium: 'image',
            id: 'upscale',
            label: 'Larger',
            ready: false,
            missing: ['upscale_models/x4.pth'],
          },
        ],
        models: [{ id: 'tile', medium: 'image' }],
        voices: [],
        notes: [],
      };
    },
    open({ id, address, name }) {
      return {
        image: {
          id: `fake-kind:${id}`,
          medium: 'image',
          manifest: {
            id: `fake-kind:${id}`,
            name,
            medium: 'image',
            builtIn: false,
            sourceType: 'trainedAlgorithmicMedia',
            offers: [],
            connectedWouldAdd: [],
            models: [{ id: 'tile', licence: 'Apache-2.0' }],
          },
          async start(request) {
            const server = at(address);
            server.started += 1;
            server.order.push(request.prompt);
            const ticket = `${name} ${server.started}`;
            server.works.set(ticket, { request, polls: 0 });
            return { ticket, warnings: [] };
          },
          async check(ticket, { signal }) {
            await new Promise((resolve) => setTimeout(resolve, 5));
            signal.throwIfAborted();
            return look(at(address), ticket);
          },
          async cancel(ticket) {
            const server = at(address);
            if (server.works.delete(ticket)) server.cancelled += 1;
          },
          health: async () => ({ ok: true, summary: 'Well.' }),
          [Symbol.asyncDispose]: async () => undefined,
        },
        [Symbol.asyncDispose]: async () => undefined,
      };
    },
  };
}

async function look(server: FakeServer, ticket: string): Promise<Progress<MadeImage>> {
  const work = server.works.get(ticket);
  if (!work) return { state: 'lost' };
  if (server.refusal !== undefined) return { state: 'failed', message: server.refusal, retry: false };
  work.polls += 1;
  if (work.polls < server.pollsNeeded) return { state: 'running', fraction: 0.5, stage: 'Drawing' };
  const path = join(work.request.folder, `${ticket.replace(/\W+/g, '-')}.png`);
  const tile = sharp({ create: { width: 64, height: 80, channels: 3, background: '#4477aa' } });
  await writeFile(path, await tile.png().toBuffer());
  return {
    state: 'done',
    result: {
      file: { path, mime: 'image/png', width: 64, height: 80 },
      altText: 'A tile.',
      model: work.request.task?.kind === 'detail-face' ? 'face' : 'tile',
      warnings: [],
      recipe: { references: work.request.references?.length ?? 0 },
    },
  };
}
