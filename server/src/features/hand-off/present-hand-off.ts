import type { z } from 'zod';
import type { Ctx } from '#context';
import { findAccount } from '#features/accounts/index.ts';
import { characterCard } from '#features/characters/index.ts';
import { type DeliveryRow, findDelivery, listDeliveries } from '#features/publishing/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import type { DeliveryId } from '#kernel/ids.ts';
import type { HandOff, HandOffs, HandOffWithLink } from './contract.ts';
import { changeHandOff, findHandOff, type HandOffRow, openHandOffs } from './queries.ts';
import { deadlineOf, linkEndOf } from './rules.ts';
import { ticketFor } from './ticket.ts';

const mostShown = 100;

const ticketOf = (ctx: Ctx, { deliveryId, linkVersion, dueAt }: HandOffRow) =>
  ticketFor(ctx, { deliveryId, version: linkVersion, until: Math.floor(linkEndOf(dueAt).getTime() / 1000) });

/** The page for the phone, on the address under which people reach this studio. */
export const linkOf = (ctx: Ctx, row: HandOffRow) => `${ctx.config.publicUrl}/hand-off/${ticketOf(ctx, row)}`;

const states: Partial<Record<DeliveryRow['state'], HandOff['state']>> = {
  handed_off: 'open',
  published: 'published',
  missed: 'missed',
};

/** A package as its page shows it. */
export async function presentHandOff(ctx: Ctx, row: HandOffRow): Promise<z.input<typeof HandOff>> {
  const delivery = await findDelivery(ctx, row.deliveryId);
  const account = await findAccount(ctx, delivery.accountId);
  const manifest = ctx.platforms.manifest(delivery.platform);
  const { name } = await characterCard(ctx, delivery.characterId);
  const { title, caption, parts, firstComment, files, checklist, composeUrl } = row.package;
  const state = states[delivery.state] ?? 'cancelled';
  const deadline = deadlineOf(row.dueAt);
  return {
    ...{ title, caption, firstComment, composeUrl, state },
    parts: [...parts],
    deliveryId: delivery.id,
    postId: delivery.postId,
    characterName: name,
    platform: delivery.platform,
    platformName: manifest.name,
    handle: account.handle,
    files: files.map(({ part, name, kind, mime, bytes, width, height, altText }, index) => ({
      ...{ index, part, name, kind, mime, bytes, width, height, altText },
      url: `/api/v1/hand-off/${ticketOf(ctx, row)}/files/${index}`,
    })),
    checklist: checklist.map((text, index) => ({ text, done: row.ticked.includes(index) })),
    postHosts: [...manifest.handOff.postHosts],
    dueAt: row.dueAt.toISOString(),
    deadline: deadline.toISOString(),
    overdue: state === 'open' && deadline < ctx.now(),
    remoteUrl: delivery.remoteUrl,
    linkExpiresAt: linkEndOf(row.dueAt).toISOString(),
  };
}

/** The package of a delivery with its link, for those who are signed in. */
export async function getHandOff(ctx: Ctx, deliveryId: DeliveryId): Promise<z.input<typeof HandOffWithLink>> {
  requireRole(ctx, 'editor');
  const row = await findHandOff(ctx, deliveryId);
  return { ...(await presentHandOff(ctx, row)), link: linkOf(ctx, row), messageProblem: row.messageProblem };
}

/** Makes a new link; those given out before stop working. */
export async function renewLink(ctx: Ctx, deliveryId: DeliveryId) {
  requireRole(ctx, 'editor');
  const { linkVersion } = await findHandOff(ctx, deliveryId);
  await changeHandOff(ctx, deliveryId, { linkVersion: linkVersion + 1 });
  return getHandOff(ctx, deliveryId);
}

/** What waits for a person, the earliest first. */
export async function listHandOffs(ctx: Ctx): Promise<z.input<typeof HandOffs>> {
  requireRole(ctx, 'editor');
  const rows = await openHandOffs(ctx, mostShown);
  const { items } = await listDeliveries(ctx, {
    state: 'handed_off',
    unscheduled: 'false',
    limit: mostShown,
  });
  const views = new Map(items.map((item) => [item.id, item]));
  return {
    items: rows.flatMap((row) => {
      const view = views.get(row.deliveryId);
      if (!view) return [];
      const { characterName, platform, platformName, handle, thumbnailUrl } = view;
      return {
        ...{ deliveryId: row.deliveryId, characterName, platform, platformName, handle, thumbnailUrl },
        caption: row.package.caption,
        dueAt: row.dueAt.toISOString(),
        overdue: deadlineOf(row.dueAt) < ctx.now(),
        link: linkOf(ctx, row),
      };
    }),
  };
}
