import { timingSafeEqual } from 'node:crypto';
import type { AppContext } from '#context';
import { AppError } from '#kernel/errors.ts';
import { DeliveryId } from '#kernel/ids.ts';

const purpose = 'hand-off';

/** What a link stands for: one delivery, the version of its link, and its end in Unix seconds. */
export interface Ticket {
  readonly deliveryId: DeliveryId;
  readonly version: number;
  readonly until: number;
}

/** A name for a package that only this installation can make: it opens the page without signing in. */
export function ticketFor(app: Pick<AppContext, 'vault'>, { deliveryId, version, until }: Ticket): string {
  const body = `${deliveryId.replaceAll('-', '')}-${version}-${until}`;
  return `${body}-${app.vault.sign(body, purpose)}`;
}

/** @throws AppError `not_found` for one we did not sign, `gone` for one that has ended. */
export function readTicket(app: Pick<AppContext, 'vault' | 'now'>, ticket: string): Ticket {
  const match = /^(([0-9a-f]{32})-(\d{1,9})-(\d{1,12}))-([\w-]{43})$/.exec(ticket);
  const [, body = '', hex = '', version = '', until = '', signature = ''] = match ?? [];
  const wanted = Buffer.from(app.vault.sign(body, purpose));
  const given = Buffer.from(signature);
  if (!match || wanted.length !== given.length || !timingSafeEqual(wanted, given)) throw noSuchLink();
  if (Number(until) * 1000 < app.now().getTime()) throw linkEnded();
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { deliveryId: DeliveryId.parse(id), version: Number(version), until: Number(until) };
}

export const noSuchLink = () =>
  new AppError('not_found', 'This link leads to nothing.', {
    hint: 'Open the delivery in the studio and copy its link again.',
  });

export const linkEnded = () =>
  new AppError('gone', 'This link no longer works.', {
    hint: 'It has ended, or a newer one was made. Open the delivery in the studio for a new link.',
  });
