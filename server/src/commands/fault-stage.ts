import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { openStudio } from '#compose';
import { type Config, loadConfig } from '#config/config.ts';
import { processEnvironment } from '#config/process-environment.ts';
import { type AppContext, type Ctx, inNameOf } from '#context';
import { connect } from '#db/connect.ts';
import { connectAccount } from '#features/accounts/connect-account.ts';
import { type AccountRow, findAccount } from '#features/accounts/index.ts';
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
import {
  type AccountId,
  type CharacterId,
  DeliveryId,
  newId,
  type PostId,
  type WorkspaceId,
} from '#kernel/ids.ts';
import { runFfmpeg } from '#media/ffmpeg.ts';
import { withLimits } from '#platforms/account-limits.ts';
import { chosenOptions, contentOf, type FaultFiles, type FaultForm } from './fault-forms.ts';
import { type Lane, openLane } from './fault-lane.ts';

const picture = { width: 640, height: 800 } as const;
const clip = { width: 720, height: 1280, seconds: 5 } as const;
const encodeSeconds = 60;
const postsOfOneAccount = 4;
const connectionsOfLanes = 48;

/** A scratch studio, and what posts need. */
export interface FaultStage extends AsyncDisposable {
  /** Adapters whose platform can be rehearsed. */
  readonly platforms: readonly string[];
  /** The environment of a process that works deliveries of this studio. */
  readonly workerEnvironment: NodeJS.ProcessEnv;
  openLane(): Promise<FaultLane>;
}

/** A lane with a character of its own. Its time only moves on: what a platform remembers lies in its past. */
export interface FaultLane extends AsyncDisposable {
  readonly lane: Lane;
  readonly ctx: Ctx;
  /** A scheduled delivery of a form, on an account that has few others: no quota of a platform is used up. */
  makeDelivery(platform: string, form: FaultForm): Promise<StagedDelivery>;
  /** The next delivery on the platform gets a new account. */
  leaveAccount(platform: string): void;
}

export interface StagedDelivery {
  readonly id: DeliveryId;
  readonly postId: PostId;
  readonly accountId: AccountId;
  /** Stands in every text of the post. */
  readonly token: string;
  readonly remoteId: string;
}

