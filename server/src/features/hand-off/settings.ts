import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import type { Ctx } from '#context';
import type { SealedColumn } from '#db/sealed-column.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import { newId } from '#kernel/ids.ts';
import type { HandOffSettings, SaveHandOffSettings } from './contract.ts';
import { handOffSettings } from './tables.ts';

const sealedFor = (id: string) => `hand-off bot ${id}`;

/** Where this feature keeps sealed secrets. */
export const handOffSealedColumns: readonly SealedColumn[] = [
  { table: 'hand_off_settings', column: 'sealed_bot_token', purposesOf: (id) => [sealedFor(id)] },
];

async function readRow(ctx: Ctx) {
  const [row] = await ctx.db
    .select()
    .from(handOffSettings)
    .where(eq(handOffSettings.workspaceId, ctx.workspaceId));
  return row;
}

/** The lead before a post's time, and where its link is sent to. The token is never shown. */
export async function readSettings(ctx: Ctx): Promise<z.input<typeof HandOffSettings>> {
  requireRole(ctx, 'editor');
  const row = await readRow(ctx);
  if (!row) return { leadMinutes: 30, telegram: null };
  const { leadMinutes, chatId, rehearsal } = row;
  return { leadMinutes, telegram: row.sealedBotToken ? { chatId, rehearsal } : null };
}

/** @throws AppError `invalid` when a chat is given and no token is known. */
export async function saveSettings(ctx: Ctx, { leadMinutes, telegram }: SaveHandOffSettings) {
  requireRole(ctx, 'editor');
  const old = await readRow(ctx);
  const id = old?.id ?? newId();
  const typed = telegram?.botToken ?? '';
  if (typed !== '' && !/^\d{3,20}:[\w-]{20,100}$/.test(typed)) {
    throw new AppError('invalid', 'This is not a bot token.', {
      field: 'botToken',
      hint: 'BotFather gives it: numbers, a colon, then letters.',
    });
  }
  const kept =
    telegram === null ? null : typed === '' ? old?.sealedBotToken : ctx.vault.seal(typed, sealedFor(id));
  if (kept === undefined || (telegram !== null && kept === null)) {
    throw new AppError('invalid', 'The bot token is missing.', {
      field: 'botToken',
      hint: 'Make a bot with BotFather and paste its token.',
    });
  }
  const values = {
    leadMinutes,
    chatId: telegram?.chatId ?? '',
    rehearsal: telegram?.rehearsal ?? false,
    sealedBotToken: kept,
    updatedAt: ctx.now(),
  };
  await ctx.db
    .insert(handOffSettings)
    .values({ id, workspaceId: ctx.workspaceId, ...values })
    .onConflictDoUpdate({ target: handOffSettings.workspaceId, set: values });
  ctx.emit({ type: 'changed', topic: 'workspace', id: ctx.workspaceId });
  return readSettings(ctx);
}

export interface Messenger {
  readonly botToken: string;
  readonly chatId: string;
  readonly rehearsal: boolean;
}

/** Where messages go; undefined when none are wanted. Never to be logged or answered. */
export async function readMessenger(ctx: Ctx): Promise<Messenger | undefined> {
  const row = await readRow(ctx);
  if (!row?.sealedBotToken) return undefined;
  const { chatId, rehearsal } = row;
  return { chatId, rehearsal, botToken: ctx.vault.open(row.sealedBotToken, sealedFor(row.id)) };
}
