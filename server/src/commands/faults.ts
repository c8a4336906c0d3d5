import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { and, eq } from 'drizzle-orm';
import { markAccount } from '#features/accounts/index.ts';
import { accounts } from '#features/accounts/tables.ts';
import { findDelivery } from '#features/publishing/queries.ts';
import { messageOf } from '#kernel/errors.ts';
import type { DeliveryId } from '#kernel/ids.ts';
import { clearFaults, countFaults, planFault } from '#platforms/simulators/misbehave.ts';
import { type FaultCase, faultCases, nameOf } from './fault-cases.ts';
import { type FaultStage, openFaultStage } from './fault-stage.ts';
import { FaultWorkers } from './fault-workers.ts';

/** How one case ended: what the studio says, and what is on the platform. */
interface Outcome {
  readonly name: string;
  readonly state: string;
  readonly posts: number;
  readonly killed: boolean;
  readonly verdict: 'published' | 'told' | 'unknown' | 'lost' | 'doubled';
  readonly note: string;
}

interface Summary {
  readonly platform: string;
  readonly runs: number;
  readonly kills: number;
  readonly published: number;
  /** Ended failed, truthfully and with a reason: nothing is on the platform. */
  readonly told: number;
  readonly unknown: number;
  readonly lost: number;
  readonly doubled: number;
}

const silenceSeconds = 2;
const mostTries = 6;
/** Refusals that end a delivery for good: a person has to do something. */
const endsForGood: readonly string[] = ['expired_token', 'media_refused', 'duplicate'];

/** Carries one case out and looks at both sides. */
async function runCase(
  stage: FaultStage,
  workers: FaultWorkers,
  one: FaultCase,
  number: number,
): Promise<Outcome> {
  const { platform, fault, kill } = one;
  const { store } = stage.ctx.rehearsal.all.find(({ simulator }) => simulator.platformId === platform)!;
  const caption = `${platform} case ${number}.`;
  const deliveryId = await stage.makeDelivery(platform, caption);
  await clearFaults(store);
  if (fault) await planFault(store, { ...fault, seconds: silenceSeconds });
  const order = { workspaceId: stage.ctx.workspaceId, deliveryId };
  let killed = false;
  let note = '';
  const over = new AbortController();
  for (let tries = 0; tries < mostTries; tries += 1) {
    const first = tries === 0;
    if (first && kill?.at === 'silence') void killInSilence(store, workers, over.signal);
    const at = first && kill && kill.at !== 'silence' ? { kill } : {};
    const notBefore = await retryTime(stage, deliveryId);
    const ended = await workers.carryOut({
      ...order,
      ...at,
      ...(notBefore === undefined ? {} : { notBefore }),
    });
    if (ended === 'done') {
      if ((await retryTime(stage, deliveryId)) === undefined) break;
    } else if (ended === 'killed') killed = true;
    else note = ended.failed;
  }
  over.abort();
  await clearFaults(store);
  await makeWellAgain(stage, platform);
  const delivery = await findDelivery(stage.ctx, deliveryId as DeliveryId);
  const posts = await stage.countPosts(platform, caption);
  const verdict = judge(one, delivery.state, posts);
  return {
    name: nameOf(one),
    state: delivery.state,
    posts,
    killed,
    verdict,
    note: note || delivery.failureMessage,
  };
}

/** When a delivery that waits for its retry is due: the studio's sweep takes it up then, and we do the same. */
async function retryTime({ ctx }: FaultStage, deliveryId: string): Promise<number | undefined> {
  const { state, retryAt } = await findDelivery(ctx, deliveryId as DeliveryId);
  return state === 'scheduled' ? retryAt?.getTime() : undefined;
}

/** Ends the process while a request of its hangs without an answer. */
async function killInSilence(
  store: Parameters<typeof countFaults>[0],
  workers: FaultWorkers,
  over: AbortSignal,
): Promise<void> {
  const limit = performance.now() + 30_000;
  while (performance.now() < limit) {
    await wait(50);
    if (over.aborted) return;
    if ((await countFaults(store)) > 0) continue;
    await wait(200);
    if (!over.aborted) workers.kill();
    return;
  }
}

