import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AppError } from '#kernel/errors.ts';

/** The release that the adapter was written for and is tested with, https://www.npmjs.com/package/node-llama-cpp . */
export const runtimeVersion = '3.20.0';
const packageName = 'node-llama-cpp';

/** Whether it stands among the studio's own packages, or where the command below puts it; nothing when it does not. */
export function findRuntime(modelsFolder: string): string | undefined {
  const added = join(modelsFolder, 'node_modules', packageName, 'dist', 'index.js');
  if (existsSync(added)) return pathToFileURL(added).href;
  try {
    return pathToFileURL(createRequire(import.meta.url).resolve(packageName)).href;
  } catch {
    return undefined;
  }
}

/** The one command that adds it, beside the models: an update of the studio does not take it away. */
export function commandToAdd(modelsFolder: string): string {
  return `npm install --prefix "${modelsFolder}" ${packageName}@${runtimeVersion}`;
}

/** @throws AppError `unavailable` with the command that adds it */
export function requireRuntime(modelsFolder: string): string {
  const found = findRuntime(modelsFolder);
  if (found !== undefined) return found;
  throw new AppError('unavailable', 'The program that reads GGUF files is not added yet.', {
    hint: `Run this on the studio’s machine, then test again: ${commandToAdd(modelsFolder)}`,
  });
}
