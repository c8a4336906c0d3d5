import { timingSafeEqual } from 'node:crypto';
import { relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import type { AppContext } from '#context';
import { type AccountRow, studioUrl } from '#features/accounts/index.ts';
import { AppError } from '#kernel/errors.ts';

const hoursOpen = 24;
const purpose = 'public-media';
const Ticket = z.tuple([z.string(), z.string(), z.number()]);

/**
 * An address under which a platform may fetch one file without signing in, for a day. Undefined when the
 * platform could not reach this program there.
 */
export function publicMediaUrl(
  app: AppContext,
  account: Pick<AccountRow, 'mode'>,
  file: { readonly path: string; readonly mime: string },
): string | undefined {
  const base = account.mode === 'rehearsal' ? studioUrl(app) : app.config.publicUrl;
  const reachable = account.mode === 'rehearsal' || base.startsWith('https://');
  if (!reachable) return undefined;
  const until = Math.floor(app.now().getTime() / 1000) + hoursOpen * 3600;
  const ticket = JSON.stringify([relative(app.config.dataFolder, file.path), file.mime, until]);
  const body = Buffer.from(ticket).toString('base64url');
  const ending = file.mime.split('/')[1]?.replace('jpeg', 'jpg') ?? 'bin';
  return `${base}/media/${body}.${app.vault.sign(body, purpose)}/file.${ending}`;
}

/** The file behind a ticket. @throws AppError `not_found` for one we did not sign, `gone` for an old one. */
export function readMediaTicket(app: AppContext, ticket: string): { path: string; mime: string } {
  const [body = '', signature = ''] = ticket.split('.');
  const wanted = Buffer.from(app.vault.sign(body, purpose));
  const given = Buffer.from(signature);
  const refusal = () => new AppError('not_found', 'There is no such file.');
  if (wanted.length !== given.length || !timingSafeEqual(wanted, given)) throw refusal();
  const [name, mime, until] = Ticket.parse(JSON.parse(Buffer.from(body, 'base64url').toString()));
  if (until * 1000 < app.now().getTime()) throw new AppError('gone', 'This address has expired.');
  const path = resolve(app.config.dataFolder, name);
  if (!path.startsWith(app.config.dataFolder + sep)) throw refusal();
  return { path, mime };
}
