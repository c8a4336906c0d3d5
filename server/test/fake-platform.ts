import { bluesky } from '#platforms/bluesky/adapter.ts';
import { createPlatformHttp } from '#platforms/http.ts';
import {
  type ConnectedAccount,
  type PlatformAccount,
  type PlatformAdapter,
  type PlatformCall,
  PlatformError,
} from '#platforms/platform.ts';

/** A platform for tests, with a sign-in page: its people are set by the test, its calls are written down. */
export interface FakePlatform {
  readonly adapter: PlatformAdapter;
  /** What `finish` gives. */
  people: ConnectedAccount[];
  readonly revoked: string[];
  /** What `revoke` throws. */
  revokeError: PlatformError | undefined;
  checkError: PlatformError | undefined;
}

export const aPerson = (handle: string): ConnectedAccount => ({
  remoteId: `id-${handle}`,
  handle,
  displayName: handle.toUpperCase(),
  credentials: { accessToken: `token-of-${handle}`, clientId: 'app-1' },
  baseUrl: 'https://fake.example',
  tokenExpiresAt: new Date('2026-12-24T00:00:00Z'),
  warnings: [],
});

/** Platform `fake`: the manifest of another with a sign-in of its own. */
export function fakePlatform(): FakePlatform {
  const base = bluesky(createPlatformHttp({ userAgent: 'test' }));
  const check = async (account: PlatformAccount, _call: PlatformCall) => {
    if (state.checkError) throw state.checkError;
    const { handle } = account;
    return {
      ...{ handle, displayName: handle, tokenExpiresAt: null, publishesLeft: 9, profileLabelled: null },
      limits: { text: { max: 77 } },
    };
  };
  const field = { label: 'Client', help: 'From the app.', required: true } as const;
  const state: FakePlatform = {
    people: [aPerson('mara')],
    revoked: [],
    revokeError: undefined,
    checkError: undefined,
    adapter: {
      ...base,
      manifest: {
        ...base.manifest,
        id: 'fake',
        name: 'Fake',
        rateLimits: [
          { bucket: 'posts', max: 5, windowSeconds: 3600, per: 'account' },
          { bucket: 'calls', max: 10, windowSeconds: 900, per: 'app' },
        ],
        oauth: {
          scopes: ['publish'],
          fields: [
            { ...field, name: 'clientId', kind: 'text' },
            { ...field, name: 'clientSecret', label: 'Secret', kind: 'secret' },
          ],
        },
      },
      check,
      async revoke(account) {
        if (state.revokeError) throw state.revokeError;
        state.revoked.push(account.handle);
      },
      oauth: {
        async begin({ fields, redirectUrl, state: passed }) {
          const query = new URLSearchParams({
            client_id: fields.clientId ?? '',
            redirect_uri: redirectUrl,
            state: passed,
          });
          const kept = { verifier: 'kept-verifier', secret: fields.clientSecret ?? '' };
          return { authorizeUrl: `https://fake.example/authorize?${query}`, kept };
        },
        async finish({ query, kept }) {
          if (kept.verifier !== 'kept-verifier' || query.code !== 'good') {
            throw new PlatformError('rejected', 'The code is not good.', { hint: 'Begin again.' });
          }
          return state.people;
        },
      },
    },
  };
  return state;
}
