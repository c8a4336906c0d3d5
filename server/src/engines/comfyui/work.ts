import type { EngineCall, Progress, Started } from '#engines/engine.ts';
import { EngineHttpError } from '#engines/engine-http.ts';
import { AppError, messageOf } from '#kernel/errors.ts';
import { fillDefaults } from './assess-recipe.ts';
import { buildGraph } from './build-graph.ts';
import type { OutputFile } from './connection.ts';
import { executionFailure, outOfMemory, stoppedThere } from './engine-errors.ts';
import { Finishing } from './finishing.ts';
import { cancelJob, type JobState, jobState } from './job-state.ts';
import type { WorkPlan } from './plan-work.ts';
import type { Graph } from './recipe.ts';
import type { ComfySession } from './session.ts';
import { recipesOf } from './settings.ts';
import { settled } from './settled.ts';
import { submit, uploadPictures } from './submit.ts';
import { readTicket, type Ticket, writeTicket } from './ticket.ts';

const checkWaitMilliseconds = 1000;
/** Events come in by the dozen: more often than this nobody needs to hear. */
const newsMilliseconds = 200;
/** How often it is asked while its events come in or others are before it; else it is asked at each check. */
const calmPollMilliseconds = 3000;
/** An end may be told before it is on record, and a record may be between two places for a moment. */
const quickPolls = 14;
const longestQuickPollMilliseconds = 60;
/** How long answers that cannot be read are put up with: a server may be starting, or a proxy in its place. */
const nonsenseSeconds = 30;
const cancelSeconds = 20;

interface Followed {
  polledAt: number;
  /** Others were before it when it was last asked. */
  waiting: boolean;
  /** Since when its answers cannot be read. */
  nonsenseSince?: number;
  cancelled?: true;
}

/** A finished job's file, and the graph that made it as the server keeps it. */
export interface Finished {
  readonly ticket: Ticket;
  readonly file: OutputFile;
  readonly graph: Graph;
}

type Ended = Exclude<JobState, { state: 'waiting' | 'working' }>;

/** Start, check and cancel of plans at one ComfyUI. Tickets outlive this process: what matters is asked for. */
export class ComfyWork<Result> implements AsyncDisposable {
  readonly #session: ComfySession;
  readonly #collect: (finished: Finished, call: EngineCall) => Promise<Result>;
  readonly #finishing = new Finishing<Result>();
  readonly #followed = new Map<string, Followed>();

  constructor(session: ComfySession, collect: (finished: Finished, call: EngineCall) => Promise<Result>) {
    this.#session = session;
    this.#collect = collect;
  }

  /** @throws AppError with what is missing or refused, in a person's words */
  async start(plan: WorkPlan, folder: string, call: EngineCall): Promise<Started> {
    try {
      return await this.#send(plan, folder, call);
    } catch (error) {
      if (!(error instanceof AppError) || error.facts.engineError === undefined) throw error;
      // It has not what we thought it has.
      this.#session.forgetInventory();
      if (error.facts.engineError !== 'UPLOAD_LOST') throw error;
      return this.#send(plan, folder, call);
    }
  }

