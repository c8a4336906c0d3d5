import { describePlatform } from '#platforms/conformance.ts';
import { createHarness } from '#platforms/conformance-harness.ts';
import { x } from './adapter.ts';

describePlatform('x against its simulator', {
  start: () => createHarness('x'),
  adapterOf: ({ http }) => x(http, { pollSeconds: [0.1, 0.1, 0.2, 0.3, 0.5] }),
  expiredToken: 'refreshed',
  accessTokenSeconds: 7200,
  unprovable: ['not_published'],
  repliesOnce: false,
  tellsHidden: false,
});
