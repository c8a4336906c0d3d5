import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#kernel/errors.ts';

export interface ModelFile {
  /** Its name in the folder, which is how settings name it. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

const magic = 'GGUF';
const mostListed = 200;

/** Models in the folder by name; projectors for pictures and further parts of split files are no models. */
export async function listModelFiles(folder: string): Promise<ModelFile[]> {
  const names = await readdir(folder).catch(() => []);
  const wanted = names
    .filter((name) => /\.gguf$/i.test(name) && !/mmproj/i.test(name))
    .filter((name) => !/-(?!00001)\d{5}-of-\d{5}\.gguf$/i.test(name))
    .sort()
    .slice(0, mostListed);
  const files = await Promise.all(
    wanted.map(async (name): Promise<ModelFile[]> => {
      const path = join(folder, name);
      const bytes = (await stat(path).catch(() => undefined))?.size ?? 0;
      return (await isGguf(path)) ? [{ name, path, bytes }] : [];
    }),
  );
  return files.flat();
}

/** https://github.com/ggml-org/ggml/blob/master/docs/gguf.md : four letters, then the version, 1 to 3 so far. */
async function isGguf(path: string): Promise<boolean> {
  const file = await open(path).catch(() => undefined);
  if (!file) return false;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, 0);
    const version = buffer.readUInt32LE(4);
    return bytesRead === 8 && buffer.toString('latin1', 0, 4) === magic && version >= 1 && version < 100;
  } finally {
    await file.close();
  }
}

/**
 * The file that is set, else the first.
 * @throws AppError `unavailable` when there is none of that name, or none at all
 */
export async function modelFile(folder: string, name: string): Promise<ModelFile> {
  const files = await listModelFiles(folder);
  // Chosen from what lies there: a name with a path in it is never followed.
  const found = name === '' ? files[0] : files.find((file) => file.name === name);
  if (found) return found;
  throw new AppError(
    'unavailable',
    name === '' ? 'There is no GGUF file yet.' : `There is no file "${name}" any more.`,
    { hint: `Put a model as a .gguf file into ${folder}.`, facts: { status: 404 } },
  );
}
