import { z } from 'zod';
import type { EngineCall } from '#engines/engine.ts';
import { EngineHttpError } from '#engines/engine-http.ts';
import { AppError } from '#kernel/errors.ts';
import type { Connection } from './connection.ts';

/** What one server has, as far as it says. */
export interface Inventory {
  readonly forge: boolean;
  /** Titles, as `override_settings` wants them. */
  readonly checkpoints: readonly string[];
  /** The one that is loaded. */
  readonly loaded: string;
  readonly samplers: readonly string[];
  readonly upscalers: readonly string[];
  /** Absent without the ControlNet extension. */
  readonly controlNet?: { readonly models: readonly string[]; readonly modules: readonly string[] };
  readonly vramGib?: number;
}

const Options = z.looseObject({ sd_model_checkpoint: z.string().nullish() });
const Models = z.array(z.looseObject({ title: z.string() }));
const Named = z.array(z.looseObject({ name: z.string() }));
const Memory = z.looseObject({
  cuda: z.looseObject({ system: z.looseObject({ total: z.number() }).optional() }).optional(),
});
const ModelList = z.looseObject({ model_list: z.array(z.string()) });
const ModuleList = z.looseObject({ module_list: z.array(z.string()) });

/** @throws AppError `unavailable` when it is not reached, `invalid` when its interface is off or something else answers */
export async function readInventory(connection: Connection, call: EngineCall): Promise<Inventory> {
  const options = await connection.get('/sdapi/v1/options', Options, call).catch((error: unknown) => {
    if (error instanceof EngineHttpError && error.reached && error.cause instanceof z.ZodError) {
      throw notIt(connection.address, error);
    }
    throw error;
  });
  if (options.sd_model_checkpoint === undefined) throw notIt(connection.address);
  const [models, samplers, upscalers, controlModels, controlModules, memory, modules] = await Promise.all([
    connection.get('/sdapi/v1/sd-models', Models, call),
    connection.get('/sdapi/v1/samplers', Named, call),
    connection.getIfThere('/sdapi/v1/upscalers', Named, call),
    connection.getIfThere('/controlnet/model_list', ModelList, call),
    connection.getIfThere('/controlnet/module_list', ModuleList, call),
    connection.getIfThere('/sdapi/v1/memory', Memory, call),
    // Only Forge and its followers have this.
    connection.getIfThere('/sdapi/v1/sd-modules', z.array(z.unknown()), call),
  ]);
  const total = memory?.cuda?.system?.total;
  return {
    forge: modules !== undefined,
    checkpoints: models.map(({ title }) => title),
    loaded: options.sd_model_checkpoint ?? '',
    samplers: samplers.map(({ name }) => name),
    upscalers: (upscalers ?? []).map(({ name }) => name).filter((name) => name !== 'None'),
    ...(controlModels &&
      controlModules && {
        controlNet: { models: controlModels.model_list, modules: controlModules.module_list },
      }),
    ...(total !== undefined && { vramGib: total / 1024 ** 3 }),
  };
}

function notIt(address: string, cause?: unknown): AppError {
  return new AppError('invalid', `What answers at ${address} is neither Automatic1111 nor Forge.`, {
    field: 'address',
    hint: 'Give the address that you open it with in the browser, such as http://127.0.0.1:7860.',
    cause,
  });
}

/** A ControlNet unit's model and module that keep a face. */
export interface FaceUnit {
  readonly model: string;
  readonly module: string;
}

/** Adapters by preference, with the modules that read the reference for them. Names differ between programs. */
const faceAdapters: readonly { readonly model: RegExp; readonly module: readonly RegExp[] }[] = [
  {
    model: /ip.?adapter.*plus.*face/i,
    module: [/^ip-adapter-auto$/i, /CLIP.*H.*IPAdapter/i, /^ip-adapter_clip_h$|^ip-adapter_clip_sd15$/i],
  },
  {
    model: /ip.?adapter.*faceid.*plus/i,
    module: [/^ip-adapter-auto$/i, /InsightFace\+CLIP-H/i, /^ip-adapter_face_id_plus$/i],
  },
  {
    model: /ip.?adapter.*faceid/i,
    module: [/^ip-adapter-auto$/i, /InsightFace.*IPAdapter/i, /^ip-adapter_face_id$/i],
  },
];

/** The adapter that keeps a face with this checkpoint, where one is installed. */
export function faceUnitFor(inventory: Inventory, checkpoint: string): FaceUnit | undefined {
  const { models = [], modules = [] } = inventory.controlNet ?? {};
  const large = isLarge(checkpoint);
  for (const adapter of faceAdapters) {
    const model = models.find((name) => adapter.model.test(name) && /xl/i.test(name) === large);
    const module = adapter.module
      .map((pattern) => modules.find((name) => pattern.test(name)))
      .find((name) => name !== undefined);
    if (model !== undefined && module !== undefined) return { model, module };
  }
  return undefined;
}

/** Whether a checkpoint draws about one megapixel; those of the first generation draw about a third. */
export function isLarge(checkpoint: string): boolean {
  return /xl|pony|illustrious|noob|flux|qwen|z-?image|sd3|wan/i.test(checkpoint);
}
