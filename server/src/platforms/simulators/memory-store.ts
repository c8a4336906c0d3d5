import type { SimulatorStore, StoredBlob, StoredDocument } from './simulator.ts';

/** A store that lives as long as the process: for tests. Values are copied in and out, as a database would. */
export function createMemoryStore(): SimulatorStore {
  const collections = new Map<string, Map<string, string>>();
  const blobs = new Map<string, StoredBlob>();
  const of = (name: string) => {
    const found = collections.get(name) ?? new Map<string, string>();
    collections.set(name, found);
    return found;
  };
  return {
    async get(collection, key) {
      const text = of(collection).get(key);
      return text === undefined ? undefined : (JSON.parse(text) as unknown);
    },
    async add(collection, key, value) {
      if (of(collection).has(key)) return false;
      of(collection).set(key, JSON.stringify(value));
      return true;
    },
    async put(collection, key, value) {
      of(collection).set(key, JSON.stringify(value));
    },
    async list(collection, prefix): Promise<readonly StoredDocument[]> {
      return [...of(collection)]
        .filter(([key]) => key.startsWith(prefix))
        .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
        .map(([key, text]) => ({ key, value: JSON.parse(text) }));
    },
    async delete(collection, key) {
      return of(collection).delete(key);
    },
    async putBlob(key, blob) {
      if (!blobs.has(key)) blobs.set(key, blob);
    },
    async getBlob(key) {
      return blobs.get(key);
    },
  };
}
