interface LockEntry {
  readonly version?: string;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/**
 * What in a lock file would make `npm ci` fail on another machine: npm leaves out the programs for other systems when
 * it cannot find them, and says nothing.
 * @param lock the parsed `package-lock.json`, version 3
 */
export function findLockFaults(lock: { readonly packages: Readonly<Record<string, LockEntry>> }): string[] {
  const faults: string[] = [];
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (path.includes('node_modules/') && entry.link !== true && entry.version === undefined) {
      faults.push(`${path} has no version`);
    }
    for (const name of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })) {
      if (!isReachable(lock.packages, path, name))
        faults.push(`${path || 'the root'} needs ${name}, which is not there`);
    }
  }
  return faults;
}

/** Node's own look-up: beside the package, then in each folder above it. */
function isReachable(packages: Readonly<Record<string, LockEntry>>, from: string, name: string): boolean {
  for (let at = from; ; at = parentOf(at)) {
    if (packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`] !== undefined) return true;
    if (at === '') return false;
  }
}

function parentOf(path: string): string {
  const end = path.lastIndexOf('/node_modules/');
  return end === -1 ? '' : path.slice(0, end);
}
