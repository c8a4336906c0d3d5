/** Writes docs/platforms.md from the adapters' manifests. Run: node tools/write-platform-docs.ts */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
// biome-ignore-start lint/style/noRestrictedImports: tools stand outside the server and have no aliases into it.
import { describePlatforms } from '../server/src/platforms/describe-platforms.ts';
import { createPlatformHttp } from '../server/src/platforms/http.ts';
import { createPlatformRegistry } from '../server/src/platforms/registry.ts';

// biome-ignore-end lint/style/noRestrictedImports: as above.

const { manifests } = createPlatformRegistry(createPlatformHttp({ userAgent: 'docs' }));
await writeFile(join(import.meta.dirname, '..', 'docs', 'platforms.md'), describePlatforms(manifests));