/** Opens a studio in a temporary folder, with a database of its own. */
export async function openFaultStage(): Promise<FaultStage> {
  const stack = new AsyncDisposableStack();
  try {
    const folder = await mkdtemp(join(tmpdir(), 'ainfluencer-faults-'));
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    const config = await scratchConfig(folder);
    const runner = { add: async () => undefined, work: async () => undefined, stop: async () => undefined };
    const studio = stack.use(await openStudio(config, { scratch: true, runner }));
    const stage = await stageOn(studio.app, studio.connectionString);
    stack.use(stage);
    return { ...stage, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

/** A stage in a workspace of its own of a studio that is open already. */
export async function stageOn(app: AppContext, connectionString: string): Promise<FaultStage> {
  const { pool, db } = connect(connectionString, () => undefined, connectionsOfLanes);
  const workspaceId = newId<WorkspaceId>();
  await db.insert(workspaces).values({ id: workspaceId, name: 'Faults' });
  const ctx = inNameOf({ ...app, pool, db }, workspaceId, { kind: 'system', job: 'faults' }, 'owner');
  const files = await storeFiles(ctx, await newCharacter(ctx));
  return {
    platforms: app.platforms.all
      .map(({ manifest }) => manifest.id)
      .filter((id) => app.rehearsal.all.some(({ simulator }) => simulator.platformId === id)),
    workerEnvironment: workerEnvironment(app.config, connectionString),
    async openLane() {
      const lane = await openLane({ ...app, pool, db });
      const ctx = inNameOf(lane.app, workspaceId, { kind: 'system', job: 'faults' }, 'owner');
      const { id: characterId } = await newCharacter(ctx);
      const accounts: Scene['accounts'] = new Map();
      return {
        lane,
        ctx,
        makeDelivery: (platform, form) => makeDelivery(ctx, { characterId, files, accounts }, platform, form),
        leaveAccount: (platform) => accounts.delete(platform),
        [Symbol.asyncDispose]: () => lane[Symbol.asyncDispose](),
      };
    },
    [Symbol.asyncDispose]: () => pool.end(),
  };
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

/** Workers share database, files and secrets; each order names the address its rehearsal network answers at. */
function workerEnvironment(config: Config, connectionString: string): NodeJS.ProcessEnv {
  return {
    PATH: processEnvironment.PATH,
    AINFLUENCER_DATA: config.dataFolder,
    AINFLUENCER_ROLES: 'api',
    AINFLUENCER_LOG: 'silent',
    DATABASE_URL: connectionString,
  };
}

function newCharacter(ctx: Ctx) {
  return createCharacter(
    ctx,
    CreateCharacter.parse({
      name: 'Fault',
      handle: `fault${newToken()}`,
      age: 30,
      declaration: {
        kind: 'synthetic',
        statement: 'Made up for a fault test; shows nobody.',
        signer: 'Faults',
      },
    }),
  );
}

const newToken = () => randomBytes(5).toString('hex');

async function storeFiles(ctx: Ctx, character: { id: string; version: number }): Promise<FaultFiles> {
  await using scratch = await ctx.files.scratch();
  const pictures: string[] = [];
  for (const [index, background] of ['#c96f4a', '#4a7fc9', '#5aa06a'].entries()) {
    const path = join(scratch.path, `${index}.jpg`);
    const plain = sharp({ create: { ...picture, channels: 3, background } });
    await writeFile(path, await plain.jpeg().toBuffer());
    pictures.push(await store(ctx, character, { path, mime: 'image/jpeg', ...picture }));
  }
  const path = join(scratch.path, 'clip.mp4');
  await makeClip(ctx, path);
  const { seconds: durationSeconds, ...size } = clip;
  return {
    pictures,
    video: await store(ctx, character, { path, mime: 'video/mp4', durationSeconds, ...size }),
  };
}

async function makeClip(ctx: Ctx, path: string): Promise<void> {
  const { width, height, seconds } = clip;
  const sources = [
    ...['-f', 'lavfi', '-i', `color=c=0x4a7fc9:s=${width}x${height}:r=30`],
    ...['-f', 'lavfi', '-i', 'anullsrc=r=48000:cl=stereo'],
  ];
  const codecs = ['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];
  await runFfmpeg([...sources, '-t', String(seconds), ...codecs, '-movflags', '+faststart', '-y', path], {
    signal: AbortSignal.timeout(encodeSeconds * 1000),
    timeoutSeconds: encodeSeconds,
    ...(ctx.media.ffmpegPath && { ffmpegPath: ctx.media.ffmpegPath }),
  });
}

async function store(
  ctx: Ctx,
  { id, version }: { id: string; version: number },
  file: Parameters<typeof storeAsset>[1]['file'],
): Promise<string> {
  const asset = await storeAsset(ctx, {
    file,
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

interface Scene {
  readonly characterId: string;
  readonly files: FaultFiles;
  /** The account in use on each platform, and how many posts it was given. */
  readonly accounts: Map<string, { readonly id: AccountId; posts: number }>;
}

async function accountFor(ctx: Ctx, { characterId, accounts }: Scene, platform: string): Promise<AccountRow> {
  let account = accounts.get(platform);
  if (!account || account.posts >= postsOfOneAccount) {
    const handle = `f${newToken()}`;
    const made = await connectAccount(ctx, { mode: 'rehearsal', characterId, platform, handle });
    account = { id: made.id as AccountId, posts: 0 };
    accounts.set(platform, account);
  }
  account.posts += 1;
  return findAccount(ctx, account.id);
}

async function makeDelivery(
  ctx: Ctx,
  scene: Scene,
  platform: string,
  form: FaultForm,
): Promise<StagedDelivery> {
  const token = newToken();
  const { id: accountId, remoteId, limits } = await accountFor(ctx, scene, platform);
  const manifest = withLimits(ctx.platforms.manifest(platform), limits);
  const post = await createPost(
    ctx,
    CreatePost.parse({
      ...contentOf(form, manifest, scene.files, token),
      characterId: scene.characterId,
      accountIds: [accountId],
      options: { [accountId]: chosenOptions(manifest, limits) },
    }),
  );
  const postId = post.id as PostId;
  const { contentHash } = await submitPost(ctx, postId);
  await decideReview(ctx, postId, { decision: 'approved', contentHash, note: '' });
  const { deliveries } = await schedulePost(ctx, postId, { when: 'now' });
  return { id: DeliveryId.parse(deliveries[0]!.id), postId, accountId, token, remoteId };
}
