import { describePlatform } from '#platforms/conformance.ts';
import { createHarness } from '#platforms/conformance-harness.ts';
import { facebook } from './adapter.ts';

const quick = { pollSeconds: [0, 0.1, 0.2, 0.3] };

describePlatform('facebook against its simulator', {
  start: () => createHarness('facebook'),
  adapterOf: ({ http }) => facebook(http, quick),
  expiredToken: 'needs_reconnect',
  repliesOnce: false,
});
