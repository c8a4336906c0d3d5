import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processEnvironment } from '#config/process-environment.ts';
import { chooseTake } from '#features/generation/choose-take.ts';
import { StartGeneration } from '#features/generation/contract.ts';
import { startGeneration } from '#features/generation/start-generation.ts';
import { generations, takes } from '#features/generation/tables.ts';
import { calibrateLikeness } from '#features/identity/calibrate-likeness.ts';
import type { CharacterId, GenerationId, TakeId } from '#kernel/ids.ts';
import { aCharacter } from '#test/makers/a-character.ts';
import { anAsset } from '#test/makers/an-asset.ts';
import { openSeededStudio, type SeededStudio } from './browser/open-seeded-studio.ts';
import { aVisitor } from './browser/visitor.ts';

const seconds = 1000;
const models = ['makehuman-1', 'flux-kontext'] as const;

describe('likeness in a browser', { timeout: 180 * seconds }, () => {
  let studio: SeededStudio;
  let character: { id: string; version: number };
  let generationId: string;
  beforeAll(async () => {
    studio = await openSeededStudio();
    character = await aCharacter(studio.ctx, { name: 'Mara' });
    for (let index = 0; index < 20; index += 1) generationId = await aChoice(index);
    await calibrateLikeness(studio.ctx, character.id as CharacterId);
  }, 300 * seconds);
  afterAll(() => studio[Symbol.asyncDispose](), 120 * seconds);

  /** Two takes of one model, the better or (every fifth time) the other one chosen. */
  async function aChoice(index: number): Promise<string> {
    const { ctx } = studio;
    const model = models[index % 3 === 2 ? 1 : 0]!;
    const request = { medium: 'image', characterId: character.id, shot: {}, takes: 2 };
    const generation = await startGeneration(ctx, StartGeneration.parse(request));
    const ordered = generation.takes.toSorted((left, right) => left.number - right.number);
    for (const [place, take] of ordered.entries()) {
      const distance = 0.24 + 0.06 * place + 0.03 * Math.sin(index * 1.7) + (model === models[1] ? 0.12 : 0);
      const score = 88 - place * 9;
      const check = {
        name: 'identity',
        version: '2',
        score: distance,
        threshold: 0.38,
        verdict: 'pass',
      } as const;
      const checks = [{ ...check, reason: `The face is the character’s. Distance ${distance.toFixed(2)}.` }];
      const asset = await anAsset(ctx, character, {
        model,
        score,
        identityDistance: distance,
        checks,
        measured: { as: model === models[0] ? 'builtin' : 'photo', against: 'abcdefabcdefabcd' },
      });
      await ctx.db
        .update(takes)
        .set({
          state: 'done',
          assetId: asset.id,
          score,
          checks,
          scoreParts: [
            { name: 'identity', points: 54 - place * 9, most: 60 },
            { name: 'sharpness', points: 34, most: 40 },
          ],
          madeBy: { engineId: 'engine', engineName: 'Drawing', model },
        })
        .where(eq(takes.id, take.id as TakeId));
    }
    await ctx.db
      .update(generations)
      .set({ state: 'done', progress: 1, stage: 'Done' })
      .where(eq(generations.id, generation.id as GenerationId));
    await chooseTake(ctx, generation.id, ordered[index % 5 === 4 ? 1 : 0]!.id);
    return generation.id;
  }

  it.each(['wide', 'phone'] as const)(
    'is read from a chart, a table and sentences on a %s screen',
    async (screen) => {
      await using visitor = await aVisitor(studio.browser, screen);
      const { page } = visitor;
      await studio.signIn(page);
      await visitor.walk(async ({ inspect }) => {
        await page.goto(`${studio.url}/characters/${character.id}?tab=likeness`);
        const chart = page.getByRole('slider', { name: 'Take shown from the chart' });
        await chart.waitFor();
        expect(await chart.getAttribute('aria-valuemax')).toBe('40');
        await chart.press('Home');
        expect(await chart.getAttribute('aria-valuenow')).toBe('1');
        await chart.press('ArrowRight');
        expect(await chart.getAttribute('aria-valuetext')).toContain('makehuman-1');
        await page.getByText('Open it in the library').waitFor();
        await page.getByText(/Own lines, from 14 approved takes/).waitFor();
        await page.getByText(/With 8 takes that you chose or published.*so far there are 6/).waitFor();
        await page.getByText('11 of 14 (79 %)').waitFor();
        await page.getByText('The same as a table').click();
        await page.getByRole('table', { name: 'Measured takes, newest first' }).waitFor();
        await inspect('likeness, light');
        await shoot(visitor, 'light');
        await page.evaluate(() => {
          document.documentElement.dataset.theme = 'dark';
        });
        await inspect('likeness, dark');
        await shoot(visitor, 'dark');
        await page.getByRole('combobox', { name: 'Model' }).click();
        await page.getByRole('option', { name: 'flux-kontext' }).click();
        await page.waitForFunction(
          () => document.querySelector('[role=slider]')?.getAttribute('aria-valuemax') === '12',
        );

        await page.goto(`${studio.url}/studio?generation=${generationId}`);
        const parts = page.getByRole('region', { name: 'What the score is made of' });
        await parts.waitFor();
        await page
          .getByRole('list', { name: /All takes/ })
          .getByRole('button')
          .first()
          .click();
        await parts.getByText('9 points before take 2: likeness +9.').waitFor();
        await inspect('parts of a score');
        await shoot(visitor, 'parts');
      });
      expect(visitor.complaints).toEqual([]);
    },
  );
});

/** Pictures for people to look at, where they ask for them. */
async function shoot({ page, screen }: Awaited<ReturnType<typeof aVisitor>>, name: string): Promise<void> {
  const folder = processEnvironment.LIKENESS_PICTURES;
  if (folder) await page.screenshot({ path: `${folder}/${screen}-${name}.png`, fullPage: true });
}
