import { afterAll, beforeAll, expect, it } from 'vitest';
import { openVault } from '#config/vault.ts';
import { type TestContext, testContext } from '#test/test-context.ts';
import { formsOf } from './fault-forms.ts';
import { openCrew, runMatrix } from './fault-matrix.ts';
import { type FaultStage, stageOn } from './fault-stage.ts';

/** A sample of `npm run faults`, which carries out hundreds of cases for each adapter. */
const sample = { runs: 3, seed: 20, tell: () => undefined };
const limitMilliseconds = 180_000;
let test: TestContext;
let stage: FaultStage;
let stack: AsyncDisposableStack;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  test = stack.use(await testContext());
  const { database } = test.app.config;
  // The processes to be killed open what is sealed with the key in the data folder.
  const vault = await openVault(test.app.config.dataFolder);
  if (database.kind !== 'server') throw new Error('Tests use a server.');
  stage = stack.use(await stageOn({ ...test.app, vault }, database.url));
});
afterAll(() => stack.disposeAsync());

it(
  'loses nothing and sends nothing twice on any platform that can be rehearsed',
  async () => {
    expect(stage.platforms.length).toBeGreaterThan(0);
    await using crew = await openCrew(stage, stage.platforms.length);

    // One lane each and all at once, so that one kill -9 ends the deliveries of several platforms.
    const results = await Promise.all(
      stage.platforms.map((platform, index) => {
        const forms = formsOf(test.app.platforms.manifest(platform)).slice(0, 1);
        return runMatrix({ lanes: [crew.lanes[index]!], workers: crew.workers }, platform, {
          ...sample,
          forms,
        });
      }),
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
