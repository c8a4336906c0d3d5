import { Client } from 'pg';
import { z } from 'zod';
import { LiveEvent } from '#features/activities/contract.ts';
import { newId } from '#kernel/ids.ts';

const channel = 'ainfluencer_events';
/** PostgreSQL refuses a notification of 8000 bytes or more. */
const largestNotification = 7000;
const flushMilliseconds = 50;
const reconnectMilliseconds = 1000;

const Notification = z.object({
  from: z.string(),
  events: z.array(z.object({ workspaceId: z.string(), event: LiveEvent })),
});
type Told = z.infer<typeof Notification>['events'][number];
export type Listener = (event: LiveEvent) => void;

/**
 * Live events to every dashboard, whichever process it is connected to. Inside this process they
 * arrive at once; other processes hear of them in batches through NOTIFY, outside any transaction,
 * because a NOTIFY inside one makes commits wait for each other.
 */
export class EventHub {
  readonly #origin = newId();
  readonly #connectionString: string;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #send: (payload: string) => Promise<void>;
  #waiting: Told[] = [];
  #timer: NodeJS.Timeout | undefined;
  #client: Client | undefined;
  #closed = false;

  constructor(connectionString: string, send: (channel: string, payload: string) => Promise<void>) {
    this.#connectionString = connectionString;
    this.#send = (payload) => send(channel, payload);
  }

  /** Starts hearing the other processes; reconnects by itself. */
  async listen(): Promise<void> {
    if (this.#closed) return;
    const client = new Client({ connectionString: this.#connectionString, connectionTimeoutMillis: 5000 });
    const again = () => {
      if (this.#client === client) this.#client = undefined;
      else return;
      setTimeout(() => void this.listen(), reconnectMilliseconds).unref();
    };
    this.#client = client;
    client.on('error', again);
    client.on('end', again);
    client.on('notification', ({ payload }) => this.#hear(payload ?? ''));
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
    } catch {
      again();
    }
  }

  publish(workspaceId: string, event: LiveEvent): void {
    this.#deliver({ workspaceId, event });
    this.#waiting.push({ workspaceId, event });
    this.#timer ??= setTimeout(() => void this.#flush(), flushMilliseconds).unref();
  }

  /** Hears a workspace's events until the returned function is called. */
  subscribe(workspaceId: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(workspaceId) ?? new Set();
    this.#listeners.set(workspaceId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(workspaceId);
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => undefined);
  }

  async #flush(): Promise<void> {
    this.#timer = undefined;
    const events = this.#waiting;
    this.#waiting = [];
    let batch: Told[] = [];
    for (const told of events) {
      const grown = JSON.stringify({ from: this.#origin, events: [...batch, told] });
      if (grown.length > largestNotification && batch.length > 0) {
        await this.#notify(batch);
        batch = [];
      }
      batch.push(told);
    }
    if (batch.length > 0) await this.#notify(batch);
  }

  /** Live events are a convenience: a lost one costs a reload, so failures are dropped. */
  async #notify(events: Told[]): Promise<void> {
    const payload = JSON.stringify({ from: this.#origin, events });
    if (payload.length <= largestNotification) await this.#send(payload).catch(() => undefined);
  }

  #hear(payload: string): void {
    let read: z.infer<typeof Notification>;
    try {
      read = Notification.parse(JSON.parse(payload));
    } catch {
      return;
    }
    if (read.from !== this.#origin) for (const told of read.events) this.#deliver(told);
  }

  #deliver({ workspaceId, event }: Told): void {
    for (const listener of this.#listeners.get(workspaceId) ?? []) listener(event);
  }
}
