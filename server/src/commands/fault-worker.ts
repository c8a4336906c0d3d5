import { openStudio, type StudioOptions } from '#compose';
import { loadConfig } from '#config/config.ts';
import { type AppContext, asSystem, type LedgerStep } from '#context';
import { connect } from '#db/connect.ts';
import { publishDelivery } from '#features/publishing/publish-delivery.ts';
import { RunLater } from '#jobs/handle.ts';
import { messageOf } from '#kernel/errors.ts';
import { appOnLane } from './fault-lane.ts';
import { Order, type Report } from './fault-orders.ts';

/**
 * A process that carries out deliveries as its parent says, several at once, with the product's own verb. A delivery
 * that has reached the step it is to die at stays there until the parent kills the process.
 */
const longestSeconds = 120;
const connections = 40;

const runner: NonNullable<StudioOptions['runner']> = {
  add: async () => undefined,
  work: async () => undefined,
  stop: async () => undefined,
};

const tell = (report: Report) => process.send?.(report);

async function main(): Promise<void> {
  const config = loadConfig();
  await using studio = await openStudio(config, { runner });
  if (config.database.kind !== 'server') throw new Error('A fault worker needs DATABASE_URL.');
  const { pool, db } = connect(config.database.url, () => undefined, connections);
  const app = { ...studio.app, pool, db };
  process.on('message', (message) => void carryOut(app, Order.parse(message)).then(tell));
  tell({ ready: true });
  await new Promise((resolve) => process.once('disconnect', resolve));
  await pool.end();
}

async function carryOut(app: AppContext, order: Order): Promise<Report> {
  const { id, kill } = order;
  let reached = 0;
  const onLedgerStep = async (step: LedgerStep) => {
    if (kill?.at !== step) return;
    reached += 1;
    if (reached !== kill.occurrence) return;
    tell({ frozen: id });
    await new Promise(() => undefined);
  };
  const now = () => new Date(Date.now() + order.aheadMilliseconds);
  const ctx = asSystem(appOnLane(app, order.origin, { now, onLedgerStep }), order.workspaceId, 'faults');
  try {
    await publishDelivery(ctx, order.deliveryId, AbortSignal.timeout(longestSeconds * 1000));
    return { ended: id, reached };
  } catch (error) {
    if (error instanceof RunLater) return { ended: id, reached, againInSeconds: error.seconds };
    return { ended: id, reached, failed: messageOf(error) };
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exit(1);
  },
);
