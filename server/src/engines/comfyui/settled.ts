import type { EngineCall } from '#engines/engine.ts';

/** Waits for a promise that never rejects, at most so long. @throws the signal's reason once aborted */
export async function settled(promise: Promise<void>, milliseconds: number, call: EngineCall): Promise<void> {
  call.signal.throwIfAborted();
  if (milliseconds <= 0) return;
  const over = Promise.withResolvers<void>();
  const timer = setTimeout(over.resolve, milliseconds);
  call.signal.addEventListener('abort', () => over.resolve(), { once: true });
  await Promise.race([promise, over.promise]);
  clearTimeout(timer);
  call.signal.throwIfAborted();
}
