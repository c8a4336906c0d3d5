import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fastify from 'fastify';
import sharp from 'sharp';
import { createPlatformHttp, type PlatformHttp } from './http.ts';
import type { Credentials, PayloadMedia, PlatformCall, PublishLedger } from './platform.ts';
import { createSimulator } from './simulators/create-simulator.ts';
import { createMemoryStore } from './simulators/memory-store.ts';
import { rehearsalPlugin } from './simulators/rehearsal-plugin.ts';
import type { SimulatedPost, Simulator, SimulatorRequest, SimulatorStore } from './simulators/simulator.ts';

export type StagePost = Pick<SimulatedPost, 'id' | 'kind' | 'repliesTo' | 'text'>;

/** What the suite needs of a simulated platform, or of a real server behind the same misbehaviour. */
export interface Stage
  extends Pick<
    Simulator,
    | 'platformId'
    | 'handle'
    | 'kindOf'
    | 'refuse'
    | 'createAccount'
    | 'createApp'
    | 'crowd'
    | 'publishKind'
    | 'mediaKind'
    | 'commentKind'
  > {
  /** What the account itself has published and is still there, oldest first: replies and comments included. */
  ownPosts(remoteId: string): Promise<readonly StagePost[]>;
}

/** The time on stage, which tests may move ahead. */
export interface StageClock {
  aheadSeconds: number;
  now(): Date;
}

export interface Harness extends AsyncDisposable {
  readonly http: PlatformHttp;
  readonly baseUrl: string;
  readonly stage: Stage;
  readonly store: SimulatorStore;
  /** Kinds of the requests seen since the last `forget`, in order. */
  readonly seen: string[];
  readonly media: MediaFixtures;
  readonly clock: StageClock;
}

export interface MediaFixtures {
  image(width: number, height: number, color: string): Promise<PayloadMedia>;
  video(seconds: number): Promise<PayloadMedia>;
}

