import { z } from 'zod';
import { AppError } from './errors.ts';

/** Query fields of every list: at most `limit` items after `cursor`. */
export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(30),
  cursor: z.string().max(400).optional(),
});
export type PageQuery = z.infer<typeof PageQuery>;

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** Position after the last item of a page: its sort values, newest list first. */
export function encodeCursor(values: readonly (string | number | null)[]): string {
  return btoa(JSON.stringify(values)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** @throws AppError `invalid` when the cursor is not one of ours. */
export function decodeCursor<T extends z.ZodType>(cursor: string, shape: T): z.infer<T> {
  try {
    return shape.parse(JSON.parse(atob(cursor.replaceAll('-', '+').replaceAll('_', '/'))));
  } catch (cause) {
    throw new AppError('invalid', 'This cursor is not one of ours.', {
      field: 'cursor',
      hint: 'Use the nextCursor of the last page, or leave it out to start again.',
      cause,
    });
  }
}

/** Cuts one surplus row off and says where the next page starts. */
export function toPage<T>(
  rows: readonly T[],
  limit: number,
  positionOf: (row: T) => readonly (string | number | null)[],
) {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? encodeCursor(positionOf(last)) : null };
}
