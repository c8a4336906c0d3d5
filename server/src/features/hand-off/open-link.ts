import { resolve, sep } from 'node:path';
import type { AppContext, Ctx } from '#context';
import { asSystem } from '#context';
import { AppError } from '#kernel/errors.ts';
import { findHandOff, type HandOffRow, workspaceOf } from './queries.ts';
import type { StoredFile } from './stored-package.ts';
import { linkEnded, noSuchLink, readTicket } from './ticket.ts';

export interface OpenedLink {
  /** In the name of whoever holds the link; verbs of this package only. */
  readonly ctx: Ctx;
  readonly row: HandOffRow;
}

/**
 * Who a link lets in, and to what: the one package it was made for.
 * @throws AppError `not_found` for a made-up link, `gone` for one that has ended or was replaced.
 */
export async function openLink(app: AppContext, text: string): Promise<OpenedLink> {
  const ticket = readTicket(app, text);
  const workspaceId = await workspaceOf(app, ticket.deliveryId);
  if (!workspaceId) throw noSuchLink();
  const ctx = asSystem(app, workspaceId, 'hand-off link');
  const row = await findHandOff(ctx, ticket.deliveryId);
  if (row.linkVersion !== ticket.version) throw linkEnded();
  return { ctx, row };
}

/** A file of the package, and where it lies. @throws AppError `not_found`. */
export function fileOf({ ctx, row }: OpenedLink, index: number): StoredFile & { readonly fullPath: string } {
  const file = row.package.files[index];
  const fullPath = file ? resolve(ctx.config.dataFolder, file.path) : '';
  if (file && fullPath.startsWith(ctx.config.dataFolder + sep)) return { ...file, fullPath };
  throw new AppError('not_found', 'There is no such file in this package.', { hint: 'Open the link again.' });
}
