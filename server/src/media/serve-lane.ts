import { parentPort } from 'node:worker_threads';
import { AppError, messageOf } from '#kernel/errors.ts';
import type { Operations } from './worker-lane.ts';
import type { FromWorker, ToWorker } from './worker-messages.ts';

export type Ask = (question: string, argument: Uint8Array) => Promise<Uint8Array>;

/**
 * The worker's side of a `WorkerLane`: answers calls by name, and may ask the main thread in between.
 * Call it once, at the end of the worker's entry file.
 */
export function serveLane(build: (ask: Ask) => Operations): void {
  const port = parentPort;
  if (!port) throw new Error('This file is a worker: start it through a WorkerLane.');
  const waiting = new Map<number, PromiseWithResolvers<Uint8Array>>();
  let nextQuestion = 1;
  const say = (message: FromWorker) => port.postMessage(message);
  const ask: Ask = (question, argument) => {
    const id = nextQuestion++;
    const answer = Promise.withResolvers<Uint8Array>();
    waiting.set(id, answer);
    say({ kind: 'ask', id, question, argument });
    return answer.promise;
  };
  const operations = build(ask);
  port.on('message', (message: ToWorker) => {
    if (message.kind === 'call') {
      void perform(operations, message).then(say);
      return;
    }
    const answer = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.kind === 'answer') answer?.resolve(message.result);
    else answer?.reject(new Error(message.text));
  });
}

async function perform(
  operations: Operations,
  call: Extract<ToWorker, { kind: 'call' }>,
): Promise<FromWorker> {
  try {
    const operation = operations[call.operation];
    if (!operation) throw new Error(`Unknown operation "${call.operation}".`);
    return { kind: 'done', id: call.id, result: await operation(call.argument as never) };
  } catch (error) {
    if (!(error instanceof AppError)) return { kind: 'failed', id: call.id, text: messageOf(error) };
    const hint = error.hint === undefined ? {} : { hint: error.hint };
    return { kind: 'failed', id: call.id, code: error.code, text: error.message, ...hint };
  }
}
