import type { EngineInstance } from '#engines/connected-engine.ts';
import type { EngineCall } from '#engines/engine.ts';
import type { EngineHttp } from '#engines/engine-http.ts';
import { foldersOf } from './assess-recipe.ts';
import { type Connection, connect } from './connection.ts';
import { type Inventory, readInventory } from './inventory.ts';
import { LiveFeed } from './live-feed.ts';
import { ComfySettings, recipesOf } from './settings.ts';

/** Older ones are used once more while a new one is read: people add models while it runs. */
const freshMilliseconds = 2 * 60_000;
const readSeconds = 90;

/** What the picture and the clip engine of one instance share: one connection, one socket, one inventory. */
export class ComfySession {
  readonly connection: Connection;
  readonly feed: LiveFeed;
  readonly settings: ComfySettings;
  #inventory: { readonly value: Inventory; readonly at: number } | undefined;
  #reading: Promise<Inventory> | undefined;
  readonly #abort = new AbortController();

  constructor(instance: EngineInstance, http: EngineHttp) {
    this.connection = connect(instance, http);
    this.feed = new LiveFeed({ address: instance.address, key: instance.key });
    this.settings = ComfySettings.parse(instance.settings);
  }

  /** What was read last, however old; undefined before the first piece of work. */
  get knownInventory(): Inventory | undefined {
    return this.#inventory?.value;
  }

  async inventory(call: EngineCall): Promise<Inventory> {
    const known = this.#inventory;
    if (known && Date.now() - known.at < freshMilliseconds) return known.value;
    const reading = this.#read();
    if (known) {
      reading.catch(() => undefined);
      return known.value;
    }
    call.signal.throwIfAborted();
    const { promise, reject } = Promise.withResolvers<never>();
    const stop = () => reject(call.signal.reason);
    call.signal.addEventListener('abort', stop, { once: true });
    try {
      return await Promise.race([reading, promise]);
    } finally {
      call.signal.removeEventListener('abort', stop);
    }
  }

  /** After a refusal: what it has is not what we thought. */
  forgetInventory(): void {
    this.#inventory = undefined;
  }

  #read(): Promise<Inventory> {
    const signal = AbortSignal.any([this.#abort.signal, AbortSignal.timeout(readSeconds * 1000)]);
    this.#reading ??= readInventory(this.connection, foldersOf(recipesOf(this.settings)), { signal })
      .then((value) => {
        this.#inventory = { value, at: Date.now() };
        return value;
      })
      .finally(() => {
        this.#reading = undefined;
      });
    return this.#reading;
  }

  close(): void {
    this.#abort.abort(new Error('The engine was closed.'));
    this.#reading?.catch(() => undefined);
    this.feed.close();
  }
}
