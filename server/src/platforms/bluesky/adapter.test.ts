import { describePlatform } from '#platforms/conformance.ts';
import { createHarness } from '#platforms/conformance-harness.ts';
import { bluesky } from './adapter.ts';

describePlatform('bluesky against its simulator', {
  start: () => createHarness('bluesky'),
  adapterOf: ({ http }) => bluesky(http),
  expiredToken: 'refreshed',
});
