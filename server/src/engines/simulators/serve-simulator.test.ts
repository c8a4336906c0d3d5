import { afterEach, beforeEach, expect, it } from 'vitest';
import { type SimulatorServer, serveSimulator } from './serve-simulator.ts';

let server: SimulatorServer;
let works = 0;

beforeEach(async () => {
  works = 0;
  server = await serveSimulator({
    start(app) {
      let remembered = 0;
      app.post('/work', async () => {
        works += 1;
        remembered += 1;
        return { remembered, padding: 'x'.repeat(200) };
      });
    },
  });
});
afterEach(() => server[Symbol.asyncDispose]());

const post = (timeoutMilliseconds = 2000) =>
  fetch(`${server.address}/work`, {
    method: 'POST',
    body: '{"a":1}',
    headers: { 'content-type': 'application/json' },
    signal: AbortSignal.timeout(timeoutMilliseconds),
  });

it('answers, and remembers what it saw', async () => {
  expect(await (await post()).json()).toMatchObject({ remembered: 1 });
  expect(server.seen).toMatchObject([{ method: 'POST', path: '/work', body: { a: 1 } }]);
});

it('does no work before faults that come before it', async () => {
  server.plan({ route: 'POST /work', fault: { kind: 'hang-up-before' } });
  await expect(post()).rejects.toThrow();
  server.plan({ route: 'POST /*', fault: { kind: 'status', status: 503 } });
  expect((await post()).status).toBe(503);
  server.plan({ route: '*', fault: { kind: 'silent' } });
  await expect(post(50)).rejects.toThrow();
  expect(works).toBe(0);
  expect((await post()).status).toBe(200);
});

it('does the work before faults that come after it', async () => {
  for (const fault of [{ kind: 'hang-up-after' }, { kind: 'cut-off' }, { kind: 'truncated' }] as const) {
    server.plan({ route: 'POST /work', fault });
    await expect(post().then((answer) => answer.json())).rejects.toThrow();
  }
  server.plan({ route: 'POST /work', fault: { kind: 'status-after', status: 500 } });
  expect((await post()).status).toBe(500);
  expect(works).toBe(4);
});

it('sends in pieces, and skips as many as planned', async () => {
  server.plan({ route: 'POST /work', after: 1, fault: { kind: 'trickle', pieces: 4, pauseMilliseconds: 1 } });
  expect((await (await post()).json()).remembered).toBe(1);
  expect((await (await post()).json()).remembered).toBe(2);
});

it('forgets over a restart and keeps its address', async () => {
  await post();
  const { address } = server;
  await server.kill();
  await expect(post()).rejects.toThrow();
  await server.revive();
  expect(server.address).toBe(address);
  expect(await (await post()).json()).toMatchObject({ remembered: 1 });
});
