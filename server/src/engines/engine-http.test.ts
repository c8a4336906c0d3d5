import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEngineHttp } from './engine-http.ts';

const server = createServer((_request, response) => response.end('{"ok":true}'));
let port = 0;
let reached = 0;

beforeAll(async () => {
  server.on('connection', () => (reached += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const ask = (host: string, privateAddresses?: boolean) =>
  createEngineHttp(privateAddresses === undefined ? {} : { privateAddresses }).exchange({
    method: 'GET',
    url: `http://${host}:${port}/`,
    signal: AbortSignal.timeout(10_000),
  });

it('reaches engines on this machine and its network', async () => {
  expect(await ask('127.0.0.1')).toMatchObject({ status: 200 });
});

it.each(['127.0.0.1', 'localhost', '10.0.0.1', '[::1]'])(
  'keeps away from %s where the installation says so, before anything is sent',
  async (host) => {
    const before = reached;
    await expect(ask(host, false)).rejects.toMatchObject({
      code: 'forbidden',
      hint: expect.stringContaining('AINFLUENCER_PRIVATE_ENGINES'),
    });
    expect(reached).toBe(before);
  },
);
