import { setTimeout as wait } from 'node:timers/promises';
import type { LedgerStep } from '#context';
import {
  findAccount,
  markAccount,
  needsPerson,
  platformAccount,
  platformCall,
} from '#features/accounts/index.ts';
import { editPost } from '#features/publishing/edit-post.ts';
import { getDelivery, getPost } from '#features/publishing/list-deliveries.ts';
import { cancelDelivery } from '#features/publishing/manage-delivery.ts';
import { publishDelivery } from '#features/publishing/publish-delivery.ts';
import { findDelivery } from '#features/publishing/queries.ts';
import { RunLater } from '#jobs/handle.ts';
import { AppError, messageOf } from '#kernel/errors.ts';
import { clearFaults, countFaults, planFault } from '#platforms/simulators/misbehave.ts';
import { type ActTime, type Course, type FaultCase, type Kill, nameOf } from './fault-cases.ts';
import type { FaultForm } from './fault-forms.ts';
import type { FaultLane, StagedDelivery } from './fault-stage.ts';
import { type Shown, type Verdict, verdictOn } from './fault-verdict.ts';
import type { FaultWorkers } from './fault-workers.ts';

/** How one case ended: what the studio says, and what is on the platform. */
export interface Outcome {
  readonly name: string;
  readonly verdict: Verdict;
  readonly state: string;
  readonly shown: Shown;
  readonly killed: boolean;
  /** What the studio tells. */
  readonly told: string;
  readonly seconds: number;
}

const faultSeconds = 0.4;
/** A request that a process is killed in hangs for so long at most. */
const killSilenceSeconds = 8;
const mostRuns = 60;
const longestRunSeconds = 60;
const lateHours = 7;
const earlyHours = 2;
const raceMilliseconds = 120;
const millisecondsOfHour = 3600_000;

/** Carries one case out on a lane, as the product's jobs would, and looks at both sides. */
export async function runCase(
  on: FaultLane,
  workers: () => FaultWorkers,
  one: FaultCase,
  whole: Shown,
): Promise<Outcome> {
  const began = performance.now();
  const delivery = await begin(on, one);
  const run = new CaseRun(on, one, delivery);
  await run.lookBefore();
  let isSound = false;
  try {
    for (const { kind, misbehaviour, nth } of one.faults) {
      const seconds = one.kill?.at === 'silence' ? killSilenceSeconds : faultSeconds;
      await planFault(on.lane.storeOf(one.platform), { kind, misbehaviour, nth, seconds });
    }
    await run.act('start');
    const killed = one.kill ? await run.untilKilled(workers(), one.kill) : false;
    await run.toTheEnd();
    const ending = await run.look();
    const verdict = verdictOn(one, whole, ending);
    const { state, shown, told } = ending;
    isSound = verdict === 'published' && one.act?.what !== 'revoke';
    const seconds = (performance.now() - began) / 1000;
    return { name: nameOf(one), verdict, state, shown, killed, told, seconds };
  } finally {
    on.lane.onStep = undefined;
    if (!isSound) on.leaveAccount(one.platform);
    await clearFaults(on.lane.storeOf(one.platform));
  }
}

async function begin({ lane, makeDelivery }: FaultLane, one: Pick<FaultCase, 'platform' | 'form'>) {
  lane.clock.jumpMilliseconds = 0;
  await clearFaults(lane.storeOf(one.platform));
  return makeDelivery(one.platform, one.form);
}