/** A listening server with one platform on it and files to publish. `stageOf` replaces the simulator. */
export async function createHarness(
  platformId: string,
  stageOf: (simulator: Simulator) => Stage = simulated,
): Promise<Harness> {
  const folder = await mkdtemp(join(tmpdir(), 'platform-'));
  const store = createMemoryStore();
  const address = { origin: '' };
  const clock: StageClock = {
    aheadSeconds: 0,
    now: () => new Date(Date.now() + clock.aheadSeconds * 1000),
  };
  const simulator = createSimulator(platformId, {
    store,
    get baseUrl() {
      return `${address.origin}/rehearsal/${platformId}`;
    },
    now: clock.now,
    postUrl: ({ handle, postId }) => `${address.origin}/timeline/${platformId}/${handle}#${postId}`,
    mayFetch: (origin) => origin === address.origin,
  });
  const seen: string[] = [];
  const stage = stageOf(simulator);
  const watched: Stage = {
    ...stage,
    kindOf: (request: SimulatorRequest) => {
      const kind = stage.kindOf(request);
      seen.push(kind);
      return kind;
    },
  };
  const app = fastify({ forceCloseConnections: true });
  app.get<{ Params: { name: string } }>('/media/:name', async (request, reply) =>
    reply.type('application/octet-stream').send(await readFile(join(folder, basename(request.params.name)))),
  );
  await app.register(rehearsalPlugin([{ simulator: watched, store }]));
  await app.listen({ host: '127.0.0.1', port: 0 });
  address.origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const isTrustedOrigin = (origin: string) => new URL(origin).hostname === '127.0.0.1';
  return {
    http: createPlatformHttp({ userAgent: 'conformance', isTrustedOrigin, maxTimeoutSeconds: 20 }),
    baseUrl: `${address.origin}/rehearsal/${platformId}`,
    stage,
    store,
    seen,
    media: createFixtures(folder, address),
    clock,
    async [Symbol.asyncDispose]() {
      await app.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const simulated = (simulator: Simulator): Stage => ({
  ...simulator,
  async ownPosts(remoteId) {
    const posts = (await simulator.readTimeline(remoteId))?.posts ?? [];
    return posts.filter(({ author }) => author === undefined).reverse();
  },
});

function createFixtures(folder: string, address: { readonly origin: string }): MediaFixtures {
  const keep = async (
    content: Buffer,
    name: string,
    facts: Pick<PayloadMedia, 'kind' | 'mime' | 'width' | 'height'>,
  ) => {
    const sha256 = createHash('sha256').update(content).digest('hex');
    const file = `${sha256.slice(0, 16)}-${name}`;
    const path = join(folder, file);
    await writeFile(path, content);
    const publicUrl = `${address.origin}/media/${file}`;
    return { ...facts, path, bytes: content.length, altText: `A picture called ${name}`, sha256, publicUrl };
  };
  return {
    async image(width, height, color) {
      const content = await sharp({ create: { width, height, channels: 3, background: color } })
        .jpeg()
        .toBuffer();
      return keep(content, 'picture.jpg', { kind: 'image', mime: 'image/jpeg', width, height });
    },
    async video(seconds) {
      const facts = { kind: 'video', mime: 'video/mp4', width: 720, height: 1280 } as const;
      return { ...(await keep(smallMp4(seconds), 'clip.mp4', facts)), durationSeconds: seconds };
    },
  };
}

/** The skeleton of an MP4: index first, one H.264 track of 720 × 1280, no samples worth showing. */
export function smallMp4(seconds: number): Buffer {
  const box = (type: string, ...parts: Buffer[]) => {
    const content = Buffer.concat(parts);
    const head = Buffer.alloc(8);
    head.writeUInt32BE(content.length + 8);
    head.write(type, 4, 'latin1');
    return Buffer.concat([head, content]);
  };
  const mvhd = Buffer.alloc(100);
  mvhd.writeUInt32BE(1000, 12);
  mvhd.writeUInt32BE(Math.round(seconds * 1000), 16);
  const tkhd = Buffer.alloc(84);
  tkhd.writeUInt16BE(720, 76);
  tkhd.writeUInt16BE(1280, 80);
  const track = box('trak', box('tkhd', tkhd), box('mdia', box('avc1', Buffer.alloc(8))));
  const brand = Buffer.from('isom\0\0\u0002\0isomavc1', 'latin1');
  return Buffer.concat([
    box('ftyp', brand),
    box('moov', box('mvhd', mvhd), track),
    box('mdat', Buffer.alloc(64)),
  ]);
}

/** A ledger in memory that can die at any of its moments, as a process would. */
export class TestLedger implements PublishLedger {
  readonly handles: Record<string, string> = {};
  readonly moments: string[] = [];
  #diesAt: number;

  constructor(handles: Readonly<Record<string, string>> = {}, diesAt = Number.POSITIVE_INFINITY) {
    Object.assign(this.handles, handles);
    this.#diesAt = diesAt;
  }

  async remember(name: string, value: string): Promise<void> {
    this.handles[name] = value;
    this.#pass(`remember ${name}`);
  }

  async aboutToPublish(): Promise<void> {
    this.#pass('about to publish');
  }

  #pass(moment: string): void {
    this.moments.push(moment);
    if (this.moments.length === this.#diesAt) throw new ProcessDied();
  }
}

export class ProcessDied extends Error {
  override readonly name = 'ProcessDied';
}

/** A call as the product makes it, without limits; `saved` collects the credentials that were renewed. */
export function testCall(
  saved: Credentials[] = [],
  more: Partial<Pick<PlatformCall, 'now' | 'limits' | 'signal'>> = {},
): PlatformCall {
  let line: Promise<unknown> = Promise.resolve();
  return {
    signal: new AbortController().signal,
    now: () => new Date(),
    // One after the other, and whoever comes with credentials that were replaced meanwhile gets the new ones.
    renewCredentials(stale, renew) {
      const renewed = line.then(async () => {
        const stored = saved.at(-1);
        if (stored && !isSame(stored, stale)) return stored;
        const { credentials } = await renew(stale);
        saved.push({ ...credentials });
        return credentials;
      });
      line = renewed.catch(() => undefined);
      return renewed;
    },
    limits: { take: async () => undefined, learn: async () => undefined },
    ...more,
  };
}

function isSame(one: Credentials, other: Credentials): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}
