import type { Ctx } from '#context';
import { limitOf } from './queries.ts';

/** Whether paid engines may be used at all: until a monthly limit is set, they are not chosen by themselves. */
export async function canSpend(ctx: Ctx): Promise<boolean> {
  return (await limitOf(ctx)).limitMicros > 0;
}
