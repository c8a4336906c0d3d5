import { z } from 'zod';
import type { Ctx } from '#context';
import { getPost } from '#features/publishing/list-deliveries.ts';
import { DeliveryId, PostId } from '#kernel/ids.ts';

const Row = z.object({ id: DeliveryId, state: z.string(), remote_id: z.string().nullable() });

/** A post's deliveries by the names of their platforms, with what would be sent and what the platform called it. */
export async function readDeliveries(ctx: Ctx, postId: string) {
  const post = await getPost(ctx, PostId.parse(postId));
  const { rows } = await ctx.pool.query('select id, state, remote_id from deliveries where post_id = $1', [
    postId,
  ]);
  const read = rows.map((row) => Row.parse(row));
  return post.deliveries
    .toSorted((one, other) => one.platform.localeCompare(other.platform))
    .map((delivery) => {
      const row = read.find(({ id }) => id === delivery.id)!;
      return { ...delivery, id: row.id, remoteId: row.remote_id, postState: post.state };
    });
}
