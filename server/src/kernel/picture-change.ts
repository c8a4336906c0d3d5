import { z } from 'zod';

/** Ways to change a picture that is there. */
export const changeKinds = ['edit', 'detail-face', 'upscale'] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** The line that a changed picture's record keeps of what it was made from. */
export const MadeFrom = z.object({
  /** Of the file it was made from: ids change when a character moves to another studio, this does not. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  change: z.enum(changeKinds),
  /** What was asked for, in the person's words. */
  words: z.string().default(''),
});
export type MadeFrom = z.infer<typeof MadeFrom>;

/** What a recipe says its picture was made from; nothing for one drawn from scratch. */
export function madeFromIn(recipe: Readonly<Record<string, unknown>>): MadeFrom | undefined {
  return MadeFrom.safeParse(recipe.madeFrom).data;
}
