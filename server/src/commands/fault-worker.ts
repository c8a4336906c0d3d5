import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { openStudio, type StudioOptions } from '#compose';
import { loadConfig } from '#config/config.ts';
import { asSystem, type LedgerStep } from '#context';
import { publishDelivery } from '#features/publishing/publish-delivery.ts';
import { RunLater } from '#jobs/handle.ts';
import { messageOf } from '#kernel/errors.ts';
import { DeliveryId, WorkspaceId } from '#kernel/ids.ts';

/**
 * A process that carries out one delivery after another as its parent says, with the product's own verb, and
 * kills itself at the step it is told to. Waiting is shortened by moving its own clock on.
 */
const Order = z.object({
  workspaceId: WorkspaceId,
  deliveryId: DeliveryId,
  kill: z.object({ at: z.string(), occurrence: z.number() }).optional(),
  /** The moment it has to be by this process's clock, in milliseconds: a retry waits for it. */
  notBefore: z.number().optional(),
});
type Order = z.infer<typeof Order>;

const mostRuns = 40;
const longestRealWaitMilliseconds = 400;
const longestSeconds = 60;

let aheadMilliseconds = 0;
const now = () => new Date(Date.now() + aheadMilliseconds);
let kill: Order['kill'];
const seen = new Map<LedgerStep, number>();

const onLedgerStep = async (step: LedgerStep) => {
  const times = (seen.get(step) ?? 0) + 1;
  seen.set(step, times);
  if (kill && kill.at === step && kill.occurrence === times) process.kill(process.pid, 'SIGKILL');
};

const runner: NonNullable<StudioOptions['runner']> = {
  add: async () => undefined,
  work: async () => undefined,
  stop: async () => undefined,
};

async function main(): Promise<void> {
  await using studio = await openStudio(loadConfig(), { onLedgerStep, now, runner });
  process.on('message', (message) => {
    const order = Order.parse(message);
    kill = order.kill;
    seen.clear();
    // Each order begins at the real time: a clock that ran on from case to case would find posts too late.
    aheadMilliseconds = Math.max(0, (order.notBefore ?? 0) - Date.now() + 1000);
    void runToTheEnd(studio.app, order).then(
      () => process.send?.({ done: order.deliveryId }),
      (error: unknown) => process.send?.({ failed: order.deliveryId, why: messageOf(error) }),
    );
  });
  process.send?.({ ready: true });
  await new Promise((resolve) => process.once('disconnect', resolve));
}

async function runToTheEnd(app: Parameters<typeof asSystem>[0], order: Order): Promise<void> {
  const ctx = asSystem(app, order.workspaceId, 'faults');
  for (let run = 0; run < mostRuns; run += 1) {
    try {
      await publishDelivery(ctx, order.deliveryId, AbortSignal.timeout(longestSeconds * 1000));
      return;
    } catch (error) {
      if (!(error instanceof RunLater)) throw error;
      aheadMilliseconds += error.seconds * 1000;
      await wait(Math.min(longestRealWaitMilliseconds, error.seconds * 1000));
    }
  }
  throw new Error(`It asked to be run again ${mostRuns} times.`);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exit(1);
  },
);
