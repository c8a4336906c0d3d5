import { createHash } from 'node:crypto';
import multipart from '@fastify/multipart';
import websocket from '@fastify/websocket';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { stockedModels } from './comfyui-models.ts';
import { fileList, nodeClasses } from './comfyui-nodes.ts';
import { type Installed, validateGraph } from './comfyui-validation.ts';
import {
  type BadFile,
  ComfyWorker,
  type Disk,
  type ExecutionFault,
  type QueueItem,
  type WorkerOptions,
} from './comfyui-worker.ts';
import { type SimulatorServer, serveSimulator } from './serve-simulator.ts';

export interface ComfySimulatorOptions extends Partial<WorkerOptions> {
  /** `classic`: 0.3.64, without `/api/jobs` and without checks of the id. */
  readonly version?: 'newest' | 'classic';
  /** Files by folder; everything unless told. */
  readonly models?: Readonly<Record<string, readonly string[]>>;
  readonly missingNodes?: readonly string[];
  /** A later version refuses an id that it has already with 409; released ones queue it twice. */
  readonly refusesKnownIds?: boolean;
  readonly vramGib?: number;
}

export interface ComfySimulator extends SimulatorServer {
  readonly disk: Disk;
  /** Ids of everything that was put into the queue, in order, repeated where it was put twice. */
  readonly queued: readonly string[];
  /** The next execution of that node fails so. */
  failNext(fault: ExecutionFault): void;
  /** The next file that is written is bad. */
  spoilNext(file: BadFile): void;
}

const PromptBody = z.looseObject({
  prompt: z
    .record(
      z.string(),
      z.looseObject({
        class_type: z.string().optional(),
        inputs: z.record(z.string(), z.unknown()).default({}),
      }),
    )
    .optional(),
  prompt_id: z.string().optional(),
  client_id: z.string().optional(),
  number: z.number().optional(),
  extra_data: z.record(z.string(), z.unknown()).default({}),
});
const canonicalId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const previewMethods = ['auto', 'latent2rgb', 'taesd', 'none', undefined];

/** A ComfyUI without a graphics card: strict where the real one is, with its queue, events and files. */
export async function simulateComfyui(options: ComfySimulatorOptions = {}): Promise<ComfySimulator> {
  const disk: Disk = { input: new Map(), output: new Map() };
  const queued: string[] = [];
  const planned = { faults: [] as ExecutionFault[], files: [] as BadFile[] };
  const current: { worker?: ComfyWorker } = {};
  const server = await serveSimulator({
    async start(app) {
      const sockets = new Map<string, { send(data: string | Buffer): void }>();
      const worker = new ComfyWorker(
        disk,
        { stepMilliseconds: 1, events: 'documented', previews: 'metadata', ...options },
        planned,
        (client, { json, bytes }) => sockets.get(client)?.send(bytes ?? JSON.stringify(json)),
      );
      current.worker = worker;
      await app.register(multipart, { limits: { fileSize: 100_000_000 } });
      await app.register(websocket);
      app.removeContentTypeParser('application/json');
      app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
        // The real server raises on text that is no JSON, and answers 500.
        try {
          done(null, JSON.parse(String(body)));
        } catch {
          done(Object.assign(new Error('500 Internal Server Error'), { statusCode: 500 }));
        }
      });
      app.setNotFoundHandler((_request, reply) =>
        reply.status(404).type('text/plain').send('404: Not Found'),
      );
      app.addHook('onRequest', refuseOtherOrigins);
      app.get('/ws', { websocket: true }, (socket, request) => {
        const client = String((request.query as { clientId?: string }).clientId ?? '');
        sockets.set(client, socket);
        socket.on('close', () => sockets.get(client) === socket && sockets.delete(client));
        const info = { exec_info: { queue_remaining: worker.pending.length } };
        socket.send(JSON.stringify({ type: 'status', data: { status: info, sid: client } }));
      });
      for (const prefix of ['', '/api']) {
        addQueueRoutes(app, { prefix, worker, queued, disk, options });
        addFileRoutes(app, { prefix, disk, options });
      }
      if (options.version !== 'classic') addJobRoutes(app, worker);
    },
    stop: () => current.worker?.stop(),
  });
  return {
    ...server,
    disk,
    queued,
    failNext: (fault) => planned.faults.push(fault),
    spoilNext: (file) => planned.files.push(file),
  };
}

async function refuseOtherOrigins(request: FastifyRequest, reply: FastifyReply) {
  const { origin, host } = request.headers;
  const cross = request.headers['sec-fetch-site'] === 'cross-site';
  if (cross || (origin !== undefined && URL.parse(origin)?.host !== host)) return reply.status(403).send();
  return undefined;
}

function installedIn(disk: Disk, options: ComfySimulatorOptions): Installed {
  const { models = stockedModels, missingNodes = [], version } = options;
  return {
    files: (folder) => (folder === 'input' ? [...disk.input.keys()] : (models[folder] ?? [])),
    missingNodes: new Set(missingNodes),
    classic: version === 'classic',
  };
}

