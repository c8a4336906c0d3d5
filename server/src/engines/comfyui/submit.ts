import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { EngineCall } from '#engines/engine.ts';
import { type EngineAnswer, EngineHttpError } from '#engines/engine-http.ts';
import type { Connection, PromptBody } from './connection.ts';
import { nodeErrorsIn, refusalOf } from './engine-errors.ts';
import { cancelJob, jobState } from './job-state.ts';
import type { Recipe } from './recipe.ts';

const postAttempts = 3;

/**
 * Puts a graph into the server's queue exactly once. Released servers queue a repeated id a second time, so
 * after a lost answer the id is looked up before anything is sent again.
 * @throws AppError with the server's reason in a person's words; EngineHttpError when it cannot be reached
 */
export async function submit(
  connection: Connection,
  body: PromptBody,
  context: { readonly recipe: Recipe; readonly jobs: boolean },
  call: EngineCall,
): Promise<void> {
  let lost: unknown;
  for (let attempt = 1; attempt <= postAttempts; attempt += 1) {
    if (attempt > 1 && (await isKnown(connection, body.prompt_id, context, call))) return;
    try {
      const answer = await connection.ask('POST', '/prompt', call, body);
      if (await isTaken(connection, answer, body, context, call)) return;
      lost = new EngineHttpError(`ComfyUI answered ${answer.status}, and did not take the work.`, {
        reached: true,
        hint: 'Look into ComfyUI’s own window.',
      });
    } catch (error) {
      if (!(error instanceof EngineHttpError)) throw error;
      lost = error;
      // Nothing listens: nothing was taken, and another try in the same breath will not help.
      if (!error.reached) throw error;
    }
  }
  throw lost;
}

/** True when the work is in the queue, false when the answer proves nothing. */
async function isTaken(
  connection: Connection,
  { status, body: answer }: EngineAnswer,
  body: PromptBody,
  { recipe, jobs }: { readonly recipe: Recipe; readonly jobs: boolean },
  call: EngineCall,
): Promise<boolean> {
  if (status >= 500) return false;
  // A later version answers so when it has the id already.
  if (status === 409) return true;
  if (status < 200 || status > 299) throw refusalOf(answer, recipe, body.prompt);
  if (nodeErrorsIn(answer)) {
    // It took the rest of the graph; half a result is none.
    await cancelJob(connection, body.prompt_id, { jobs }, call);
    throw refusalOf(answer, recipe, body.prompt);
  }
  return typeof answer === 'object' && answer !== null && Reflect.get(answer, 'prompt_id') === body.prompt_id;
}

async function isKnown(
  connection: Connection,
  id: string,
  { jobs }: { readonly jobs: boolean },
  call: EngineCall,
): Promise<boolean> {
  return (await jobState(connection, id, { jobs }, call)).state !== 'unknown';
}

/** Sends pictures under names made from their content: the same picture is the same file there. */
export async function uploadPictures(
  connection: Connection,
  paths: readonly string[],
  call: EngineCall,
): Promise<string[]> {
  return Promise.all(
    paths.map(async (path) => connection.upload({ path, name: (await sha256(path)).slice(0, 32) }, call)),
  );
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}
