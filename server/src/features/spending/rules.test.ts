import { describe, expect, it } from 'vitest';
import { decide, dollars, forecast, monthOf } from './rules.ts';

describe('months', () => {
  it('are those of the workspace’s time zone', () => {
    const newYear = new Date('2026-12-31T23:30:00Z');
    expect(monthOf(newYear, 'UTC')).toBe('2026-12');
    expect(monthOf(newYear, 'Europe/Berlin')).toBe('2027-01');
    expect(monthOf(new Date('2026-03-01T03:00:00Z'), 'America/Los_Angeles')).toBe('2026-02');
  });

  it('forecast what the month comes to, and nothing in its first days', () => {
    expect(forecast(5_000_000, new Date('2026-11-16T00:00:00Z'), 'UTC')).toBe(10_000_000);
    expect(forecast(5_000_000, new Date('2026-11-02T00:00:00Z'), 'UTC')).toBeNull();
  });
});

it('writes small amounts so that nothing is rounded away', () => {
  expect([0, 40_500, 39_000, 120_000, 12_340_000].map(dollars)).toEqual([
    '$0.00',
    '$0.0405',
    '$0.039',
    '$0.12',
    '$12.34',
  ]);
});

describe('deciding', () => {
  const price = { amountMicros: 40_000, currency: 'USD', basis: 'one picture', isUpperBound: false } as const;

  it('refuses everything until a limit is set', () => {
    const refused = decide({ limitMicros: 0, unknownPriceMicros: 1, usedMicros: 0 }, price, 'fal');
    expect(refused).toMatchObject({ refused: { reason: expect.stringContaining('may spend nothing yet') } });
  });

  it('lets the last cent be spent, and not one more', () => {
    const budget = { limitMicros: 100_000, unknownPriceMicros: null };
    expect(decide({ ...budget, usedMicros: 60_000 }, price, 'fal')).toMatchObject({ amountMicros: 40_000 });
    expect(decide({ ...budget, usedMicros: 60_001 }, price, 'fal')).toMatchObject({
      refused: { reason: expect.stringContaining('limit of $0.10 is reached') },
    });
  });

  it('needs a word of an admin where no price is known', () => {
    const unknown = { unknown: 'there is no price for the model "new"' };
    const budget = { limitMicros: 1_000_000, usedMicros: 0 };
    expect(decide({ ...budget, unknownPriceMicros: null }, unknown, 'fal')).toMatchObject({
      refused: { hint: expect.stringContaining('allow unknown prices') },
    });
    expect(decide({ ...budget, unknownPriceMicros: 200_000 }, unknown, 'fal')).toEqual({
      amountMicros: 200_000,
      basis: 'price unknown: there is no price for the model "new"',
      isPriceKnown: false,
    });
  });
});
