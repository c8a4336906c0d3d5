import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Where a price was read and when, and whether it was read at the seller's own page. */
const source = {
  model: z.string().min(1),
  source: z.url(),
  readOn: z.iso.date(),
  isFromSeller: z.boolean(),
};

/**
 * Reads the price list of an adapter: `prices.json` in its folder, each entry with its source.
 * @throws Error when the list does not fit
 */
export function readPriceList<Shape extends z.ZodRawShape>(folder: string, entry: Shape) {
  const list = z.strictObject({
    version: z.number().int(),
    currency: z.literal('USD'),
    prices: z.array(z.strictObject({ ...source, ...entry })),
  });
  return list.parse(JSON.parse(readFileSync(join(folder, 'prices.json'), 'utf8'))).prices;
}

/** " with 2 reference pictures"; nothing for none. */
export function referencesInWords(count: number): string {
  return count === 0 ? '' : ` with ${count} reference ${count === 1 ? 'picture' : 'pictures'}`;
}
