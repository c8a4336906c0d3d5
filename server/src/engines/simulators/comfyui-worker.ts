import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { nodeClasses } from './comfyui-nodes.ts';
import { drawPng, drawPreview, filmMp4 } from './comfyui-pictures.ts';
import { isLink, type SimulatedGraph } from './comfyui-validation.ts';

/** `[number, prompt id, graph, extra data, outputs]`, as the queue tells it. */
export type QueueItem = readonly [
  number: number,
  id: string,
  graph: SimulatedGraph,
  extra: Readonly<Record<string, unknown>>,
  outputs: readonly string[],
];

export interface HistoryEntry {
  readonly prompt: QueueItem;
  readonly outputs: Record<string, unknown>;
  readonly status: {
    readonly status_str: 'success' | 'error';
    readonly completed: boolean;
    readonly messages: readonly (readonly [string, Record<string, unknown>])[];
  };
}

/** How an execution goes wrong. */
export interface ExecutionFault {
  /** The class of the node that fails. */
  readonly node: string;
  readonly type: string;
  readonly message: string;
}
/** How a file that was written is bad. */
export type BadFile = 'cut-off' | 'empty' | 'text' | 'absent';

export interface WorkerOptions {
  /** How long one sampling step takes. */
  readonly stepMilliseconds: number;
  /** `wrong`: backwards, all at once, and before the result is on record. */
  readonly events: 'documented' | 'wrong' | 'none';
  readonly previews: 'metadata' | 'plain';
  /** What it draws where no picture is given; a gradient when absent. */
  readonly model?: Buffer;
}

/** What lies on the simulated disk: it outlives restarts. */
export interface Disk {
  readonly input: Map<string, Buffer>;
  readonly output: Map<string, Buffer>;
}

export type Send = (clientId: string, message: { json?: object; bytes?: Buffer }) => void;

/** How long after the end was told the result is on record. */
const recordDelayMilliseconds = { documented: 2, wrong: 60, none: 0 } as const;

/** The queue, history and single worker of one simulated ComfyUI; all of it is lost with the process. */
export class ComfyWorker {
  readonly history = new Map<string, HistoryEntry>();
  readonly pending: QueueItem[] = [];
  running: QueueItem | undefined;
  readonly #disk: Disk;
  readonly #options: WorkerOptions;
  readonly #send: Send;
  readonly #planned: { faults: ExecutionFault[]; files: BadFile[] };
  /** Files by what made them: what ran before is not run again. */
  readonly #cache = new Map<string, unknown>();
  #interrupted = false;
  #stopped = false;
  #busy = false;

  constructor(
    disk: Disk,
    options: WorkerOptions,
    planned: { faults: ExecutionFault[]; files: BadFile[] },
    send: Send,
  ) {
    this.#disk = disk;
    this.#options = options;
    this.#planned = planned;
    this.#send = send;
  }

  put(item: QueueItem): void {
    this.pending.push(item);
    this.pending.sort(([a], [b]) => a - b);
    void this.#work();
  }

  interrupt(): void {
    this.#interrupted = true;
  }

  stop(): void {
    this.#stopped = true;
  }

