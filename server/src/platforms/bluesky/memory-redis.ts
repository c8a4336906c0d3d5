import { createServer, type Server } from 'node:net';

/** The little of Redis that the reference index asks for its caches: strings, in memory, without time limits. */
export interface MemoryRedis extends AsyncDisposable {
  /** `127.0.0.1:port`. */
  readonly address: string;
}

const nil = '$-1\r\n';
const bulk = (text: string | undefined) =>
  text === undefined ? nil : `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
const list = (replies: readonly string[]) => `*${replies.length}\r\n${replies.join('')}`;

/** Speaks RESP, https://redis.io/docs/latest/develop/reference/protocol-spec/ */
export async function startMemoryRedis(): Promise<MemoryRedis> {
  const values = new Map<string, string>();
  const replyTo = ([name = '', ...rest]: readonly string[]): string => {
    switch (name.toUpperCase()) {
      case 'INFO':
        return bulk('redis_version:7.0.0\r\nloading:0\r\n');
      case 'PING':
        return '+PONG\r\n';
      case 'GET':
        return bulk(values.get(rest[0] ?? ''));
      case 'MGET':
        return list(rest.map((key) => bulk(values.get(key))));
      case 'SET':
        values.set(rest[0] ?? '', rest[1] ?? '');
        return '+OK\r\n';
      case 'DEL':
        return `:${rest.filter((key) => values.delete(key)).length}\r\n`;
      case 'EXPIRE':
        return ':1\r\n';
      case 'CLIENT':
      case 'SELECT':
      case 'QUIT':
        return '+OK\r\n';
      default:
        return `-ERR unknown command ${name}\r\n`;
    }
  };
  const server = createServer((socket) => {
    let pending = Buffer.alloc(0);
    let queued: string[] | null = null;
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      pending = Buffer.concat([pending, chunk]);
      for (let read = readCommand(pending); read; read = readCommand(pending)) {
        pending = pending.subarray(read.bytes);
        const name = read.words[0]?.toUpperCase();
        if (name === 'MULTI') {
          queued = [];
          socket.write('+OK\r\n');
        } else if (name === 'EXEC') {
          socket.write(list(queued ?? []));
          queued = null;
        } else if (queued) {
          queued.push(replyTo(read.words));
          socket.write('+QUEUED\r\n');
        } else {
          socket.write(replyTo(read.words));
        }
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return { address: `127.0.0.1:${address.port}`, [Symbol.asyncDispose]: () => closed(server) };
}

/** One array of bulk strings from the start of `bytes`; null while it has not come whole. */
function readCommand(bytes: Buffer): { readonly words: string[]; readonly bytes: number } | null {
  let at = 0;
  const line = () => {
    const end = bytes.indexOf('\r\n', at);
    if (end === -1) return null;
    const text = bytes.toString('latin1', at, end);
    at = end + 2;
    return text;
  };
  const count = Number(line()?.slice(1) ?? 'none');
  if (Number.isNaN(count)) return null;
  const words: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const length = Number(line()?.slice(1) ?? 'none');
    if (Number.isNaN(length) || bytes.length < at + length + 2) return null;
    words.push(bytes.toString('utf8', at, at + length));
    at += length + 2;
  }
  return { words, bytes: at };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
