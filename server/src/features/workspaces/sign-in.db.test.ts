import { afterEach, beforeEach, expect, it } from 'vitest';
import { buildApi } from '#roles/api.ts';
import { type TestContext, testContext } from '#test/test-context.ts';

const owner = {
  name: 'Ada',
  email: 'ada@example.com',
  password: 'correct horse battery',
  timeZone: 'Europe/Berlin',
};
let test: TestContext;
let http: Awaited<ReturnType<typeof buildApi>>;

beforeEach(async () => {
  test = await testContext();
  // A first visit finds no member; the maker's workspace has none.
  http = await buildApi(test.app, databaseUrl(test));
});
afterEach(async () => {
  await http.close();
  await test[Symbol.asyncDispose]();
});

function databaseUrl({ app }: TestContext): string {
  if (app.config.database.kind !== 'server') throw new Error('Tests use a server.');
  return app.config.database.url;
}

const post = (path: string, payload: unknown, cookie?: string) =>
  http.inject({
    method: 'POST',
    url: `/api/v1${path}`,
    ...(payload === undefined ? {} : { payload: payload as object }),
    headers: cookie ? { cookie } : {},
  });
const session = async (cookie?: string) =>
  (await http.inject({ url: '/api/v1/session', headers: cookie ? { cookie } : {} })).json<unknown>();
const cookieOf = (answer: Awaited<ReturnType<typeof post>>) =>
  answer.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; ');

it('makes the owner on the first visit, and nobody after that', async () => {
  expect(await session()).toMatchObject({ needsOwner: true, user: null });
  const made = await post('/owner', owner);
  expect(made.statusCode).toBe(204);

  expect(await session(cookieOf(made))).toMatchObject({
    needsOwner: false,
    user: { email: 'ada@example.com' },
    workspace: { role: 'owner', timeZone: 'Europe/Berlin' },
  });
  const second = await post('/owner', { ...owner, email: 'eve@example.com' });
  expect(second.json()).toMatchObject({ status: 409, code: 'conflict', hint: expect.any(String) });
});

it('lets only one of two simultaneous first visits win', async () => {
  const answers = await Promise.all([
    post('/owner', owner),
    post('/owner', { ...owner, email: 'eve@example.com' }),
  ]);

  expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([204, 409]);
});

it('refuses a wrong password without saying which part was wrong', async () => {
  await post('/owner', owner);

  const answer = await post('/sign-in', { email: owner.email, password: 'not the password' });

  expect(answer.json()).toMatchObject({ status: 401, code: 'unauthenticated' });
  expect(answer.cookies).toEqual([]);
});

it('signs out everywhere: every session ends', async () => {
  const first = cookieOf(await post('/owner', owner));
  const second = cookieOf(await post('/sign-in', { email: owner.email, password: owner.password }));
  expect(await session(second)).toMatchObject({ user: { name: 'Ada' } });

  await post('/sign-out-everywhere', undefined, first);

  expect(await session(first)).toMatchObject({ user: null });
  expect(await session(second)).toMatchObject({ user: null });
});

it('refuses what is asked without a session, and from another site', async () => {
  const unknown = await http.inject({ url: '/api/v1/characters' });
  const foreign = await http.inject({
    url: '/api/v1/session',
    headers: { origin: 'https://elsewhere.example' },
  });

  expect(unknown.json()).toMatchObject({ status: 401, code: 'unauthenticated' });
  expect(foreign.json()).toMatchObject({ status: 403, code: 'forbidden' });
});

it('carries a POST out once per Idempotency-Key', async () => {
  const cookie = cookieOf(await post('/owner', owner));
  const send = (key: string, name: string) =>
    http.inject({
      method: 'POST',
      url: '/api/v1/characters',
      headers: { cookie, 'idempotency-key': key },
      payload: {
        name,
        handle: 'nova',
        age: 30,
        declaration: { kind: 'synthetic', statement: 'Made up; shows nobody who lives.', signer: 'Ada' },
      },
    });

  const [first, again, other] = [
    await send('k1', 'Nova'),
    await send('k1', 'Nova'),
    await send('k1', 'Vega'),
  ];

  expect(first.statusCode).toBe(200);
  expect(again.json().id).toBe(first.json().id);
  expect(again.headers['idempotent-replay']).toBe('true');
  expect(other.json()).toMatchObject({ code: 'conflict' });
});
