import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isPublicAddress } from '#kernel/public-address.ts';
import { createPlatformHttp, retryAfterSeconds, type SendInput } from './http.ts';
import { PlatformError } from './platform.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function aServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const trusting = createPlatformHttp({ userAgent: 'test', isTrustedOrigin: () => true });
const strict = createPlatformHttp({ userAgent: 'test' });

const sending = (url: string, more: Partial<SendInput<{ id: string }>> = {}): SendInput<{ id: string }> => ({
  method: 'POST',
  url,
  body: { json: { text: 'hello' } },
  answer: z.object({ id: z.string() }),
  failureOf: (answer) => new PlatformError('rejected', `status ${answer.status}`),
  signal: new AbortController().signal,
  ...more,
});

describe('platform http', () => {
  it('reads the answer and sends the body, the token and who we are', async () => {
    const origin = await aServer(async (request, response) => {
      const chunks = await Array.fromAsync(request);
      const seen = `${request.headers.authorization} ${request.headers['user-agent']} ${Buffer.concat(chunks)}`;
      response.end(JSON.stringify({ id: seen, more: 1 }));
    });
    const answer = await trusting.send(sending(origin, { token: 'abc' }));
    expect(answer).toEqual({ id: 'Bearer abc test {"text":"hello"}' });
  });

  it('calls a refused connection unavailable, even for a publishing request', async () => {
    const origin = await aServer(() => undefined);
    await closers.pop()!();
    await expect(trusting.send(sending(origin, { publishes: true }))).rejects.toMatchObject({
      failure: 'unavailable',
    });
  });

  it('calls a connection cut after the request an unknown outcome when it could publish', async () => {
    const origin = await aServer((request) => request.socket.destroy());
    await expect(trusting.send(sending(origin, { publishes: true }))).rejects.toMatchObject({
      failure: 'outcome_unknown',
    });
    await expect(trusting.send(sending(origin))).rejects.toMatchObject({ failure: 'unavailable' });
  });

  it('calls silence, half an answer and an unreadable answer unknown outcomes', async () => {
    const silent = await aServer(() => undefined);
    const half = await aServer((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"id":', () => response.socket?.destroy());
    });
    const unreadable = await aServer((_, response) => response.end('<html>'));
    for (const origin of [silent, half, unreadable]) {
      await expect(
        trusting.send(sending(origin, { publishes: true, timeoutSeconds: 0.2 })),
      ).rejects.toMatchObject({
        failure: 'outcome_unknown',
      });
    }
  });

  it('refuses an answer that has no end', async () => {
    const origin = await aServer((_, response) => {
      const chunk = 'x'.repeat(65_536);
      const pour = () => response.write(chunk, () => setImmediate(pour));
      pour();
    });
    await expect(trusting.send(sending(origin))).rejects.toMatchObject({ failure: 'unavailable' });
  });

  it('reaches nothing private unless it is trusted', async () => {
    const reached: string[] = [];
    const origin = await aServer((request, response) => {
      reached.push(request.url ?? '');
      response.end('{"id":"1"}');
    });
    const port = new URL(origin).port;
    const addresses = [
      origin,
      `https://127.0.0.1:${port}`,
      `https://[::1]:${port}`,
      `https://localhost:${port}`,
    ];
    addresses.push(
      'https://169.254.169.254',
      'https://[::ffff:10.0.0.1]',
      'https://u:p@example.org',
      'nonsense',
    );
    for (const url of addresses) {
      await expect(strict.send(sending(url))).rejects.toMatchObject({ failure: 'rejected' });
    }
    expect(reached).toEqual([]);
    const alive = connect(Number(port), '127.0.0.1');
    await new Promise<void>((resolve) => alive.once('connect', resolve));
    alive.destroy();
  });

  it('follows no redirect', async () => {
    const origin = await aServer((_, response) => response.writeHead(302, { location: '/elsewhere' }).end());
    await expect(trusting.send(sending(origin))).rejects.toThrow('status 302');
  });

  it('reads how long to wait in each form the platforms use', () => {
    const now = new Date('2026-11-22T12:00:00Z');
    const read = (headers: Record<string, string>) => retryAfterSeconds(headers, now);
    expect(read({ 'retry-after': '30' })).toBe(30);
    expect(read({ 'retry-after': 'Sun, 22 Nov 2026 12:01:00 GMT' })).toBe(60);
    expect(read({ 'ratelimit-reset': '15' })).toBe(15);
    expect(read({ 'ratelimit-reset': String(now.getTime() / 1000 + 90) })).toBe(90);
    expect(read({ 'retry-after': '0' })).toBe(1);
    expect(read({ 'retry-after': '99999999' })).toBe(86_400);
    expect(read({ 'retry-after': 'soon' })).toBeUndefined();
    expect(read({})).toBeUndefined();
  });
});

describe('public addresses', () => {
  it('knows the closed ranges of both families', () => {
    const closed = [
      '10.1.2.3',
      '127.0.0.1',
      '169.254.169.254',
      '172.31.0.1',
      '192.168.1.1',
      '100.64.0.1',
      '0.0.0.0',
    ];
    closed.push(
      '::1',
      '::',
      'fe80::1',
      'fd00::1',
      '::ffff:8.8.8.8',
      '64:ff9b::a00:1',
      '2002:a00:1::',
      'ff02::1',
      'x',
    );
    expect(closed.filter(isPublicAddress)).toEqual([]);
    const open = ['8.8.8.8', '172.32.0.1', '2606:4700::1111', '2a00:1450:4001::1'];
    expect(open.filter(isPublicAddress)).toEqual(open);
  });
});