/** An account that a case left asking for a person is given back its health, for the next case. */
async function makeWellAgain({ ctx }: FaultStage, platform: string): Promise<void> {
  const rows = await ctx.db
    .select({ id: accounts.id })
    .from(accounts)
    .where(and(eq(accounts.workspaceId, ctx.workspaceId), eq(accounts.platform, platform)));
  for (const { id } of rows) await markAccount(ctx, id, { health: 'ok', healthReason: '', paused: false });
}

function judge({ fault }: FaultCase, state: string, posts: number): Outcome['verdict'] {
  if (posts > 1) return 'doubled';
  if (state === 'published') return posts === 1 ? 'published' : 'lost';
  if (state === 'unknown') return 'unknown';
  const mayFail = fault !== undefined && endsForGood.includes(fault.misbehaviour);
  return state === 'failed' && posts === 0 && mayFail ? 'told' : 'lost';
}

function summarise(platform: string, outcomes: readonly Outcome[]): Summary {
  const count = (verdict: Outcome['verdict']) => outcomes.filter((one) => one.verdict === verdict).length;
  return {
    platform,
    runs: outcomes.length,
    kills: outcomes.filter(({ killed }) => killed).length,
    published: count('published'),
    told: count('told'),
    unknown: count('unknown'),
    lost: count('lost'),
    doubled: count('doubled'),
  };
}

async function runPlatform(stage: FaultStage, cases: readonly FaultCase[], tell: (message: string) => void) {
  await using workers = new FaultWorkers(stage.workerEnvironment);
  const outcomes: Outcome[] = [];
  for (const [index, one] of cases.entries()) {
    const outcome = await runCase(stage, workers, one, index + 1);
    outcomes.push(outcome);
    const bad = outcome.verdict === 'lost' || outcome.verdict === 'doubled' || outcome.verdict === 'unknown';
    if (bad || (index + 1) % 20 === 0) {
      tell(
        `${one.platform} ${index + 1}/${cases.length}: ${outcome.name}: ${outcome.verdict} ${bad ? outcome.note : ''}`,
      );
    }
  }
  return outcomes;
}

/** `npm run faults [-- --json] [--every N]`: kills and misbehaviour at every step of publishing, per adapter. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { json: { type: 'boolean', default: false }, every: { type: 'string', default: '1' } },
  });
  const tell = (message: string) => process.stderr.write(`${message}\n`);
  const began = performance.now();
  await using stage = await openFaultStage();
  const every = Math.max(1, Number(values.every) || 1);
  const cases = faultCases(stage.ctx.rehearsal.all.map(({ simulator }) => simulator)).filter(
    (_, i) => i % every === 0,
  );
  const platforms = [...new Set(cases.map(({ platform }) => platform))];
  tell(`${cases.length} runs on ${platforms.join(' and ')}.`);
  const adapters: (Summary & { failures: Outcome[] })[] = [];
  await Promise.all(
    platforms.map(async (platform) => {
      const outcomes = await runPlatform(
        stage,
        cases.filter((one) => one.platform === platform),
        tell,
      );
      const failures = outcomes.filter(
        ({ verdict }) => verdict === 'lost' || verdict === 'doubled' || verdict === 'unknown',
      );
      adapters.push({ ...summarise(platform, outcomes), failures });
    }),
  );
  const sum = (key: 'runs' | 'lost' | 'doubled' | 'unknown') =>
    adapters.reduce((total, one) => total + one[key], 0);
  const seconds = Math.round((performance.now() - began) / 1000);
  const result = {
    runs: sum('runs'),
    lost: sum('lost'),
    doubled: sum('doubled'),
    unknown: sum('unknown'),
    seconds,
    adapters,
  };
  if (values.json) console.log(JSON.stringify(result, null, 2));
  else console.table(adapters.map(({ failures: _, ...row }) => row));
  process.exitCode = result.lost + result.doubled > 0 ? 1 : 0;
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exit(1);
  },
);
