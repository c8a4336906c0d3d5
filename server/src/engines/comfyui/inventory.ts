import { z } from 'zod';
import type { EngineCall } from '#engines/engine.ts';
import { AppError } from '#kernel/errors.ts';
import { type Connection, notComfy } from './connection.ts';

/** One input of a node as `GET /object_info` tells it. */
export interface NodeInputInfo {
  /** Allowed values; absent where anything goes. */
  readonly choices?: readonly (string | number | boolean)[];
  readonly required: boolean;
  readonly default?: unknown;
  /** Values of it are files that were uploaded or are fetched from elsewhere: the list proves nothing. */
  readonly openList: boolean;
  /** It takes what another node makes, not a value. */
  readonly link: boolean;
}

export interface NodeInfo {
  readonly inputs: ReadonlyMap<string, NodeInputInfo>;
  readonly outputNode: boolean;
  /** Runs on somebody else's machine and is paid for. */
  readonly paid: boolean;
}

/** What one server has, as far as it says. */
export interface Inventory {
  readonly version: string;
  readonly device: string;
  /** Memory of the first device; absent on a machine without one. */
  readonly vramGib?: number;
  readonly nodes: ReadonlyMap<string, NodeInfo>;
  /** Files by folder key; a folder that the server does not know is absent. */
  readonly models: ReadonlyMap<string, readonly string[]>;
  /** Whether `/api/jobs` is there: one route for state and cancelling. */
  readonly jobs: boolean;
  readonly previewMetadata: boolean;
  readonly maxUploadBytes?: number;
}

const SystemStats = z.looseObject({
  system: z.looseObject({ comfyui_version: z.string().default('0') }),
  devices: z
    .array(z.looseObject({ name: z.string().default(''), type: z.string(), vram_total: z.number() }))
    .default([]),
});
const Features = z.looseObject({
  supports_preview_metadata: z.boolean().optional(),
  max_upload_size: z.number().optional(),
});
const InputInfo = z.tuple([z.unknown()], z.unknown());
const ObjectInfo = z.record(
  z.string(),
  z.looseObject({
    input: z
      .looseObject({
        required: z.record(z.string(), InputInfo).optional(),
        optional: z.record(z.string(), InputInfo).optional(),
      })
      .optional(),
    output_node: z.boolean().optional(),
    api_node: z.boolean().optional(),
  }),
);
const valueTypes = new Set(['INT', 'FLOAT', 'STRING', 'BOOLEAN', 'COMBO']);
const objectInfoSeconds = 60;

/**
 * Asks a server what it has.
 * @throws AppError `unavailable` when it is not reached, `invalid` when something else answers there
 */
export async function readInventory(
  connection: Connection,
  folders: readonly string[],
  call: EngineCall,
): Promise<Inventory> {
  const stats = await connection.ask('GET', '/system_stats', call);
  const parsed = SystemStats.safeParse(stats.body);
  if (stats.status === 401 || stats.status === 403) {
    throw new AppError('unavailable', `ComfyUI at ${connection.address} wants a key.`, {
      hint: 'Give the key of the proxy in front of it.',
    });
  }
  if (stats.status !== 200 || !parsed.success) throw notComfy(connection.address, parsed.error);
  const [nodes, models, jobs, features] = await Promise.all([
    readNodes(connection, call),
    readModels(connection, folders, call),
    hasJobs(connection, call),
    readFeatures(connection, call),
  ]);
  const device = parsed.data.devices[0];
  return {
    version: parsed.data.system.comfyui_version,
    device: device ? deviceName(device.name) : 'an unknown device',
    ...(device && device.type !== 'cpu' && { vramGib: device.vram_total / 1024 ** 3 }),
    nodes,
    models,
    jobs,
    previewMetadata: features.supports_preview_metadata === true,
    ...(features.max_upload_size !== undefined && { maxUploadBytes: features.max_upload_size }),
  };
}

/** "cuda:0 NVIDIA GeForce RTX 4090 : cudaMallocAsync" without what only programs read. */
function deviceName(name: string): string {
  return name
    .replace(/^\w+:\d+ /, '')
    .replace(/ : \w+$/, '')
    .trim();
}

async function readNodes(connection: Connection, call: EngineCall): Promise<ReadonlyMap<string, NodeInfo>> {
  const info = await connection.get('/object_info', ObjectInfo, call, objectInfoSeconds);
  return new Map(
    Object.entries(info).map(([name, node]) => [
      name,
      {
        inputs: new Map([
          ...Object.entries(node.input?.optional ?? {}).map((entry) => inputOf(entry, false)),
          ...Object.entries(node.input?.required ?? {}).map((entry) => inputOf(entry, true)),
        ]),
        outputNode: node.output_node === true,
        paid: node.api_node === true,
      },
    ]),
  );
}

const Options = z.looseObject({
  default: z.unknown().optional(),
  options: z.array(z.union([z.string(), z.number(), z.boolean()])).optional(),
});

function inputOf(
  [name, [type, ...rest]]: readonly [string, readonly [unknown, ...unknown[]]],
  required: boolean,
): readonly [string, NodeInputInfo] {
  const options = Options.safeParse(rest[0] ?? {}).data ?? {};
  // Older nodes give the list in place of the type, newer ones among the options.
  const listed = z.array(z.union([z.string(), z.number(), z.boolean()])).safeParse(type);
  const choices = listed.success ? listed.data : type === 'COMBO' ? options.options : undefined;
  const openList = ['image_upload', 'video_upload', 'audio_upload', 'remote', 'remote_combo'].some(
    (key) => Reflect.get(options, key) !== undefined && Reflect.get(options, key) !== false,
  );
  return [
    name,
    {
      required,
      openList,
      link: choices === undefined && !(typeof type === 'string' && valueTypes.has(type)),
      ...(choices && { choices }),
      ...(options.default !== undefined && { default: options.default }),
    },
  ];
}

async function readModels(connection: Connection, folders: readonly string[], call: EngineCall) {
  const lists = await Promise.all(
    folders.map(async (folder) => {
      const answer = await connection.ask('GET', `/models/${encodeURIComponent(folder)}`, call);
      // 404: the pack that brings the folder is not installed.
      const files = answer.status === 200 ? z.array(z.string()).safeParse(answer.body).data : undefined;
      return [folder, files] as const;
    }),
  );
  return new Map(
    lists.flatMap(([folder, files]): (readonly [string, readonly string[]])[] =>
      files ? [[folder, files]] : [],
    ),
  );
}

async function hasJobs(connection: Connection, call: EngineCall): Promise<boolean> {
  const answer = await connection.ask('GET', '/api/jobs?limit=1', call);
  return (
    answer.status === 200 && z.looseObject({ jobs: z.array(z.unknown()) }).safeParse(answer.body).success
  );
}

async function readFeatures(connection: Connection, call: EngineCall) {
  const answer = await connection.ask('GET', '/features', call);
  return (answer.status === 200 ? Features.safeParse(answer.body).data : undefined) ?? {};
}
