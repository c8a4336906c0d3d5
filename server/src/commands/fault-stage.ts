import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { openStudio } from '#compose';
import { type Config, loadConfig } from '#config/config.ts';
import { processEnvironment } from '#config/process-environment.ts';
import { type Ctx, inNameOf } from '#context';
import { connectAccount } from '#features/accounts/connect-account.ts';
import { CreateCharacter } from '#features/characters/contract.ts';
import { createCharacter } from '#features/characters/create-character.ts';
import { storeAsset } from '#features/library/index.ts';
import { CreatePost } from '#features/publishing/contract.ts';
import { createPost } from '#features/publishing/create-post.ts';
import { decideReview } from '#features/publishing/decide-review.ts';
import { schedulePost } from '#features/publishing/schedule-delivery.ts';
import { submitPost } from '#features/publishing/submit-post.ts';
import { workspaces } from '#features/workspaces/tables.ts';
import { freePort } from '#http/free-port.ts';
import { type CharacterId, newId, type PostId, type WorkspaceId } from '#kernel/ids.ts';
import { runRoles } from '#run-roles';

/** Instagram lets an account publish 100 times in 24 hours: a matrix of more cases needs several accounts. */
const postsOfOneAccount = 60;
const size = { width: 640, height: 800 } as const;

/** A scratch studio with the rehearsal network, and what posts need. */
export interface FaultStage extends AsyncDisposable {
  readonly ctx: Ctx;
  /** The environment of a process that works deliveries of this studio. */
  readonly workerEnvironment: NodeJS.ProcessEnv;
  /** A scheduled delivery with words of its own, on the platform's account. */
  makeDelivery(platform: string, caption: string): Promise<string>;
  /** How many posts on the platform hold these words. */
  countPosts(platform: string, caption: string): Promise<number>;
}

export async function openFaultStage(): Promise<FaultStage> {
  const stack = new AsyncDisposableStack();
  try {
    const folder = await mkdtemp(join(tmpdir(), 'ainfluencer-faults-'));
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    const config = await scratchConfig(folder);
    const studio = stack.use(await openStudio(config, { scratch: true }));
    stack.use(await runRoles(studio));
    const workspaceId = newId<WorkspaceId>();
    await studio.app.db.insert(workspaces).values({ id: workspaceId, name: 'Faults' });
    const ctx = inNameOf(studio.app, workspaceId, { kind: 'system', job: 'faults' }, 'owner');
    const scene = await setScene(ctx);
    return {
      ctx,
      workerEnvironment: workerEnvironment(config, studio.connectionString),
      makeDelivery: (platform, caption) => makeDelivery(ctx, scene, platform, caption),
      countPosts: (platform, caption) => countPosts(ctx, scene, platform, caption),
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

async function scratchConfig(folder: string): Promise<Config> {
  const config = loadConfig({
    PORT: String(await freePort()),
    AINFLUENCER_DATA: join(folder, 'data'),
    AINFLUENCER_ROLES: 'api',
    AINFLUENCER_LOG: 'silent',
  });
  return { ...config, dashboard: false };
}

/** Workers share database, files and secrets, and reach the rehearsal network at the parent's address. */
function workerEnvironment(config: Config, connectionString: string): NodeJS.ProcessEnv {
  return {
    PATH: processEnvironment.PATH,
    AINFLUENCER_DATA: config.dataFolder,
    AINFLUENCER_ROLES: 'platform',
    AINFLUENCER_URL: config.localUrl,
    AINFLUENCER_LOG: 'silent',
    DATABASE_URL: connectionString,
  };
}

interface Scene {
  readonly characterId: string;
  readonly pictureId: string;
  /** The account in use on each platform, and how many posts it was given. */
  readonly accounts: Map<string, { readonly id: string; readonly handle: string; posts: number }>;
}

async function setScene(ctx: Ctx): Promise<Scene> {
  const character = await createCharacter(
    ctx,
    CreateCharacter.parse({
      name: 'Fault',
      handle: 'fault',
      age: 30,
      declaration: {
        kind: 'synthetic',
        statement: 'Made up for a fault test; shows nobody.',
        signer: 'Faults',
      },
    }),
  );
  const accounts: Scene['accounts'] = new Map();
  return { characterId: character.id, pictureId: await storePicture(ctx, character), accounts };
}

async function storePicture(ctx: Ctx, { id, version }: { id: string; version: number }): Promise<string> {
  await using scratch = await ctx.files.scratch();
  const path = join(scratch.path, 'picture.jpg');
  const picture = sharp({ create: { ...size, channels: 3, background: '#c96f4a' } });
  await writeFile(path, await picture.jpeg().toBuffer());
  const asset = await storeAsset(ctx, {
    file: { path, mime: 'image/jpeg', ...size },
    character: { id: id as CharacterId, version },
    engine: 'faults',
    model: 'plain colour',
    seed: 1,
    prompt: '',
    recipe: {},
    sourceType: 'algorithmicMedia',
    altText: 'A plain colour.',
    tags: [],
    score: null,
    identityDistance: null,
    checks: [],
    archived: false,
  });
  return asset.id;
}

async function accountFor(ctx: Ctx, { characterId, accounts }: Scene, platform: string): Promise<string> {
  let account = accounts.get(platform);
  if (!account || account.posts >= postsOfOneAccount) {
    const { id, handle } = await connectAccount(ctx, { mode: 'rehearsal', characterId, platform });
    account = { id, handle, posts: 0 };
    accounts.set(platform, account);
  }
  account.posts += 1;
  return account.id;
}

async function makeDelivery(ctx: Ctx, scene: Scene, platform: string, caption: string): Promise<string> {
  const { characterId, pictureId: assetId } = scene;
  const accountIds = [await accountFor(ctx, scene, platform)];
  const post = await createPost(
    ctx,
    CreatePost.parse({ characterId, caption, media: [{ assetId }], accountIds }),
  );
  const id = post.id as PostId;
  const { contentHash } = await submitPost(ctx, id);
  await decideReview(ctx, id, { decision: 'approved', contentHash, note: '' });
  const { deliveries } = await schedulePost(ctx, id, { when: 'now' });
  return deliveries[0]!.id;
}

async function countPosts(ctx: Ctx, scene: Scene, platform: string, caption: string): Promise<number> {
  const timeline = await ctx.rehearsal.get(platform).readTimeline(scene.accounts.get(platform)!.handle);
  // Captions end in a point, so that "case 1." is not found in "case 11.".
  return timeline?.posts.filter(({ text }) => text.includes(caption)).length ?? 0;
}