  async #send(plan: WorkPlan, folder: string, call: EngineCall): Promise<Started> {
    const { connection, feed, settings } = this.#session;
    const { recipe, models, mainModel } = plan.assessment;
    const inventory = await this.#session.inventory(call);
    const [pictures] = await Promise.all([uploadPictures(connection, plan.pictures, call), feed.ready()]);
    const id = crypto.randomUUID();
    const graph = buildGraph(recipe, {
      values: { ...plan.values, prefix: `ainfluencer/${id}` },
      pictures,
      models,
    });
    fillDefaults(graph, inventory);
    feed.watch(id, graph);
    try {
      const body = {
        prompt: graph,
        prompt_id: id,
        client_id: feed.clientId,
        extra_data: { preview_method: settings.previews ? 'auto' : 'none' },
      };
      await submit(connection, body, { recipe, jobs: inventory.jobs }, call);
    } catch (error) {
      feed.forget(id);
      throw error;
    }
    const { id: recipeId, label: recipeLabel, medium, outputs, inputs } = recipe;
    const ticket = writeTicket({
      ...{ id, medium, folder, recipeId, recipeLabel, outputs, inputs },
      ...{ model: mainModel, altText: plan.altText },
    });
    return { ticket, warnings: plan.warnings };
  }

  async check(text: string, call: EngineCall): Promise<Progress<Result>> {
    const ticket = readTicket(text);
    if (!ticket) return { state: 'lost' };
    const fetched = await this.#finishing.check(ticket.id, call);
    if (fetched) return this.#close(ticket, fetched);
    const followed = this.#follow(ticket.id);
    if (followed.cancelled) return this.#close(ticket, stoppedThere);
    const { feed } = this.#session;
    const news = feed.watch(ticket.id, this.#graphOf(ticket));
    if (followed.polledAt > 0 && !news.ended) {
      await settled(news.changed, checkWaitMilliseconds, call);
      if (!news.ended) await settled(news.end, newsMilliseconds, call);
    }
    const calm = feed.isOpen && (news.heard || followed.waiting);
    const due = followed.polledAt + (calm ? calmPollMilliseconds : checkWaitMilliseconds) <= Date.now();
    if (news.ended || due) {
      const end = await this.#ask(ticket, followed, news.ended, call);
      if (end) return this.#close(ticket, end);
    }
    const preview = news.takePreview();
    const stage =
      followed.nonsenseSince === undefined ? news.stage : 'ComfyUI answers strangely; asking again';
    return { state: 'running', fraction: news.fraction, stage, ...(preview && { preview }) };
  }

  /** Asks the server; undefined while the work goes on there. */
  async #ask(
    ticket: Ticket,
    followed: Followed,
    ended: boolean,
    call: EngineCall,
  ): Promise<Progress<Result> | undefined> {
    let unknown = 0;
    for (let poll = 0; poll < quickPolls; poll += 1) {
      if (poll > 0) {
        const pause = Math.min(longestQuickPollMilliseconds, 4 * 2 ** poll);
        await settled(new Promise(() => undefined), pause, call);
      }
      const state = await this.#stateOf(ticket, followed, call);
      followed.polledAt = Date.now();
      followed.waiting = state?.state === 'waiting';
      if (state === undefined) return undefined;
      if (state.state === 'waiting' || state.state === 'working') {
        this.#tell(ticket, state);
        if (!ended) return undefined;
      } else if (state.state !== 'unknown') return this.#endOf(ticket, state, call);
      else {
        unknown += 1;
        if (unknown > 1) return { state: 'lost' };
      }
    }
    return undefined;
  }

  async #stateOf(ticket: Ticket, followed: Followed, call: EngineCall): Promise<JobState | undefined> {
    try {
      const jobs = this.#session.knownInventory?.jobs ?? true;
      const state = await jobState(this.#session.connection, ticket.id, { jobs }, call);
      delete followed.nonsenseSince;
      return state;
    } catch (error) {
      call.signal.throwIfAborted();
      // Whoever follows the work decides how long it may say nothing at all.
      if (error instanceof EngineHttpError) throw error;
      followed.nonsenseSince ??= Date.now();
      if (Date.now() - followed.nonsenseSince < nonsenseSeconds * 1000) return undefined;
      throw error;
    }
  }

  #tell(ticket: Ticket, state: JobState): void {
    const news = this.#session.feed.watch(ticket.id, {});
    if (news.fraction > 0) return;
    const ahead = state.state === 'waiting' ? (state.ahead ?? 0) : 0;
    const waiting = ahead > 0 ? `Waiting for its turn, ${ahead} before it` : 'Waiting for its turn';
    news.say(state.state === 'working' ? 'Working' : waiting);
  }

  async #endOf(
    ticket: Ticket,
    state: Exclude<Ended, { state: 'unknown' }>,
    call: EngineCall,
  ): Promise<Progress<Result> | undefined> {
    if (state.state === 'cancelled') return stoppedThere;
    if (state.state === 'failed') {
      if (outOfMemory(state.error)) await this.#freeMemory(call);
      const recipe = recipesOf(this.#session.settings).find(({ id }) => id === ticket.recipeId);
      return executionFailure(state.error, recipe);
    }
    const file = ticket.outputs.flatMap((node) => state.outputs.get(node) ?? [])[0];
    if (!file) {
      return {
        state: 'failed',
        message: `ComfyUI ended “${ticket.recipeLabel}” without a file.`,
        hint: 'Look into ComfyUI’s own window.',
        retry: true,
      };
    }
    const { graph } = state;
    this.#finishing.begin(ticket.id, (call) => this.#collect({ ticket, file, graph }, call));
    return this.#finishing.check(ticket.id, call);
  }

  async #freeMemory(call: EngineCall): Promise<void> {
    const json = { unload_models: true, free_memory: true };
    await this.#session.connection.ask('POST', '/free', call, json).catch(() => undefined);
  }

  #close(ticket: Ticket, progress: Progress<Result>): Progress<Result> {
    if (progress.state !== 'running') {
      this.#session.feed.forget(ticket.id);
      this.#finishing.forget(ticket.id);
      this.#followed.delete(ticket.id);
    }
    return progress;
  }

  #follow(id: string): Followed {
    const followed = this.#followed.get(id) ?? { polledAt: 0, waiting: false };
    this.#followed.set(id, followed);
    return followed;
  }

  /** For progress after a restart of ours; a recipe that is gone has none. */
  #graphOf({ recipeId }: Ticket): Graph {
    return recipesOf(this.#session.settings).find(({ id }) => id === recipeId)?.graph ?? {};
  }

  async cancel(text: string): Promise<void> {
    const ticket = readTicket(text);
    if (!ticket) return;
    this.#follow(ticket.id).cancelled = true;
    this.#finishing.cancel(ticket.id);
    const call = { signal: AbortSignal.timeout(cancelSeconds * 1000) };
    const jobs = this.#session.knownInventory?.jobs ?? true;
    await cancelJob(this.#session.connection, ticket.id, { jobs }, call).catch((error: unknown) => {
      // One that is gone works on nothing of ours.
      if (!(error instanceof EngineHttpError)) throw new Error(messageOf(error), { cause: error });
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#finishing[Symbol.asyncDispose]();
  }
}
