import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DropRule, dropRules } from './contract.ts';
import {
  byDeadline,
  chooseDrops,
  keptSlackSeconds,
  type PlanLane,
  type PlanMeans,
  type PlanWork,
  planWork,
  remainingSeconds,
} from './plan-rules.ts';

const means = (over: Partial<PlanMeans> = {}): PlanMeans => ({
  swapSeconds: () => 20,
  undatedFill: true,
  ...over,
});
const lane = (over: Partial<PlanLane> = {}): PlanLane => ({
  id: 'lane',
  engineId: 'gpu',
  loaded: 'flux',
  freeIn: 0,
  ...over,
});
const work = (id: string, over: Partial<PlanWork> & { model?: string; seconds?: number } = {}): PlanWork => {
  const { model = 'flux', seconds = 10, ...rest } = over;
  return {
    id,
    options: [{ engineId: 'gpu', seconds, model }],
    neededIn: null,
    askedAt: 0,
    spare: false,
    droppable: true,
    urgent: false,
    ...rest,
  };
};
const order = (lanes: readonly PlanLane[], works: readonly PlanWork[], over: Partial<PlanMeans> = {}) =>
  planWork(lanes, works, means(over)).items.map(({ workId }) => workId);

const engineIds = ['gpu', 'other'] as const;
const someWork = fc.record({
  options: fc.uniqueArray(
    fc.record({
      engineId: fc.constantFrom(...engineIds),
      seconds: fc.integer({ min: 1, max: 600 }),
      model: fc.constantFrom('flux', 'sdxl', 'wan'),
    }),
    { maxLength: 2, selector: ({ engineId }) => engineId },
  ),
  neededIn: fc.option(fc.integer({ min: -600, max: 20_000 })),
  askedAt: fc.integer({ min: 0, max: 50 }),
  spare: fc.boolean(),
  droppable: fc.boolean(),
  urgent: fc.boolean(),
});
const someWorks = fc
  .array(someWork, { maxLength: 25 })
  .map((works) => works.map((one, index): PlanWork => ({ ...one, id: `work ${index}` })));
