import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { characterCard } from '#features/characters/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import type { DeliveryId, PostId } from '#kernel/ids.ts';
import { instantOf } from '#kernel/time-zone.ts';
import { readContent } from './content.ts';
import type { Schedule } from './contract.ts';
import { refuseBlocked } from './decide-review.ts';
import { publishDeliveryJob } from './jobs.ts';
import { planDelivery } from './plan-post.ts';
import { presentPost } from './present-post.ts';
import {
  type DeliveryRow,
  deliveriesOf,
  findPost,
  lockDelivery,
  lockPost,
  type PostRow,
  setDelivery,
} from './queries.ts';
import { assertDeliveryCanBecome, canDeliveryBecome } from './rules.ts';
import { tellDelivery } from './tell-delivery.ts';

/** Puts every delivery of an approved post that has not gone out on the calendar, or takes it off. */
export async function schedulePost(ctx: Ctx, postId: PostId, input: Schedule) {
  requireRole(ctx, 'editor');
  await inTransaction(ctx, async (ctx) => {
    const post = await lockPost(ctx, postId);
    const open = (await deliveriesOf(ctx, [postId])).filter(
      ({ state }) =>
        state !== 'cancelled' && canDeliveryBecome(state, input.when === 'never' ? 'planned' : 'scheduled'),
    );
    if (open.length === 0) {
      throw new AppError('conflict', 'Nothing of this post is left to schedule.', {
        hint: 'It has gone out already, or no account is chosen.',
      });
    }
    for (const delivery of open) await apply(ctx, post, delivery, input);
  });
  return presentPost(ctx, await findPost(ctx, postId));
}

/** The same for one delivery: the calendar's drag and drop. */
export async function scheduleDelivery(ctx: Ctx, deliveryId: DeliveryId, input: Schedule): Promise<void> {
  requireRole(ctx, 'editor');
  await inTransaction(ctx, async (ctx) => {
    const delivery = await lockDelivery(ctx, deliveryId);
    await apply(ctx, await lockPost(ctx, delivery.postId), delivery, input);
  });
}

async function apply(ctx: Ctx, post: PostRow, delivery: DeliveryRow, input: Schedule): Promise<void> {
  if (isOnlyPlanned(post, delivery) && input.when !== 'now') {
    return planDelivery(ctx, post, delivery, input.when === 'at' ? input : { localTime: null });
  }
  if (input.when === 'never') {
    assertDeliveryCanBecome(delivery.state, 'planned');
    await setDelivery(ctx, delivery.id, {
      state: 'planned',
      publishAt: null,
      approvedHash: null,
      retryAt: null,
    });
    await tellDelivery(
      ctx,
      delivery,
      'delivery.unscheduled',
      ({ character, platform }) => `${character}’s post on ${platform} was taken off the calendar.`,
    );
    return;
  }
  assertDeliveryCanBecome(delivery.state, 'scheduled');
  const content = await readContent(ctx, post);
  if (post.state !== 'approved' || post.approvedHash !== content.hash) throw notApproved();
  await refuseBlocked(ctx, content);
  const { publishAt, timeZone } = await momentOf(ctx, post, input);
  await setDelivery(ctx, delivery.id, {
    state: 'scheduled',
    publishAt,
    timeZone,
    approvedHash: content.hash,
    retryAt: null,
    failure: null,
    failureMessage: '',
    failureHint: '',
  });
  await ctx.jobs.add(
    ctx.db,
    publishDeliveryJob,
    { workspaceId: ctx.workspaceId, deliveryId: delivery.id },
    { runAt: publishAt },
  );
  await tellDelivery(ctx, delivery, 'delivery.scheduled', ({ character, platform }) =>
    input.when === 'now'
      ? `${character}’s post is going out on ${platform}.`
      : `${character}’s post on ${platform} was scheduled for ${spokenTime(publishAt, timeZone)}.`,
  );
}

/** On the calendar by its planned time, before any approval. */
const isOnlyPlanned = (post: PostRow, { state, publishAt }: DeliveryRow) =>
  state === 'planned' && publishAt !== null && post.state !== 'approved';

async function momentOf(ctx: Ctx, post: PostRow, input: Exclude<Schedule, { when: 'never' }>) {
  const character = await characterCard(ctx, post.characterId);
  if (character.state !== 'active') {
    throw new AppError(
      'conflict',
      `${character.name} is ${character.state}, so nothing goes out for her or him.`,
      {
        hint: 'Make the character active again first.',
      },
    );
  }
  if (input.when === 'now') return { publishAt: ctx.now(), timeZone: character.timeZone };
  const timeZone = input.timeZone ?? character.timeZone;
  const publishAt = instantOf(input.localTime, timeZone);
  if (publishAt <= ctx.now()) {
    throw new AppError('invalid', `${input.localTime.replace('T', ' ')} (${timeZone}) is in the past.`, {
      field: 'localTime',
      hint: 'Choose a later time, or publish now.',
    });
  }
  return { publishAt, timeZone };
}

function spokenTime(at: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone });
  return `${format.format(at)} (${timeZone})`;
}

function notApproved(): AppError {
  return new AppError(
    'conflict',
    'Only an approved post can go out, and this one is not approved as it stands.',
    {
      hint: 'Submit it for review and have it approved first.',
    },
  );
}
