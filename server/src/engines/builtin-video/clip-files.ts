import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '#kernel/ids.ts';

const kinds = { video: 'mp4', cover: 'jpg', captions: 'vtt' } as const;
type Kind = keyof typeof kinds;

/** Where a clip's files are written, and where they end up once all of them are whole. */
export interface ClipFiles extends AsyncDisposable {
  /** A file to write; its name says what it is only after `publish`. */
  temporary(kind: Kind): string;
  /** A file that is needed on the way only. */
  scratch(name: string): string;
  /** Gives the written files their names and tells them. */
  publish(written: readonly Kind[]): Promise<Readonly<Record<Kind, string>>>;
}

/** Files in the caller's folder. Disposing removes whatever was not published. */
export async function openClipFiles(folder: string): Promise<ClipFiles> {
  await mkdir(folder, { recursive: true });
  const id = newId();
  const work = join(folder, `.clip-${id}`);
  await mkdir(work);
  const temporary = (kind: Kind) => join(work, `clip.${kinds[kind]}`);
  const final = (kind: Kind) => join(folder, `clip-${id}.${kinds[kind]}`);
  return {
    temporary,
    scratch: (name) => join(work, name),
    async publish(written) {
      for (const kind of written) await rename(temporary(kind), final(kind));
      return { video: final('video'), cover: final('cover'), captions: final('captions') };
    },
    [Symbol.asyncDispose]: () => rm(work, { recursive: true, force: true }),
  };
}