/** Publishes one post of a form undisturbed, and tells what that takes and leaves. */
export async function learnCourse(
  on: FaultLane,
  platform: string,
  form: FaultForm,
): Promise<{ readonly course: Course; readonly whole: Shown }> {
  const one: FaultCase = { platform, form, faults: [] };
  const delivery = await begin(on, one);
  const steps: Partial<Record<LedgerStep, number>> = {};
  on.lane.seen.length = 0;
  const sentAt: number[] = [];
  const run = new CaseRun(on, one, delivery);
  await run.lookBefore();
  await run.toTheEnd(async (step) => {
    steps[step] = (steps[step] ?? 0) + 1;
    if (step === 'sending') sentAt.push(on.lane.seen.length);
  });
  on.lane.onStep = undefined;
  const publishing = new Set(sentAt.map((at) => on.lane.seen[at]!));
  const kinds: Record<string, number> = {};
  for (const kind of on.lane.seen) kinds[kind] = (kinds[kind] ?? 0) + 1;
  const { state, shown, told } = await run.look();
  if (state !== 'published' || Object.keys(shown).length === 0) {
    throw new AppError('internal', `Undisturbed, a ${form} on ${platform} ends ${state}: ${told}`);
  }
  const canRevoke = on.ctx.platforms.get(platform).revoke !== undefined;
  const course = { platform, form, kinds, steps, publishing: [...publishing], canRevoke };
  return { course, whole: shown };
}

class CaseRun {
  readonly #on: FaultLane;
  readonly #one: FaultCase;
  readonly #delivery: StagedDelivery;
  readonly #besides: Promise<unknown>[] = [];
  readonly #before = new Set<string>();
  #acted = false;
  #mended = false;

  constructor(on: FaultLane, one: FaultCase, delivery: StagedDelivery) {
    this.#on = on;
    this.#one = one;
    this.#delivery = delivery;
  }

  /** Runs it in a process until that is killed, or it has ended without coming to where it was to die. */
  async untilKilled(workers: FaultWorkers, kill: Kill): Promise<boolean> {
    const { lane, ctx } = this.#on;
    const { id: deliveryId } = this.#delivery;
    let left = kill.at === 'silence' ? 0 : kill.occurrence;
    for (let runs = 0; runs < mostRuns; runs += 1) {
      const over = new AbortController();
      const silence = kill.at === 'silence' ? this.#untilSilent(over.signal) : undefined;
      const ended = await workers.carryOut(
        {
          ...{ workspaceId: ctx.workspaceId, deliveryId, origin: lane.origin },
          aheadMilliseconds: lane.clock.aheadMilliseconds + lane.clock.jumpMilliseconds,
          ...(kill.at !== 'silence' && { kill: { at: kill.at, occurrence: left } }),
        },
        silence,
      );
      over.abort();
      if (ended.killed) return true;
      if (ended.failed) throw new AppError('internal', `A process could not carry it out: ${ended.failed}`);
      left -= ended.reached;
      if (ended.againInSeconds === undefined) return false;
      this.#moveOn(ended.againInSeconds);
    }
    return false;
  }

