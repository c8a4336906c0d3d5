import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestContext, testContext } from '#test/test-context.ts';
import { openCrew, runMatrix } from './fault-matrix.ts';
import { type FaultStage, stageOn } from './fault-stage.ts';

/** A sample of `npm run faults`, which carries out hundreds of cases for each adapter. */
const sample = { runs: 3, seed: 20, forms: ['picture', 'video'], tell: () => undefined };
const limitMilliseconds = 180_000;
let test: TestContext;
let stage: FaultStage;
let stack: AsyncDisposableStack;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  test = stack.use(await testContext());
  const { database } = test.app.config;
  if (database.kind !== 'server') throw new Error('Tests use a server.');
  stage = stack.use(await stageOn(test.app, database.url));
});
afterAll(() => stack.disposeAsync());

it(
  'loses nothing and sends nothing twice on any platform that can be rehearsed',
  async () => {
    expect(stage.platforms.length).toBeGreaterThan(0);
    await using crew = await openCrew(stage, stage.platforms.length);

    // One lane each and all at once, so that one kill -9 ends the deliveries of several platforms.
    const results = await Promise.all(
      stage.platforms.map((platform, index) =>
        runMatrix({ lanes: [crew.lanes[index]!], workers: crew.workers }, platform, sample),
      ),
    );

    for (const { summary, failures } of results) {
      const wrong = failures.filter(({ verdict }) => verdict !== 'unknown');
      expect(wrong, summary.name).toEqual([]);
      expect(summary.runs).toBe(sample.runs);
    }
    expect(results.reduce((kills, { summary }) => kills + summary.kills, 0)).toBeGreaterThan(0);
  },
  limitMilliseconds,
);
