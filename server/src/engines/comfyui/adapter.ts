import type { EngineInstance, EngineMeans, OpenedEngine } from '#engines/connected-engine.ts';
import type {
  EngineCall,
  EngineHealth,
  EngineManifest,
  ImageEngine,
  MadeImage,
  MadeVideo,
  VideoEngine,
} from '#engines/engine.ts';
import { AppError, messageOf } from '#kernel/errors.ts';
import { assessAbility } from './assess-recipe.ts';
import { collectClip, collectPicture } from './collect-files.ts';
import { valueAt } from './engine-errors.ts';
import type { Inventory } from './inventory.ts';
import { planClip, planPicture, type WorkPlan } from './plan-work.ts';
import { type RecipeAbility, recipeAbilities } from './recipe.ts';
import { ComfySession } from './session.ts';
import { ComfyWork, type Finished } from './work.ts';

export interface ComfyManifests {
  readonly image: EngineManifest;
  readonly video: EngineManifest;
}

/** The picture and the clip engine of one ComfyUI. Nothing is asked until work starts. */
export function openComfy(
  instance: EngineInstance,
  means: EngineMeans,
  manifests: ComfyManifests,
): OpenedEngine {
  const session = new ComfySession(instance, means.http);
  const { connection } = session;
  const pictures = new ComfyWork<MadeImage>(session, async (finished, call) => {
    const { ticket, file } = finished;
    return {
      file: await collectPicture(connection, ticket, file, call),
      altText: ticket.altText,
      ...madeBy(finished),
    };
  });
  const clips = new ComfyWork<MadeVideo>(session, async (finished, call) => ({
    ...(await collectClip(connection, finished.ticket, finished.file, {
      ...call,
      ffmpegPath: means.ffmpegPath,
    })),
    ...madeBy(finished),
  }));
  const image: ImageEngine = {
    id: manifests.image.id,
    medium: 'image',
    manifest: manifests.image,
    async start(request, call) {
      const plan = await planned(session, call, (has) => planPicture(request, has, session.settings));
      return pictures.start(plan, request.folder, call);
    },
    check: (ticket, call) => pictures.check(ticket, call),
    cancel: (ticket) => pictures.cancel(ticket),
    health: (call) => healthOf(session, ['text-to-image', 'image-from-references'], call),
    [Symbol.asyncDispose]: () => pictures[Symbol.asyncDispose](),
  };
  const video: VideoEngine = {
    id: manifests.video.id,
    medium: 'video',
    manifest: manifests.video,
    async start(request, call) {
      const plan = await planned(session, call, (has) => planClip(request, has, session.settings));
      return clips.start(plan, request.folder, call);
    },
    check: (ticket, call) => clips.check(ticket, call),
    cancel: (ticket) => clips.cancel(ticket),
    health: (call) => healthOf(session, ['image-to-video'], call),
    [Symbol.asyncDispose]: () => clips[Symbol.asyncDispose](),
  };
  return {
    image,
    video,
    async [Symbol.asyncDispose]() {
      await Promise.all([image[Symbol.asyncDispose](), video[Symbol.asyncDispose]()]);
      session.close();
    },
  };
}

/** Plans with what the server had when it was last asked, and asks again before saying that something is missing. */
async function planned(
  session: ComfySession,
  call: EngineCall,
  plan: (inventory: Inventory) => Promise<WorkPlan>,
): Promise<WorkPlan> {
  const known = session.knownInventory;
  try {
    return await plan(await session.inventory(call));
  } catch (error) {
    if (!known || !(error instanceof AppError) || error.facts.engineError === undefined) throw error;
    session.forgetInventory();
    return plan(await session.inventory(call));
  }
}

/** What the asset keeps: enough to send the same graph again. */
function madeBy({ ticket, graph }: Finished) {
  const values = Object.fromEntries(
    Object.entries(ticket.inputs)
      .filter(([name]) => name !== 'prefix')
      .map(([name, bindings]) => [name, valueAt(graph, bindings)] as const)
      .filter(([, value]) => value !== undefined),
  );
  return {
    model: ticket.model,
    warnings: [],
    recipe: { engine: 'comfyui', recipeId: ticket.recipeId, model: ticket.model, ...values, graph },
  };
}

async function healthOf(
  session: ComfySession,
  abilities: readonly [RecipeAbility, ...RecipeAbility[]],
  call: EngineCall,
): Promise<EngineHealth> {
  try {
    const inventory = await session.inventory(call);
    const best = abilities.map((ability) => assessAbility(ability, inventory, session.settings)[0]);
    if (best.some((assessment) => assessment?.missing.length === 0)) {
      return { ok: true, summary: `ComfyUI ${inventory.version} on ${inventory.device} is ready.` };
    }
    const lacks = best[0]?.missing.slice(0, 4).join(', ') ?? 'a recipe';
    const what = recipeAbilities[abilities[0]].toLowerCase();
    return {
      ok: false,
      summary: `ComfyUI ${inventory.version} answers, but cannot do this yet: ${what}.`,
      remedy: `Install ${lacks}.`,
    };
  } catch (error) {
    call.signal.throwIfAborted();
    const hint = error instanceof AppError ? error.hint : undefined;
    return { ok: false, summary: messageOf(error), ...(hint && { remedy: hint }) };
  }
}
