import { expect, it } from 'vitest';
import { createHarness, testCall } from '#platforms/conformance-harness.ts';
import { planFault } from '#platforms/simulators/misbehave.ts';
import { threads } from '#platforms/threads/adapter.ts';

const daySeconds = 86_400;

it('goes on with a token whose renewal fails, until it is about to end', async () => {
  await using harness = await createHarness('threads');
  const adapter = threads(harness.http);
  const { fields } = await harness.stage.createAccount({ handle: 'mia', displayName: 'Mia' });
  const account = await adapter.connect({ fields, baseUrl: harness.baseUrl }, testCall());
  const checkAfter = async (days: number) => {
    harness.clock.aheadSeconds = days * daySeconds;
    await planFault(harness.store, { kind: 'refresh_token', misbehaviour: 'error_before' });
    const saved: Record<string, string>[] = [];
    const checked = adapter.check(account, testCall(saved, { now: harness.clock.now }));
    return checked.then(({ handle }) => [handle, saved.length]);
  };
  expect(await checkAfter(20)).toEqual(['mia', 0]);
  await expect(checkAfter(55)).rejects.toMatchObject({ failure: 'unavailable' });
});
