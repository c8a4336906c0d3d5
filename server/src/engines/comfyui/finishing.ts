import type { EngineCall, Progress } from '#engines/engine.ts';
import { messageOf } from '#kernel/errors.ts';
import { settled } from './settled.ts';

const checkWaitMilliseconds = 1000;
const almostDone = 0.98;

interface Work<Result> {
  readonly abort: AbortController;
  readonly ended: Promise<void>;
  progress: Progress<Result>;
}

/** Fetches and finishes results beside the checks: a clip takes longer than a check may. */
export class Finishing<Result> implements AsyncDisposable {
  readonly #works = new Map<string, Work<Result>>();

  /** Begins once for each id; `fetch` must stop soon after its signal aborts. */
  begin(id: string, fetch: (call: EngineCall) => Promise<Result>): void {
    if (this.#works.has(id)) return;
    const abort = new AbortController();
    const work: Work<Result> = {
      abort,
      progress: { state: 'running', fraction: almostDone, stage: 'Fetching the result' },
      ended: fetch({ signal: abort.signal }).then(
        (result) => {
          work.progress = { state: 'done', result };
        },
        (error: unknown) => {
          work.progress = abort.signal.aborted
            ? { state: 'failed', message: 'Cancelled.', retry: false }
            : {
                state: 'failed',
                message: `The result could not be fetched whole from ComfyUI: ${messageOf(error)}.`,
                hint: 'Look whether ComfyUI’s output folder and the network are well.',
                retry: true,
              };
        },
      ),
    };
    this.#works.set(id, work);
  }

  /** Undefined when nothing of that id is fetched. Waits up to a second for its end. */
  async check(id: string, call: EngineCall): Promise<Progress<Result> | undefined> {
    const work = this.#works.get(id);
    if (!work) return undefined;
    await settled(work.ended, checkWaitMilliseconds, call);
    return work.progress;
  }

  forget(id: string): void {
    this.#works.delete(id);
  }

  cancel(id: string): void {
    this.#works.get(id)?.abort.abort(new Error('Cancelled.'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const id of this.#works.keys()) this.cancel(id);
    await Promise.all([...this.#works.values()].map(({ ended }) => ended));
  }
}