interface Routes {
  readonly prefix: string;
  readonly worker: ComfyWorker;
  readonly queued: string[];
  readonly disk: Disk;
  readonly options: ComfySimulatorOptions;
}

function addQueueRoutes(app: FastifyInstance, { prefix, worker, queued, disk, options }: Routes): void {
  const remaining = () => worker.pending.length + (worker.running ? 1 : 0);
  const knows = (id: string) =>
    worker.history.has(id) ||
    worker.running?.[1] === id ||
    worker.pending.some(([, waiting]) => waiting === id);
  app.get(`${prefix}/prompt`, async () => ({ exec_info: { queue_remaining: remaining() } }));
  app.post(`${prefix}/prompt`, async (request, reply) => {
    const { prompt, prompt_id, client_id, extra_data, number } = PromptBody.parse(request.body);
    if (!prompt) return reply.status(400).send(refusal('no_prompt', 'No prompt provided'));
    const id = prompt_id ?? crypto.randomUUID();
    if (options.version !== 'classic' && !canonicalId.test(id)) {
      return reply.status(400).send(refusal('invalid_prompt_id', 'prompt_id must be a canonical UUID'));
    }
    if (options.refusesKnownIds && knows(id))
      return reply.status(409).send({ error: 'prompt_id already exists' });
    if (!previewMethods.includes(extra_data.preview_method as string | undefined)) {
      return reply.status(400).send(refusal('invalid_preview_method', 'Unknown preview method'));
    }
    const validation = validateGraph(prompt, installedIn(disk, options));
    if (!validation.ok) {
      return reply.status(400).send({ error: validation.error, node_errors: validation.nodeErrors });
    }
    queued.push(id);
    const order = number ?? queued.length;
    const extra = { ...extra_data, ...(client_id !== undefined && { client_id }), create_time: Date.now() };
    worker.put([order, id, prompt, extra, validation.outputs]);
    return { prompt_id: id, number: order, node_errors: validation.nodeErrors };
  });
  app.get(`${prefix}/queue`, async () => ({
    queue_running: worker.running ? [worker.running] : [],
    queue_pending: worker.pending,
  }));
  app.post(`${prefix}/queue`, async (request, reply) => {
    const body = z
      .looseObject({ clear: z.boolean().optional(), delete: z.array(z.string()).default([]) })
      .parse(request.body);
    const gone = worker.pending.filter(([, id]) => body.clear || body.delete.includes(id));
    for (const item of gone) worker.pending.splice(worker.pending.indexOf(item), 1);
    return reply.status(200).send();
  });
  app.post(`${prefix}/interrupt`, async (request, reply) => {
    const id = z.looseObject({ prompt_id: z.string().optional() }).safeParse(request.body).data?.prompt_id;
    // The classic one reads no id and stops whatever runs.
    if (options.version === 'classic' || id === undefined || worker.running?.[1] === id) worker.interrupt();
    return reply.status(200).send();
  });
  app.post(`${prefix}/free`, async (_request, reply) => reply.status(200).send());
  app.get(`${prefix}/history`, async () => Object.fromEntries(worker.history));
  app.get(`${prefix}/history/:id`, async (request) => {
    const { id } = request.params as { id: string };
    const entry = worker.history.get(id);
    return entry ? { [id]: entry } : {};
  });
}

function addJobRoutes(app: FastifyInstance, worker: ComfyWorker): void {
  const job = (id: string) => {
    const entry = worker.history.get(id);
    if (entry) {
      const { messages, status_str } = entry.status;
      const said = (name: string) => messages.find(([event]) => event === name)?.[1];
      const failed = said('execution_interrupted') ? 'cancelled' : 'failed';
      return {
        ...{ id, status: status_str === 'success' ? 'completed' : failed, outputs: entry.outputs },
        ...{ execution_status: entry.status, workflow: workflowOf(entry.prompt) },
        ...(said('execution_error') && { execution_error: said('execution_error') }),
      };
    }
    const waiting = worker.pending.find(([, pending]) => pending === id);
    if (waiting) return { id, status: 'pending', workflow: workflowOf(waiting) };
    if (worker.running?.[1] === id)
      return { id, status: 'in_progress', workflow: workflowOf(worker.running) };
    return undefined;
  };
  app.get('/api/jobs', async () => {
    const ids = [...worker.pending.map(([, id]) => id), ...worker.history.keys()];
    const jobs = ids.map((id) => ({ ...job(id), workflow: undefined, outputs: undefined }));
    return { jobs, pagination: { offset: 0, limit: jobs.length, total: jobs.length, has_more: false } };
  });
  app.get('/api/jobs/:id', async (request, reply) => {
    const found = job((request.params as { id: string }).id);
    return found ?? reply.status(404).send({ error: 'Job not found' });
  });
  app.post('/api/jobs/:id/cancel', async (request) => {
    const { id } = request.params as { id: string };
    const at = worker.pending.findIndex(([, pending]) => pending === id);
    if (at !== -1) worker.pending.splice(at, 1);
    else if (worker.running?.[1] === id) worker.interrupt();
    else return { cancelled: false };
    return { cancelled: true };
  });
}

