import { workerData } from 'node:worker_threads';
import { z } from 'zod';
import { serveLane } from '#media/serve-lane.ts';
import { buildScene, type FrameRequest } from './build-scene.ts';
import { type FaceMasks, faceMasks } from './face-masks.ts';
import { type CharacterPack, loadPack } from './pack.ts';

const { packFolder } = z.object({ packFolder: z.string() }).parse(workerData);

let loaded: Promise<{ pack: CharacterPack; masks: FaceMasks }> | undefined;

function load() {
  loaded ??= loadPack(packFolder).then((pack) => ({ pack, masks: faceMasks(pack) }));
  loaded.catch(() => {
    loaded = undefined;
  });
  return loaded;
}

const operations = {
  /** Bakes one request: everything the page needs to draw it. */
  async build({ request }: { readonly request: FrameRequest }) {
    const { pack, masks } = await load();
    const started = performance.now();
    const { spec, buffers } = buildScene(pack, masks, request);
    return { spec, buffers, milliseconds: Math.round(performance.now() - started) };
  },
  async texture({ name }: { readonly name: string }): Promise<Uint8Array> {
    const { pack } = await load();
    return pack.texture(name);
  },
};
export type SceneOperations = typeof operations;

serveLane(() => operations);
