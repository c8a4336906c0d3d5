import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { EngineCall, MadeFile } from '#engines/engine.ts';
import { messageOf } from '#kernel/errors.ts';
import type { Connection, OutputFile } from './connection.ts';
import { finishClip } from './finish-clip.ts';
import type { Ticket } from './ticket.ts';

/** Fetching failed in a way that asking again may mend. */
export class BadOutput extends Error {
  override readonly name = 'BadOutput';
}

const downloadAttempts = 3;
const pauseMilliseconds = 300;

/** Fetches a picture into the ticket's folder, whole and of a kind we know. @throws BadOutput */
export async function collectPicture(
  connection: Connection,
  ticket: Ticket,
  output: OutputFile,
  call: EngineCall,
): Promise<MadeFile> {
  const part = join(ticket.folder, `${ticket.id}.part`);
  await fetchWhole(connection, { output, path: part, check: assertWholePicture }, call);
  const { format, width, height } = await sharp(part).metadata();
  const extension = format === 'jpeg' ? 'jpg' : format;
  const path = join(ticket.folder, `${ticket.id}.${extension}`);
  await rename(part, path);
  return { path, mime: `image/${format}`, width, height };
}

/** Fetches a clip and brings it to MP4, H.264, 30 frames a second, with a cover. @throws BadOutput */
export async function collectClip(
  connection: Connection,
  ticket: Ticket,
  output: OutputFile,
  call: EngineCall & { readonly ffmpegPath?: string | undefined },
): Promise<{ readonly file: MadeFile; readonly cover: MadeFile }> {
  const part = join(ticket.folder, `${ticket.id}.part`);
  await fetchWhole(connection, { output, path: part, check: assertVideo }, call);
  try {
    return await finishClip(part, join(ticket.folder, ticket.id), call);
  } catch (error) {
    call.signal.throwIfAborted();
    throw new BadOutput(`the clip cannot be read (${messageOf(error).split('\n')[0]})`);
  } finally {
    await rm(part, { force: true });
  }
}

interface Fetching {
  readonly output: OutputFile;
  readonly path: string;
  check(path: string): Promise<void>;
}

async function fetchWhole(
  connection: Connection,
  { output, path, check }: Fetching,
  call: EngineCall,
): Promise<void> {
  let last: unknown;
  for (let attempt = 1; attempt <= downloadAttempts; attempt += 1) {
    call.signal.throwIfAborted();
    try {
      await connection.download(output, path, call);
      return await check(path);
    } catch (error) {
      await rm(path, { force: true });
      last = error;
    }
    if (attempt < downloadAttempts) await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
  }
  call.signal.throwIfAborted();
  throw new BadOutput(messageOf(last));
}

/** First and last bytes tell the kind and that nothing is cut off, without decoding every pixel. */
async function assertWholePicture(path: string): Promise<void> {
  const { head, tail, bytes } = await ends(path);
  if (head.toString('latin1', 0, 8) === '\x89PNG\r\n\x1a\n') {
    if (!tail.includes('IEND', 0, 'latin1')) throw new BadOutput('the picture is cut off');
  } else if (head[0] === 0xff && head[1] === 0xd8) {
    if (tail.lastIndexOf(Buffer.from([0xff, 0xd9])) === -1) throw new BadOutput('the picture is cut off');
  } else if (head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP') {
    if (head.readUInt32LE(4) + 8 > bytes) throw new BadOutput('the picture is cut off');
  } else throw new BadOutput('the file is no picture');
}

async function assertVideo(path: string): Promise<void> {
  const { head } = await ends(path);
  const isMp4 = head.toString('latin1', 4, 8) === 'ftyp';
  const isMatroska = head.readUInt32BE(0) === 0x1a45dfa3;
  const isAnimation = /^(GIF8|RIFF)/.test(head.toString('latin1', 0, 4));
  if (!isMp4 && !isMatroska && !isAnimation) throw new BadOutput('the file is no video');
}

const endBytes = 64;

async function ends(path: string): Promise<{ head: Buffer; tail: Buffer; bytes: number }> {
  await using file = await open(path);
  const { size } = await file.stat();
  if (size < endBytes) throw new BadOutput('the file is all but empty');
  const head = Buffer.alloc(endBytes);
  const tail = Buffer.alloc(endBytes);
  await file.read(head, 0, endBytes, 0);
  await file.read(tail, 0, endBytes, size - endBytes);
  return { head, tail, bytes: size };
}
