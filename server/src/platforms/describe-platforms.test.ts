import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { describePlatforms } from './describe-platforms.ts';
import { createPlatformHttp } from './http.ts';
import { createPlatformRegistry } from './registry.ts';

it('keeps docs/platforms.md as the manifests say (node tools/write-platform-docs.ts)', async () => {
  const { manifests } = createPlatformRegistry(createPlatformHttp({ userAgent: 'test' }));
  const written = await readFile(new URL('../../../docs/platforms.md', import.meta.url), 'utf8');
  expect(written).toBe(describePlatforms(manifests));
});

it('names no platform that is not registered', () => {
  const { get } = createPlatformRegistry(createPlatformHttp({ userAgent: 'test' }));
  expect(get('bluesky').manifest.name).toBe('Bluesky');
  expect(() => get('chirp')).toThrow('There is no platform "chirp".');
});
