import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { EngineCall, MadeFile } from '#engines/engine.ts';
import { assertClip, assertWholePicture, BadOutput } from '#engines/picture-file.ts';
import { messageOf } from '#kernel/errors.ts';
import type { Connection, OutputFile } from './connection.ts';
import { finishClip } from './finish-clip.ts';
import type { Ticket } from './ticket.ts';

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
  await fetchWhole(connection, { output, path: part, check: assertClip }, call);
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