const workflowOf = (item: QueueItem) => ({ prompt: item[2], extra_data: item[3] });

function addFileRoutes(
  app: FastifyInstance,
  { prefix, disk, options }: Pick<Routes, 'prefix' | 'disk' | 'options'>,
): void {
  const installed = installedIn(disk, options);
  app.get(`${prefix}/system_stats`, async () => ({
    system: { comfyui_version: options.version === 'classic' ? '0.3.64' : '0.38.1', os: 'posix', argv: [] },
    devices: [
      {
        ...{ name: 'cuda:0 Simulated GPU : cudaMallocAsync', type: 'cuda', index: 0 },
        vram_total: (options.vramGib ?? 24) * 1024 ** 3,
        vram_free: 20 * 1024 ** 3,
      },
    ],
  }));
  app.get(`${prefix}/features`, async () => ({
    supports_preview_metadata: options.previews !== 'plain',
    max_upload_size: 104_857_600,
  }));
  app.get(`${prefix}/object_info`, async () => objectInfo(installed));
  app.get(`${prefix}/object_info/:name`, async (request) => {
    const { name } = request.params as { name: string };
    const info = objectInfo(installed);
    return info[name] ? { [name]: info[name] } : {};
  });
  app.get(`${prefix}/models`, async () => Object.keys(options.models ?? stockedModels));
  app.get(`${prefix}/models/:folder`, async (request, reply) => {
    const files = (options.models ?? stockedModels)[(request.params as { folder: string }).folder];
    return files ?? reply.status(404).send();
  });
  app.post(`${prefix}/upload/image`, async (request, reply) => {
    const fields: Record<string, string> = {};
    let upload: { name: string; bytes: Buffer } | undefined;
    for await (const part of request.parts()) {
      if (part.type === 'file') upload = { name: part.filename, bytes: await part.toBuffer() };
      else fields[part.fieldname] = String(part.value);
    }
    if (!upload?.name) return reply.status(400).send();
    const subfolder = fields.subfolder ?? '';
    if (`${subfolder}/${upload.name}`.includes('..')) return reply.status(400).send();
    const name = freeName(disk.input, subfolder, upload, fields.overwrite === 'true');
    disk.input.set(subfolder === '' ? name : `${subfolder}/${name}`, upload.bytes);
    return { name, subfolder, type: fields.type ?? 'input' };
  });
  app.get(`${prefix}/view`, async (request, reply) => {
    const query = request.query as Record<string, string>;
    const path = query.subfolder ? `${query.subfolder}/${query.filename}` : (query.filename ?? '');
    if (path === '' || path.includes('..') || path.startsWith('/')) return reply.status(400).send();
    const bytes = (query.type === 'input' ? disk.input : disk.output).get(path);
    if (!bytes) return reply.status(404).send();
    return reply.type(path.endsWith('.mp4') ? 'video/mp4' : 'image/png').send(bytes);
  });
}

/** The same bytes keep their name; others get a number. */
function freeName(
  files: ReadonlyMap<string, Buffer>,
  subfolder: string,
  { name, bytes }: { readonly name: string; readonly bytes: Buffer },
  overwrite: boolean,
): string {
  const hash = (content: Buffer) => createHash('sha256').update(content).digest('hex');
  const dot = name.lastIndexOf('.');
  for (let number = 0; ; number += 1) {
    const tried = number === 0 ? name : `${name.slice(0, dot)} (${number})${name.slice(dot)}`;
    const there = files.get(subfolder === '' ? tried : `${subfolder}/${tried}`);
    if (!there || overwrite || hash(there) === hash(bytes)) return tried;
  }
}

function refusal(type: string, message: string) {
  return { error: { type, message, details: message, extra_info: {} }, node_errors: {} };
}

/** The nodes with their file lists filled in, as `GET /object_info` tells them. */
function objectInfo(installed: Installed): Record<string, unknown> {
  const inputs = (specs: (typeof nodeClasses)[string]['required'] = {}) =>
    Object.fromEntries(
      Object.entries(specs).map(([name, [type, options]]) => {
        if (type !== fileList) return [name, options ? [type, options] : [type]];
        const { folder, ...rest } = options ?? {};
        return [name, [installed.files(String(folder)), rest]];
      }),
    );
  return Object.fromEntries(
    Object.entries(nodeClasses)
      .filter(([name]) => !installed.missingNodes.has(name))
      .map(([name, node]) => [
        name,
        {
          input: { required: inputs(node.required), optional: inputs(node.optional) },
          output: node.output,
          output_node: node.outputNode === true,
          python_module: node.pack ? `custom_nodes.${node.pack}` : 'nodes',
        },
      ]),
  );
}