  /** Until a request of it hangs without an answer. Never, when it is over before. */
  async #untilSilent(over: AbortSignal): Promise<void> {
    const store = this.#on.lane.storeOf(this.#one.platform);
    while (!over.aborted) {
      await wait(25);
      if ((await countFaults(store)) > 0) continue;
      await wait(100);
      if (!over.aborted) return;
    }
    await new Promise(() => undefined);
  }

  /** Runs it again and again as the queue and the sweep would, the clock moved on, until it has ended. */
  async toTheEnd(also?: (step: LedgerStep) => Promise<void>): Promise<void> {
    const counts = new Map<LedgerStep, number>();
    this.#on.lane.onStep = async (step) => {
      await also?.(step);
      const occurrence = (counts.get(step) ?? 0) + 1;
      counts.set(step, occurrence);
      await this.act({ at: step, occurrence });
    };
    let isOver = false;
    for (let runs = 0; runs < mostRuns && !isOver; runs += 1) isOver = await this.#runOnce();
    await Promise.allSettled(this.#besides);
  }

  /** @returns whether nothing more will happen by itself. */
  async #runOnce(): Promise<boolean> {
    const { ctx, lane } = this.#on;
    const { id } = this.#delivery;
    try {
      await publishDelivery(ctx, id, AbortSignal.timeout(longestRunSeconds * 1000));
    } catch (error) {
      if (!(error instanceof RunLater)) throw error;
      if (await this.#isStuck()) return true;
      if ((await findDelivery(ctx, id)).state === 'scheduled') await this.act('between');
      this.#moveOn(error.seconds);
      return false;
    }
    const { state, retryAt, publishAt } = await findDelivery(ctx, id);
    if (state === 'sending') {
      // Somebody else is at it, or died at it a moment ago.
      await wait(50);
      return false;
    }
    const due = (retryAt ?? publishAt)?.getTime();
    if (state !== 'scheduled' || due === undefined) return true;
    lane.clock.aheadMilliseconds += Math.max(0, due - lane.clock.studioNow().getTime() + 1000);
    return false;
  }

  /** An account that needs a person is given back once; when it needs one again, it stays so. */
  async #isStuck(): Promise<boolean> {
    const { ctx } = this.#on;
    const { accountId } = this.#delivery;
    const { health, paused } = await findAccount(ctx, accountId);
    if (!paused && !needsPerson(health)) return false;
    if ((await findDelivery(ctx, this.#delivery.id)).state !== 'scheduled') return false;
    if (this.#mended) return true;
    this.#mended = true;
    await markAccount(ctx, accountId, { health: 'ok', healthReason: '', paused: false });
    return false;
  }

  #moveOn(seconds: number): void {
    this.#on.lane.clock.aheadMilliseconds += (seconds + 1) * 1000;
  }

  /** Does what the case wants done at this moment, once. Refusals in the product's own words are fine. */
  async act(at: ActTime): Promise<void> {
    const { act } = this.#one;
    if (!act || this.#acted || !isSame(act.when, at)) return;
    this.#acted = true;
    try {
      await this.#do(act.what);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }

  async #do(what: NonNullable<FaultCase['act']>['what']): Promise<void> {
    const { ctx, lane } = this.#on;
    const { id, postId, accountId } = this.#delivery;
    if (what === 'cancel') return cancelDelivery(ctx, id);
    if (what === 'late') lane.clock.jumpMilliseconds += lateHours * millisecondsOfHour;
    if (what === 'early') lane.clock.jumpMilliseconds -= earlyHours * millisecondsOfHour;
    if (what === 'edit') {
      const { revision } = await getPost(ctx, postId);
      await editPost(ctx, postId, { revision, caption: 'Other words.' });
    }
    if (what === 'revoke') {
      const account = await findAccount(ctx, accountId);
      const call = platformCall(ctx, account, AbortSignal.timeout(10_000), 10);
      await ctx.platforms.get(this.#one.platform).revoke?.(platformAccount(ctx, account), call);
    }
    if (what === 'race') {
      const other = publishDelivery(ctx, id, AbortSignal.timeout(longestRunSeconds * 1000));
      const settled = other.catch((error: unknown) => messageOf(error));
      this.#besides.push(settled);
      await Promise.race([settled, wait(raceMilliseconds)]);
    }
  }

  /** Remembers what earlier posts left on the account. */
  async lookBefore(): Promise<void> {
    for (const { id } of await this.#ownPosts()) this.#before.add(id);
  }

  async #ownPosts() {
    const simulator = this.#on.ctx.rehearsal.get(this.#one.platform);
    const timeline = await simulator.readTimeline(this.#delivery.remoteId);
    return (timeline?.posts ?? []).filter(({ author }) => author === undefined);
  }

  /** What the studio says, and what the platform shows. */
  async look() {
    const { ctx } = this.#on;
    const { id, token } = this.#delivery;
    const { state, failureMessage, warnings } = await getDelivery(ctx, id);
    const shown: Record<string, number> = {};
    for (const post of await this.#ownPosts()) {
      if (this.#before.has(post.id)) continue;
      const key = `${post.kind ?? 'post'}: ${post.text.replaceAll(token, 'T')}`;
      shown[key] = (shown[key] ?? 0) + 1;
    }
    const told = [failureMessage, ...warnings].filter(Boolean).join(' ');
    return { state, shown, told, waitsForPerson: state === 'scheduled' && this.#mended };
  }
}

function isSame(one: ActTime, other: ActTime): boolean {
  if (typeof one === 'string' || typeof other === 'string') return one === other;
  return one.at === other.at && one.occurrence === other.occurrence;
}
