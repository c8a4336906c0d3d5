import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface SentFile {
  readonly path: string;
  readonly mime: string;
  /** Names the content: a file with the same tag has the same bytes for ever. */
  readonly tag: string;
  /** Offers the file for saving under this name. */
  readonly saveAs?: string;
  /** Whether the same address may give other bytes later: the browser then asks each time. */
  readonly mayChange?: boolean;
}

interface Part {
  readonly start: number;
  readonly end: number;
}

const yearSeconds = 31_536_000;

/** Answers with a file: cached for ever by its tag, and in parts for players that seek (RFC 9110 section 14). */
export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: SentFile,
): Promise<FastifyReply> {
  const { size } = await stat(file.path);
  const etag = `"${file.tag}"`;
  void reply
    .header('etag', etag)
    .header(
      'cache-control',
      file.mayChange ? 'private, no-cache' : `private, max-age=${yearSeconds}, immutable`,
    )
    .header('accept-ranges', 'bytes')
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
    .type(file.mime);
  if (file.saveAs) void reply.header('content-disposition', contentDisposition(file.saveAs));
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();

  const isUnchanged = [undefined, etag].includes(request.headers['if-range'] as string | undefined);
  const part = isUnchanged ? readRange(request.headers.range, size) : undefined;
  if (part === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${size}`).send();
  if (!part) return reply.header('content-length', size).send(createReadStream(file.path));
  return reply
    .code(206)
    .header('content-range', `bytes ${part.start}-${part.end}/${size}`)
    .header('content-length', part.end - part.start + 1)
    .send(createReadStream(file.path, { start: part.start, end: part.end }));
}

/** One byte range; several at once, or anything unreadable, are answered with the whole file. */
export function readRange(header: string | undefined, size: number): Part | 'unsatisfiable' | undefined {
  const asked = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!asked) return undefined;
  const [, from = '', to = ''] = asked;
  if (from === '' && to === '') return undefined;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined;
  return start >= size || start > end ? 'unsatisfiable' : { start, end };
}

function contentDisposition(name: string): string {
  const plain = name.replace(/[^\w.-]+/g, '-');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`;
}
