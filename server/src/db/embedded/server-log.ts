import { copyFile, open, stat, truncate } from 'node:fs/promises';

const maxBytes = 4 * 1024 * 1024;

/**
 * Copies the log to `<path>.old` and empties it when it has grown past 4 MB, so that both together stay under
 * about 8 MB. The server appends, so emptying under its hands is safe.
 */
export async function boundLog(path: string): Promise<void> {
  const size = await logSize(path);
  if (size < maxBytes) return;
  await copyFile(path, `${path}.old`);
  await truncate(path);
}

/** Bytes in the log, 0 when there is none. */
export async function logSize(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}

/** The end of the log after `fromByte`, at most 16 KB. */
export async function readLogSince(path: string, fromByte: number): Promise<string> {
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return '';
  try {
    const { size } = await file.stat();
    const start = Math.max(fromByte <= size ? fromByte : 0, size - 16_384);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
    return buffer.subarray(0, bytesRead).toString('utf8');
  } finally {
    await file.close();
  }
}
