import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { AppContext } from '#context';
import { DeliveryId, WorkspaceId } from '#kernel/ids.ts';
import { publishDeliveryJob } from './jobs.ts';

/** A delivery due for this long without being taken up has lost its job. */
const overdueSeconds = 20;
/** One that is being sent and has not moved for this long lost its process. */
const stalledSeconds = 60;
const mostAtOnce = 200;

const Row = z.object({ id: DeliveryId, workspace_id: WorkspaceId });

/**
 * The truth of what has to go out is the deliveries' own table; jobs only wake us. This finds what no job
 * has taken up and queues it again. @returns how many.
 */
export async function sweepDeliveries(app: AppContext): Promise<number> {
  const now = app.now();
  const overdue = new Date(now.getTime() - overdueSeconds * 1000);
  const stalled = new Date(now.getTime() - stalledSeconds * 1000);
  return app.db.transaction(async (db) => {
    const { rows } = await db.execute(sql`
      update deliveries set updated_at = ${now}
      where id in (
        select id from deliveries
        where state = 'scheduled' and coalesce(retry_at, publish_at) < ${overdue} and updated_at < ${overdue}
           or state = 'sending' and updated_at < ${stalled}
        order by publish_at
        limit ${mostAtOnce}
        for update skip locked
      )
      returning id, workspace_id`);
    for (const row of rows) {
      const { id, workspace_id } = Row.parse(row);
      await app.jobs.add(db, publishDeliveryJob, { workspaceId: workspace_id, deliveryId: id });
    }
    return rows.length;
  });
}
