import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processEnvironment } from '#config/process-environment.ts';
import { type FalSimulator, simulateFal } from '#engines/simulators/fal.ts';
import { reserve, settle } from '#features/spending/index.ts';
import { type EngineInstanceId, newId } from '#kernel/ids.ts';
import { aCharacter } from '#test/makers/a-character.ts';
import { openSeededStudio, type SeededStudio } from './browser/open-seeded-studio.ts';
import { aVisitor, type Visitor } from './browser/visitor.ts';

const seconds = 1000;

describe('spending in a browser', { timeout: 240 * seconds }, () => {
  const stack = new AsyncDisposableStack();
  let studio: SeededStudio;
  let fal: FalSimulator;
  beforeAll(async () => {
    fal = stack.use(await simulateFal());
    studio = stack.use(await openSeededStudio('api'));
    await aCharacter(studio.ctx, { name: 'Mara' });
  }, 300 * seconds);
  afterAll(() => stack.disposeAsync(), 120 * seconds);

  async function visit(screen: 'wide' | 'phone', journey: (visitor: Visitor) => Promise<void>) {
    await using visitor = await aVisitor(studio.browser, screen);
    await studio.signIn(visitor.page);
    await visitor.walk(async () => {
      await visitor.page.goto(studio.url);
      await journey(visitor);
    });
    expect(visitor.complaints).toEqual([]);
  }

  it('connects a paid engine, sets a limit, and shows the price before asking', async () => {
    await visit('wide', async ({ page, inspect, goTo, screen }) => {
      await goTo('Engines');
      const spending = page.getByRole('region', { name: 'Spending' });
      await spending.getByText('spent; no limit is set').waitFor();
      await page.getByRole('button', { name: 'Connect an engine' }).first().click();
      await page
        .getByRole('list', { name: 'Kinds of engines' })
        .getByRole('button', { name: /^fal/ })
        .click();
      const form = page.getByRole('dialog', { name: 'Connect fal' });
      await form.getByLabel('Address').fill(fal.address);
      await form.getByLabel('Key').fill('fal-test');
      await inspect('a hosted engine');
      await form.getByRole('button', { name: 'Connect', exact: true }).click();
      await page.getByText('fal is connected.').waitFor();
      await spending.getByRole('button', { name: 'Set a monthly limit' }).click();
      const sheet = page.getByRole('dialog', { name: 'Monthly limit' });
      await sheet.getByLabel('US dollars a month').fill('twenty');
      await sheet.getByText('Write an amount such as 20 or 7.50.').waitFor();
      await sheet.getByLabel('US dollars a month').fill('20');
      await sheet.getByRole('switch', { name: /Allow models/ }).click();
      await inspect('the limit');
      await keep(page, `limit-${screen}`);
      await sheet.getByRole('button', { name: 'Save' }).click();
      await spending.getByText('of $20.00').waitFor();
      await goTo('Studio');
      await page.getByText(/About \$0.24 for 3 takes at fal; \$20.00 left/).waitFor();
      await inspect('the price of takes');
      await keep(page, `price-${screen}`);
    });
    expect(fal.taken).toEqual([]);
  });

  it('lists what was spent, and says when the limit is reached, on a phone', async () => {
    await spend();
    await visit('phone', async ({ page, inspect, goTo, screen }) => {
      await goTo('Engines');
      const spending = page.getByRole('region', { name: 'Spending' });
      await spending.getByText('Limit reached').waitFor();
      await spending.getByText('May have been paid').first().waitFor();
      await spending.getByRole('button', { name: 'Show more' }).click();
      await spending.getByText('Not charged').waitFor();
      await inspect('spending');
      await spending.scrollIntoViewIfNeeded();
      await keep(page, `spending-${screen}`);
      await goTo('Studio');
      await page.getByText(/limit of \$20.00 is reached/).waitFor();
      await inspect('the limit is reached');
      await keep(page, `reached-${screen}`);
    });
    await visit('wide', async ({ page, goTo, screen }) => {
      await goTo('Engines');
      await page.getByRole('region', { name: 'Spending' }).getByText('Limit reached').waitFor();
      await keep(page, `spending-${screen}`);
    });
  });

  /** Enough to reach the limit, one cost of each kind. */
  async function spend() {
    const { rows } = await studio.ctx.pool.query<{ id: string; name: string }>(
      'select id, name from engine_instances',
    );
    const { rows: characters } = await studio.ctx.pool.query('select id from characters limit 1');
    const book = async (amountMicros: number, kind: 'made' | 'uncertain' | 'not-charged') => {
      const reservation = await reserve(studio.ctx, {
        subject: newId(),
        medium: 'image',
        characterId: kind === 'not-charged' ? undefined : characters[0].id,
        instance: { id: rows[0]!.id as EngineInstanceId, name: rows[0]!.name },
        estimate: {
          amountMicros,
          currency: 'USD',
          basis: 'one picture of 1K with 3 reference pictures, fal-ai/nano-banana-2/edit',
          isUpperBound: true,
        },
      });
      await settle(
        studio.ctx,
        reservation,
        kind === 'made' ? { kind, cost: { figure: '1 units' } } : { kind, note: 'fal is too busy now.' },
      );
    };
    await book(80_000, 'not-charged');
    for (let piece = 0; piece < 10; piece += 1) await book(1_980_000, 'made');
    await book(200_000, 'uncertain');
  }
});

/** With a folder in SCREENSHOTS, keeps the page in both themes, to be looked at. */
async function keep(page: Page, name: string): Promise<void> {
  const folder = processEnvironment.SCREENSHOTS;
  if (folder === undefined) return;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}
