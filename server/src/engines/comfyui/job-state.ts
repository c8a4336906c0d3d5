import { z } from 'zod';
import type { EngineCall } from '#engines/engine.ts';
import type { Connection } from './connection.ts';
import { mustBeGood, OutputFile } from './connection.ts';
import { Graph } from './recipe.ts';

/** Where a piece of work is at the server. */
export type JobState =
  | { readonly state: 'waiting'; readonly ahead?: number }
  | { readonly state: 'working' }
  | {
      readonly state: 'completed';
      readonly outputs: ReadonlyMap<string, readonly OutputFile[]>;
      readonly graph: Graph;
    }
  | { readonly state: 'failed'; readonly error: unknown }
  | { readonly state: 'cancelled' }
  /** In neither queue nor history. */
  | { readonly state: 'unknown' };

const Outputs = z.record(z.string(), z.unknown());
const Workflow = z.looseObject({ prompt: Graph });
const Job = z.looseObject({
  status: z.enum(['pending', 'in_progress', 'completed', 'failed', 'cancelled']),
  outputs: Outputs.optional(),
  workflow: Workflow.optional(),
  execution_error: z.unknown().optional(),
});
/** `[number, prompt id, graph, extra data, outputs]` */
const QueueItem = z.tuple([z.number(), z.string()], z.unknown());
const Queue = z.looseObject({
  queue_running: z.array(QueueItem).default([]),
  queue_pending: z.array(QueueItem).default([]),
});
const HistoryEntry = z.looseObject({
  prompt: z.tuple([z.number(), z.string(), Graph], z.unknown()),
  outputs: Outputs.default({}),
  status: z
    .looseObject({
      status_str: z.string().nullish(),
      messages: z.array(z.tuple([z.string()], z.unknown())).default([]),
    })
    .nullish(),
});
const History = z.record(z.string(), HistoryEntry);

/** Asks for one piece of work, by the one route of newer servers or by queue and history. */
export function jobState(
  connection: Connection,
  id: string,
  { jobs }: { readonly jobs: boolean },
  call: EngineCall,
): Promise<JobState> {
  return jobs ? byJobs(connection, id, call) : byQueue(connection, id, call);
}

async function byJobs(connection: Connection, id: string, call: EngineCall): Promise<JobState> {
  const path = `/api/jobs/${id}`;
  const answer = await connection.ask('GET', path, call);
  if (answer.status === 404 || answer.status === 405) {
    // Their own 404 says so in JSON; any other comes from a version without the route.
    const own = z.looseObject({ error: z.string().regex(/job/i) }).safeParse(answer.body).success;
    return own ? { state: 'unknown' } : byQueue(connection, id, call);
  }
  mustBeGood(connection, path, answer);
  const job = Job.parse(answer.body);
  if (job.status === 'pending') return { state: 'waiting' };
  if (job.status === 'in_progress') return { state: 'working' };
  if (job.status === 'cancelled') return { state: 'cancelled' };
  if (job.status === 'failed') return { state: 'failed', error: job.execution_error };
  return { state: 'completed', outputs: filesIn(job.outputs ?? {}), graph: job.workflow?.prompt ?? {} };
}

async function byQueue(connection: Connection, id: string, call: EngineCall): Promise<JobState> {
  // Queue first: what leaves it between the two questions is in history by the second.
  const queue = await connection.get('/queue', Queue, call);
  if (queue.queue_running.some((item) => item[1] === id)) return { state: 'working' };
  const ahead = queue.queue_pending
    .toSorted(([a], [b]) => a - b)
    .findIndex(([, waitingId]) => waitingId === id);
  if (ahead !== -1) return { state: 'waiting', ahead: ahead + queue.queue_running.length };
  const history = await connection.get(`/history/${id}`, History, call);
  const entry = history[id];
  if (!entry) return { state: 'unknown' };
  const messages = entry.status?.messages ?? [];
  const saidOf = (name: string) => messages.find(([event]) => event === name)?.[1];
  if (saidOf('execution_interrupted') !== undefined) return { state: 'cancelled' };
  const error = saidOf('execution_error');
  if (error !== undefined || entry.status?.status_str === 'error') return { state: 'failed', error };
  return { state: 'completed', outputs: filesIn(entry.outputs), graph: entry.prompt[2] };
}

/** Keys under which nodes name their files; core and VideoHelperSuite clips lie under different ones. */
const fileKeys = ['images', 'gifs', 'video', 'videos'];

function filesIn(outputs: Readonly<Record<string, unknown>>): ReadonlyMap<string, readonly OutputFile[]> {
  const files = Object.entries(outputs).map(([node, output]): readonly [string, readonly OutputFile[]] => {
    const keyed = z.record(z.string(), z.unknown()).safeParse(output).data ?? {};
    const found = fileKeys.flatMap((key) => {
      const list = z.array(z.unknown()).safeParse(keyed[key]).data ?? [];
      return list.flatMap((item) => OutputFile.safeParse(item).data ?? []);
    });
    return [node, found];
  });
  return new Map(files);
}

/** Pieces of work that wait or run, everybody's. */
export async function queueLength(connection: Connection, call: EngineCall): Promise<number | undefined> {
  const Info = z.looseObject({ exec_info: z.looseObject({ queue_remaining: z.number() }) });
  const answer = await connection.ask('GET', '/prompt', call);
  return answer.status === 200 ? Info.safeParse(answer.body).data?.exec_info.queue_remaining : undefined;
}

/** Stops one piece of work, wherever it is; never anybody else's. */
export async function cancelJob(
  connection: Connection,
  id: string,
  { jobs }: { readonly jobs: boolean },
  call: EngineCall,
): Promise<void> {
  if (jobs) {
    const answer = await connection.ask('POST', `/api/jobs/${id}/cancel`, call, {});
    if (answer.status !== 404 && answer.status !== 405) return;
  }
  await connection.ask('POST', '/queue', call, { delete: [id] });
  // Old versions do not read the id and would stop whatever runs: ask only while it is ours.
  const queue = await connection.get('/queue', Queue, call);
  if (!queue.queue_running.some((item) => item[1] === id)) return;
  await connection.ask('POST', '/interrupt', call, { prompt_id: id });
}
