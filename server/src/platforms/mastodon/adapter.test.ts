import { describePlatform } from '#platforms/conformance.ts';
import { createHarness } from '#platforms/conformance-harness.ts';
import { mastodon } from './adapter.ts';

const quick = { pollSeconds: [0, 0.01, 0.02] };

describePlatform('mastodon against its simulator', {
  start: () => createHarness('mastodon'),
  adapterOf: ({ http }) => mastodon(http, quick),
  expiredToken: 'needs_reconnect',
});
