/**
 * The character renderer: one picture of one character, from a look and a shot.
 *
 *   const renderer = createCharacterRenderer({ packFolder, chromium });
 *   const jpeg = await renderer.renderFrame(
 *     { look, shot, size: { width: 1080, height: 1920 }, paint: false, face: { viseme: 'D', blink: 0 }, head: { yaw: 0.1, pitch: 0, roll: 0 } },
 *     signal,
 *   );
 *
 * - The same request gives the same bytes.
 * - `face` and `head` are added to the expression and pose of the shot, for talking frames: a viseme replaces
 *   the mouth of the expression, `blink` 1 closes both eyes, head angles are radians (positive yaw turns to the
 *   character's left, positive pitch looks down, positive roll tips to the character's right).
 * - `layer`: `full` (JPEG), `background` without the character (JPEG), or `character` cut out of the finished picture
 *   (PNG): laid over the background it gives the picture again, in the same style.
 * - One frame is drawn at a time; calls queue. An urgent one is drawn beside the queue, on a page of its own.
 * - What does not change between frames (clothes, hair, backdrop, textures) is kept, so that frames of one clip are
 *   cheap after the first.
 * - Throws AppError('unavailable') where no Chromium can be had, and the signal's reason when aborted.
 */
import type { Chromium } from '#media/chromium.ts';
import { WorkerLane } from '#media/worker-lane.ts';
import type { FrameRequest } from './build-scene.ts';
import { PageSession } from './page-session.ts';
import type { SceneOperations } from './scene-worker.ts';

export type { FrameRequest } from './build-scene.ts';

export interface CharacterRendererOptions {
  /** server/assets/character-pack. */
  readonly packFolder: string;
  readonly chromium: Chromium;
}

export interface CharacterRenderer extends AsyncDisposable {
  /** PNG bytes for `layer: 'character'`, else JPEG bytes. */
  renderFrame(request: FrameRequest, signal: AbortSignal, priority?: Priority): Promise<Buffer>;
}

/** `urgent` for what somebody is waiting for at a screen: small pictures. */
type Priority = 'queued' | 'urgent';

export interface Timed {
  readonly bytes: Buffer;
  readonly milliseconds: Readonly<Record<string, number>>;
}

type Baked = Awaited<ReturnType<SceneOperations['build']>>;

export function createCharacterRenderer(options: CharacterRendererOptions): CharacterRenderer & {
  /** As `renderFrame`, with how long each stage took. */
  renderTimed(request: FrameRequest, signal: AbortSignal, priority?: Priority): Promise<Timed>;
} {
  // Baking a character takes a core for a moment: it must not hold up whoever else this process serves.
  const baker = new WorkerLane<SceneOperations>({
    script: new URL('./scene-worker.ts', import.meta.url),
    name: 'the 3D artist',
    data: { packFolder: options.packFolder },
    timeLimitSeconds: 120,
  });
  const page = () => ({
    session: new PageSession(options.chromium, (name) => baker.call('texture', { name })),
    tail: Promise.resolve() as Promise<unknown>,
  });
  const pages = { queued: page(), urgent: page() };
  const draw = async (session: PageSession, baked: Promise<Baked>, signal: AbortSignal): Promise<Timed> => {
    signal.throwIfAborted();
    const started = performance.now();
    const { spec, buffers, milliseconds: bake } = await baked;
    const { bytes, milliseconds } = await session.render(spec, buffers, signal);
    return { bytes, milliseconds: { bake, ...milliseconds, total: Math.round(performance.now() - started) } };
  };
  const renderTimed = (request: FrameRequest, signal: AbortSignal, priority: Priority = 'queued') => {
    const on = pages[priority];
    // Baked while the one before is drawn.
    const baked = baker.call('build', { request });
    baked.catch(() => undefined);
    const next = on.tail.then(() => draw(on.session, baked, signal));
    on.tail = next.catch(() => undefined);
    return next;
  };
  return {
    renderTimed,
    renderFrame: async (request, signal, priority) => (await renderTimed(request, signal, priority)).bytes,
    async [Symbol.asyncDispose]() {
      await Promise.all([pages.queued.tail, pages.urgent.tail]);
      await baker[Symbol.asyncDispose]();
    },
  };
}
