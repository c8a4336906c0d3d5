import { expect, it } from 'vitest';
import { testCall } from '#platforms/conformance-harness.ts';
import { learnUsage, waitSeconds } from './usage.ts';

const business = (entry: object) => ({ 'x-business-use-case-usage': JSON.stringify({ 1: [entry] }) });

it('waits as long as Meta says, and only when something is used up', () => {
  expect(waitSeconds({})).toBeUndefined();
  expect(waitSeconds(business({ call_count: 99, estimated_time_to_regain_access: 0 }))).toBeUndefined();
  expect(waitSeconds(business({ call_count: 100, estimated_time_to_regain_access: 12 }))).toBe(720);
  expect(waitSeconds(business({ total_cputime: 103 }))).toBe(600);
  expect(waitSeconds({ 'x-app-usage': JSON.stringify({ call_count: 28, total_time: 25 }) })).toBeUndefined();
  expect(waitSeconds({ 'x-app-usage': JSON.stringify({ call_count: 100 }) })).toBe(3600);
  expect(waitSeconds({ 'x-app-usage': 'not JSON' })).toBeUndefined();
});

it('tells the other processes', async () => {
  const learned: unknown[] = [];
  const now = new Date('2026-11-22T12:00:00Z');
  const limits = {
    take: async () => undefined,
    learn: async (bucket: string, seen: { readonly remaining: number; readonly resetsAt: Date }) => {
      learned.push([bucket, seen]);
    },
  };
  const call = testCall([], { now: () => now, limits });
  await learnUsage(call, business({ call_count: 20 }));
  await learnUsage(call, business({ call_count: 100, estimated_time_to_regain_access: 5 }));
  expect(learned).toEqual([['calls', { remaining: 0, resetsAt: new Date('2026-11-22T12:05:00Z') }]]);
});
