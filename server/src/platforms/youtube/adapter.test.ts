import { describePlatform } from '#platforms/conformance.ts';
import { createHarness } from '#platforms/conformance-harness.ts';
import { youtube } from './adapter.ts';

describePlatform('youtube against its simulator', {
  start: () => createHarness('youtube'),
  adapterOf: ({ http }) => youtube(http, { pollSeconds: [0.06, 0.1, 0.2] }),
  expiredToken: 'refreshed',
  accessTokenSeconds: 3600,
  repliesOnce: false,
});
