import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { describePlatform } from '#platforms/conformance.ts';
import { createHarness, TestLedger, testCall } from '#platforms/conformance-harness.ts';
import type { ExchangeInput, PlatformHttp } from '#platforms/http.ts';
import { planFault } from '#platforms/simulators/misbehave.ts';
import { x } from './adapter.ts';
import { failureOf } from './errors.ts';

const Description = z.looseObject({ queries: z.record(z.string(), z.array(z.string())) });
const description = Description.parse(
  JSON.parse(await readFile(new URL('../../../test/api-descriptions/x.json', import.meta.url), 'utf8')),
);
const ajv = new Ajv2020({ strict: false });
ajv.addSchema(description, 'x');

/** Which schema each JSON body has to match. */
const bodies: readonly (readonly [method: string, path: RegExp, schema: string])[] = [
  ['POST', /^\/2\/tweets$/, 'CreatePostsRequest'],
  ['POST', /^\/2\/media\/upload\/initialize$/, 'InitializeMediaUploadRequest'],
  ['POST', /^\/2\/media\/metadata$/, 'CreateMediaMetadataRequest'],
  ['PUT', /^\/2\/tweets\/\d+\/hidden$/, 'HidePostsReplyRequest'],
];
let checked = 0;

/** Checks bodies and queries against X's own description before they leave. */
function described(http: PlatformHttp): PlatformHttp {
  const check = ({ method, url, body }: ExchangeInput) => {
    const { pathname, searchParams } = new URL(url);
    const path = pathname.replace('/rehearsal/x', '');
    if (method === 'GET') {
      const known = description.queries[path.replace(/\/\d+\//, '/{id}/')];
      // The pages of X still call `tweet.fields` what its OpenAPI file calls `post.fields`.
      const asked = [...searchParams.keys()].map((name) => name.replace('tweet.fields', 'post.fields'));
      if (known) expect(known, path).toEqual(expect.arrayContaining(asked));
      return;
    }
    if (!body || !('json' in body)) return;
    const schema = bodies.find(([verb, place]) => verb === method && place.test(path))?.[2];
    expect(schema, `${method} ${path} is described`).toBeDefined();
    const matches = ajv.validate({ $ref: `x#/components/schemas/${schema}` }, body.json);
    expect({ path, errors: matches ? [] : ajv.errors }).toMatchObject({ errors: [] });
    checked += 1;
  };
  return {
    async send(input) {
      check(input);
      return http.send(input);
    },
    async exchange(input) {
      check(input);
      return http.exchange(input);
    },
    within: (hosts) => described(http.within(hosts)),
  };
}

const quick = { pollSeconds: [0.1, 0.1, 0.2, 0.3, 0.5] };

describePlatform('x against its simulator and the description of its API', {
  start: () => createHarness('x'),
  adapterOf: ({ http }) => x(described(http), quick),
  expiredToken: 'refreshed',
  accessTokenSeconds: 7200,
  unprovable: ['not_published'],
  repliesOnce: false,
  tellsHidden: false,
});

it('has checked bodies against the description', () => expect(checked).toBeGreaterThan(20));

async function onStage() {
  const harness = await createHarness('x');
  const adapter = x(harness.http, quick);
  const call = testCall([], { now: harness.clock.now });
  const { fields } = await harness.stage.createAccount({ handle: 'mia', displayName: 'Mia' });
  const account = await adapter.connect({ fields, baseUrl: harness.baseUrl }, call);
  const payload = (caption: string) =>
    ({
      operationKey: caption,
      caption: `${caption} 🤖 Made with AI`,
      language: 'en',
      media: [],
      options: {},
      disclosure: 'ai_generated',
      account,
    }) as const;
  return { harness, adapter, call, account, payload };
}

it('sends again only when list and count agree for a while that nothing went out', async () => {
  const { harness, adapter, call, payload } = await onStage();
  await using _ = harness;
  const lost = payload('Lost on the way');
  const ledger = new TestLedger();
  await planFault(harness.store, { kind: 'publish', misbehaviour: 'hang_up_before' });
  await expect(adapter.publish(lost, ledger, call)).rejects.toMatchObject({ failure: 'outcome_unknown' });
  expect(await adapter.reconcile(lost, ledger.handles, call)).toMatchObject({ outcome: 'undetermined' });
  harness.clock.aheadSeconds = 120;
  expect(await adapter.reconcile(lost, ledger.handles, call)).toMatchObject({ outcome: 'not_published' });
  // Somebody else posts meanwhile: the count has grown, so it proves nothing any more.
  await adapter.publish(payload('From the phone'), new TestLedger(), call);
  expect(await adapter.reconcile(lost, ledger.handles, call)).toMatchObject({ outcome: 'undetermined' });
});

it('goes on with a clip at the chunk where it broke off', async () => {
  const { harness, adapter, call, payload } = await onStage();
  await using _ = harness;
  const post = { ...payload('A clip'), media: [await harness.media.video(4)] };
  const ledger = new TestLedger();
  await planFault(harness.store, { kind: 'append', misbehaviour: 'hang_up_before' });
  await expect(adapter.publish(post, ledger, call)).rejects.toMatchObject({ failure: 'unavailable' });
  const begun = ledger.handles['media.0.0.upload'];
  await adapter.publish(post, ledger, call);
  expect(ledger.handles['media.0.0.ready']).toBe(begun);
});

it.each([
  [403, { detail: 'You are not allowed to create a Tweet with duplicate content.' }, 'rejected'],
  [
    403,
    { errors: [{ code: 326, message: 'To protect our users, this account is temporarily locked.' }] },
    'checkpoint',
  ],
  [403, { type: 'https://api.x.com/2/problems/user-suspended' }, 'restricted'],
  [403, { type: 'https://api.x.com/2/problems/client-forbidden' }, 'restricted'],
  [402, {}, 'checkpoint'],
  [403, { type: 'https://api.x.com/2/problems/usage-capped' }, 'checkpoint'],
  [429, {}, 'rate_limited'],
  [404, {}, 'gone'],
  [503, {}, 'unavailable'],
] as const)('reads %i %j as %s', (status, body, failure) => {
  const refused = failureOf({ status, headers: {}, body }, false);
  expect(refused).toMatchObject({ failure, hint: expect.stringMatching(/\w/) });
});