const someLanes = fc
  .array(
    fc.record({
      engineId: fc.constantFrom(...engineIds),
      loaded: fc.constantFrom('flux', 'sdxl', null),
      freeIn: fc.constantFrom(0, 0, 30, 400),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((lanes) => lanes.map((one, index): PlanLane => ({ ...one, id: `lane ${index}` })));
const someMeans = fc
  .record({ swap: fc.integer({ min: 0, max: 120 }), undatedFill: fc.boolean() })
  .map(({ swap, undatedFill }): PlanMeans => ({ swapSeconds: () => swap, undatedFill }));

describe('planWork', () => {
  it('loses no work, doubles none, and lets no two overlap on a lane', () => {
    fc.assert(
      fc.property(someLanes, someWorks, someMeans, (lanes, works, given) => {
        const { items, unplaced } = planWork(lanes, works, given);
        expect([...items.map(({ workId }) => workId), ...unplaced].toSorted()).toEqual(
          works.map(({ id }) => id).toSorted(),
        );
        for (const { id, freeIn } of lanes) {
          let end = freeIn;
          for (const item of items.filter(({ laneId }) => laneId === id)) {
            expect(item.startsIn).toBe(end);
            expect(item.readyIn).toBeGreaterThan(item.startsIn);
            end = item.readyIn;
          }
        }
      }),
    );
  });

  it('gives work only to engines that can do it, and leaves none lying that one can do', () => {
    fc.assert(
      fc.property(someLanes, someWorks, someMeans, (lanes, works, given) => {
        const { items, unplaced } = planWork(lanes, works, given);
        const can = ({ options }: PlanWork, engineId: string) =>
          options.some((option) => option.engineId === engineId);
        for (const { workId, laneId } of items) {
          const one = works.find(({ id }) => id === workId);
          const at = lanes.find(({ id }) => id === laneId);
          expect(one && at && can(one, at.engineId)).toBe(true);
        }
        for (const id of unplaced) {
          const one = works.find((any) => any.id === id);
          expect(lanes.some(({ engineId }) => one && can(one, engineId))).toBe(false);
        }
      }),
    );
  });

  it('meets every deadline on one engine that the plain order of deadlines meets', () => {
    const one = someWorks.map((works) =>
      works.map(
        (work): PlanWork => ({
          ...work,
          options: [{ seconds: 60, model: 'flux', ...work.options[0], engineId: 'gpu' }],
        }),
      ),
    );
    const loose = fc.integer({ min: 0, max: 8000 });
    fc.assert(
      fc.property(one, someMeans, loose, (works, given, extra) => {
        const later = works.map(
          (work): PlanWork => ({
            ...work,
            neededIn: work.neededIn === null ? null : work.neededIn + extra,
          }),
        );
        let at = 0;
        let loaded: string | null = 'flux';
        const meets = later.toSorted(byDeadline).every(({ options: [option], neededIn }) => {
          at += (option?.seconds ?? 0) + (option?.model === loaded ? 0 : given.swapSeconds('', ''));
          loaded = option?.model ?? loaded;
          return neededIn === null || at <= neededIn;
        });
        fc.pre(meets);
        expect(planWork([lane()], later, given).items.filter(({ lateBy }) => lateBy > 0)).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('plans the same whatever order it hears of the work in', () => {
    const shuffled = someWorks.chain((works) =>
      fc.tuple(fc.constant(works), fc.shuffledSubarray(works, { minLength: works.length })),
    );
    fc.assert(
      fc.property(someLanes, shuffled, someMeans, (lanes, [works, mixed], given) => {
        expect(planWork(lanes, mixed, given)).toEqual(planWork(lanes, works, given));
      }),
    );
  });

  it('goes by deadlines, first takes before spare ones', () => {
    expect(
      order(
        [lane()],
        [
          work('spare', { neededIn: 500, spare: true }),
          work('late', { neededIn: 900 }),
          work('soon', { neededIn: 100 }),
          work('first', { neededIn: 500, askedAt: 9 }),
        ],
      ),
    ).toEqual(['soon', 'first', 'spare', 'late']);
  });

  it('does work of one model in a row, unless that makes something late', () => {
    const works = [
      work('a', { neededIn: 9000, model: 'sdxl' }),
      work('b', { neededIn: 9100, model: 'flux' }),
      work('c', { neededIn: 9200, model: 'sdxl' }),
    ];
    expect(order([lane()], works)).toEqual(['b', 'a', 'c']);
    const pressed = works.map((one) => (one.id === 'a' ? { ...one, neededIn: 35 } : one));
    expect(order([lane()], pressed)).toEqual(['a', 'c', 'b']);
  });

  it('lets work without a time go ahead of what has plenty, where the rule allows it', () => {
    const works = [
      work('next week', { neededIn: 500_000 }),
      work('soon', { neededIn: keptSlackSeconds }),
      work('now'),
    ];
    expect(order([lane()], works)).toEqual(['soon', 'now', 'next week']);
    expect(order([lane()], works, { undatedFill: false })).toEqual(['soon', 'next week', 'now']);
  });

  it('waits for a quick engine rather than give it to a slow one', () => {
    const lanes = [lane({ freeIn: 10 }), lane({ id: 'slow', engineId: 'other', loaded: null })];
    const one = work('one');
    const options = [...one.options, { engineId: 'other', seconds: 300, model: 'flux' }];
    expect(planWork(lanes, [{ ...one, options }], means()).items[0]).toMatchObject({
      laneId: 'lane',
      startsIn: 10,
      readyIn: 20,
      swapSeconds: 0,
    });
  });
});

describe('chooseDrops', () => {
  const drop = (works: readonly PlanWork[], rule: DropRule) =>
    chooseDrops([lane()], works, means(), rule).map(({ workId }) => workId);
  const pressed = [
    work('a1', { neededIn: 10 }),
    work('a2', { neededIn: 10, spare: true }),
    work('a3', { neededIn: 10, spare: true, askedAt: 1 }),
    work('b1', { neededIn: 20 }),
  ];

  it('drops spare takes that make others late or are late themselves, and no more', () => {
    expect(drop(pressed, 'spare_takes_first')).toEqual(['a3', 'a2']);
    const roomy = pressed.map((one) => ({ ...one, neededIn: (one.neededIn ?? 0) + 20 }));
    expect(drop(roomy, 'spare_takes_first')).toEqual([]);
  });

  it('drops nothing where the workspace says so, nor what a person keeps', () => {
    expect(drop(pressed, 'never_drop')).toEqual([]);
    expect(
      drop(
        pressed.map((one) => ({ ...one, droppable: false })),
        'spare_takes_first',
      ),
    ).toEqual([]);
  });

  it('never drops a first take with a time, and only ever helps', () => {
    fc.assert(
      fc.property(
        someLanes,
        someWorks,
        someMeans,
        fc.constantFrom(...dropRules),
        (lanes, works, given, rule) => {
          const dropped = new Set(chooseDrops(lanes, works, given, rule).map(({ workId }) => workId));
          for (const one of works.filter(({ id }) => dropped.has(id))) {
            expect(one.droppable && !one.urgent && (one.spare || one.neededIn === null)).toBe(true);
          }
          const late = (some: readonly PlanWork[]) =>
            planWork(lanes, some, given).items.reduce((sum, { lateBy }) => sum + lateBy, 0);
          const after = late(works.filter(({ id }) => !dropped.has(id)));
          if (dropped.size > 0) expect(after).toBeLessThan(late(works));
        },
      ),
    );
  });
});

it('takes what is overdue to need a while more', () => {
  expect(remainingSeconds(30, 10)).toBe(20);
  expect(remainingSeconds(30, 100)).toBe(25);
});