  async #work(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (let item = this.pending.shift(); item && !this.#stopped; item = this.pending.shift()) {
      this.running = item;
      this.#interrupted = false;
      await this.#execute(item);
      this.running = undefined;
    }
    this.#busy = false;
  }

  async #execute(item: QueueItem): Promise<void> {
    const [, id, graph, extra, wanted] = item;
    const client = typeof extra.client_id === 'string' ? extra.client_id : '';
    const told: { json?: object; bytes?: Buffer }[] = [];
    const tell = (message: { json?: object; bytes?: Buffer }) => {
      if (this.#options.events === 'documented') this.#send(client, message);
      else if (this.#options.events === 'wrong') told.unshift(message);
    };
    const say = (type: string, data: Record<string, unknown>) =>
      tell({ json: { type, data: { ...data, prompt_id: id } } });
    const messages: [string, Record<string, unknown>][] = [];
    const outputs: Record<string, unknown> = {};
    let failed = false;
    const record = (type: string, data: Record<string, unknown>) => {
      say(type, { ...data, timestamp: Date.now() });
      messages.push([type, { ...data, prompt_id: id, timestamp: Date.now() }]);
    };
    record('execution_start', {});
    const order = executionOrder(graph, wanted);
    const cached = order.filter((node) => this.#cache.has(signatureOf(graph, node)));
    record('execution_cached', { nodes: cached });
    for (const node of order) {
      if (this.#stopped) return;
      if (this.#interrupted) {
        record('execution_interrupted', { node_id: node, node_type: graph[node]?.class_type, executed: [] });
        failed = true;
        break;
      }
      const fault = this.#faultFor(graph[node]?.class_type ?? '');
      if (fault) {
        record('execution_error', {
          ...{ node_id: node, node_type: fault.node, executed: [], traceback: [] },
          ...{ exception_type: fault.type, exception_message: fault.message },
        });
        failed = true;
        break;
      }
      const output = await this.#run({ item, node, say, tell, cached: cached.includes(node) });
      if (output !== undefined) outputs[node] = output;
    }
    // The real one says so before it keeps the record.
    if (!failed) record('execution_success', {});
    const keep = () => this.#keep(item, { outputs, messages, failed });
    if (this.#options.events !== 'wrong') await keep();
    say('executing', { node: null });
    for (const message of told) this.#send(client, message);
    if (this.#options.events === 'wrong') await keep();
  }

  async #keep(
    item: QueueItem,
    {
      outputs,
      messages,
      failed,
    }: {
      outputs: Record<string, unknown>;
      messages: [string, Record<string, unknown>][];
      failed: boolean;
    },
  ): Promise<void> {
    await sleep(recordDelayMilliseconds[this.#options.events]);
    if (this.#stopped) return;
    this.history.set(item[1], {
      prompt: item,
      outputs: failed ? {} : outputs,
      status: { status_str: failed ? 'error' : 'success', completed: !failed, messages },
    });
  }

  #faultFor(className: string): ExecutionFault | undefined {
    const at = this.#planned.faults.findIndex(({ node }) => node === className);
    return at === -1 ? undefined : this.#planned.faults.splice(at, 1)[0];
  }

  async #run(step: {
    readonly item: QueueItem;
    readonly node: string;
    readonly cached: boolean;
    say(type: string, data: Record<string, unknown>): void;
    tell(message: { bytes: Buffer }): void;
  }): Promise<unknown> {
    const { item, node, say } = step;
    const graph = item[2];
    const { class_type: name = '', inputs = {} } = graph[node] ?? {};
    const signature = signatureOf(graph, node);
    if (step.cached) {
      const kept = this.#cache.get(signature) ?? undefined;
      if (kept) say('executed', { node, display_node: node, output: kept });
      return kept;
    }
    say('executing', { node, display_node: node });
    let output: unknown;
    if (/^(KSampler(Advanced)?|SamplerCustomAdvanced|FaceDetailer)$/.test(name)) {
      await this.#sample(step, Number(inputs.steps ?? 4));
    } else if (nodeClasses[name]?.outputNode) {
      output = await this.#save(graph, node);
      say('executed', { node, display_node: node, output });
    }
    say('progress_state', { nodes: { [node]: { value: 1, max: 1, state: 'finished', node_id: node } } });
    this.#cache.set(signature, output ?? null);
    return output;
  }

  async #sample(
    {
      item,
      node,
      say,
      tell,
    }: {
      item: QueueItem;
      node: string;
      say(type: string, data: Record<string, unknown>): void;
      tell(message: { bytes: Buffer }): void;
    },
    steps: number,
  ): Promise<void> {
    const shown =
      item[3].preview_method === 'none'
        ? undefined
        : await drawPreview(await drawPng({ width: 64, height: 64, seedText: item[1] }));
    for (let value = 1; value <= steps; value += 1) {
      if (this.#stopped || this.#interrupted) return;
      await sleep(this.#options.stepMilliseconds);
      say('progress', { node, value, max: steps });
      say('progress_state', { nodes: { [node]: { value, max: steps, state: 'running', node_id: node } } });
      if (shown) tell({ bytes: previewFrame(shown, this.#options.previews, { id: item[1], node }) });
    }
  }

  /** Writes the file, with a number after the prefix as SaveImage does. */
  async #save(graph: SimulatedGraph, node: string): Promise<unknown> {
    const { class_type: name, inputs = {} } = graph[node] ?? {};
    const video = name === 'SaveVideo';
    const png = await drawPng(this.#pictureOf(graph, node));
    const bytes = video
      ? await filmMp4(png, {
          frames: literal(graph, 'length') ?? 17,
          framesPerSecond: literal(graph, 'fps') ?? 16,
        })
      : png;
    const prefix = String(inputs.filename_prefix);
    const subfolder = prefix.includes('/') ? prefix.slice(0, prefix.lastIndexOf('/')) : '';
    const stem = prefix.slice(subfolder === '' ? 0 : subfolder.length + 1);
    const filename = `${stem}_00001_.${video ? 'mp4' : 'png'}`;
    const path = subfolder === '' ? filename : `${subfolder}/${filename}`;
    const written = this.#spoil(bytes);
    if (written) this.#disk.output.set(path, written);
    const images = [{ filename, subfolder, type: 'output' }];
    return video ? { images, animated: [true] } : { images };
  }

  #spoil(bytes: Buffer): Buffer | undefined {
    const bad = this.#planned.files.shift();
    if (bad === 'absent') return undefined;
    if (bad === 'empty') return Buffer.alloc(0);
    if (bad === 'text') return Buffer.from('<html>no picture here, only words that a proxy would say</html>');
    return bad === 'cut-off' ? bytes.subarray(0, Math.floor(bytes.length / 2)) : bytes;
  }

  #pictureOf(graph: SimulatedGraph, node: string) {
    const loaded = Object.values(graph).find(({ class_type: name }) => name === 'LoadImage');
    const source = loaded ? this.#disk.input.get(String(loaded.inputs.image)) : this.#options.model;
    return {
      width: literal(graph, 'width') ?? 1024,
      height: literal(graph, 'height') ?? 1024,
      seedText: signatureOf(graph, node),
      source,
    };
  }
}

function literal(graph: SimulatedGraph, input: string): number | undefined {
  const values = Object.values(graph).map(({ inputs }) => inputs[input]);
  return values.find((value): value is number => typeof value === 'number');
}

/** What a wanted output depends on, the deepest first. */
function executionOrder(graph: SimulatedGraph, wanted: readonly string[]): string[] {
  const order: string[] = [];
  const visit = (id: string) => {
    if (order.includes(id)) return;
    for (const value of Object.values(graph[id]?.inputs ?? {})) if (isLink(value)) visit(value[0]);
    order.push(id);
  };
  for (const id of wanted) visit(id);
  return order;
}

/** The inputs of a node and of all before it. */
function signatureOf(graph: SimulatedGraph, id: string): string {
  const { class_type: name, inputs = {} } = graph[id] ?? {};
  const values = Object.entries(inputs).map(([key, value]) => [
    key,
    isLink(value) ? [signatureOf(graph, value[0]), value[1]] : value,
  ]);
  return createHash('sha1')
    .update(JSON.stringify([name, values]))
    .digest('hex');
}

/** Frame 1: kind of picture and bytes; frame 4: whose it is, and bytes. */
function previewFrame(
  jpeg: Buffer,
  kind: WorkerOptions['previews'],
  { id, node }: { readonly id: string; readonly node: string },
): Buffer {
  const head = Buffer.alloc(8);
  if (kind === 'plain') {
    head.writeUInt32BE(1, 0);
    head.writeUInt32BE(1, 4);
    return Buffer.concat([head, jpeg]);
  }
  const metadata = Buffer.from(
    JSON.stringify({ node_id: node, prompt_id: id, display_node_id: node, image_type: 'image/jpeg' }),
  );
  head.writeUInt32BE(4, 0);
  head.writeUInt32BE(metadata.length, 4);
  return Buffer.concat([head, metadata, jpeg]);
}
