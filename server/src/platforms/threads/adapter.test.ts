import { describePlatform } from '#platforms/conformance.ts';
import { createHarness } from '#platforms/conformance-harness.ts';
import { threads } from './adapter.ts';

const quick = { pollSeconds: [0, 0.1, 0.2, 0.3] };

describePlatform('threads against its simulator', {
  start: () => createHarness('threads'),
  adapterOf: ({ http }) => threads(http, quick),
  expiredToken: 'needs_reconnect',
  repliesOnce: false,
});
