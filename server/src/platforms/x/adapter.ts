import { saysMadeWithAi } from '#platforms/caption.ts';
import { assertDraft } from '#platforms/check-draft.ts';
import type { PlatformHttp } from '#platforms/http.ts';
import {
  type PlatformAccount,
  type PlatformAdapter,
  type PlatformCall,
  PlatformError,
} from '#platforms/platform.ts';
import { XClient } from './client.ts';
import { connectWithTokens, revokeTokens, xSignIn } from './connect.ts';
import { xEngaging } from './engaging.ts';
import { manifest } from './manifest.ts';
import { defaultPollSeconds } from './media.ts';
import { addressOf, publishParts, reconcileParts } from './publish.ts';
import { xReading } from './reading.ts';
import { Anything, Me, OnePost } from './schema.ts';

export interface XOptions {
  /** Seconds between looks at a clip that X is processing. */
  readonly pollSeconds?: readonly number[];
}

/** X through its API v2 with OAuth 2: upload, then one call a post; a thread is a chain of replies to oneself. */
export function x(http: PlatformHttp, options: XOptions = {}): PlatformAdapter {
  const pollSeconds = options.pollSeconds ?? defaultPollSeconds;
  const clientFor = (account: PlatformAccount, call: PlatformCall) => new XClient(http, account, call);
  const isGone = (error: unknown) => error instanceof PlatformError && error.failure === 'gone';

  return {
    manifest,
    connect: (input, call) => connectWithTokens(http, input, call),
    oauth: xSignIn(http),
    revoke: (account, call) => revokeTokens(http, account, call),
    reading: xReading(clientFor),
    engaging: xEngaging(clientFor),

    async check(account, call) {
      const client = clientFor(account, call);
      const { data: me } = await client.send({ method: 'GET', path: '/2/users/me', answer: Me });
      return {
        handle: me.username,
        displayName: me.name,
        tokenExpiresAt: client.endsAt,
        publishesLeft: null,
        // The "Automated" label can be set and seen on X only.
        profileLabelled: null,
      };
    },

    async publish(payload, ledger, call) {
      assertDraft(manifest, payload);
      return publishParts({ client: clientFor(payload.account, call), payload, ledger, call, pollSeconds });
    },

    reconcile: (payload, handles, call) =>
      reconcileParts(clientFor(payload.account, call), payload, handles, call),

    async readBack(remoteId, account, call) {
      const gone = { found: false, url: null, disclosed: false, evidence: 'X no longer knows the post.' };
      try {
        const request = { method: 'GET', path: `/2/tweets/${remoteId}`, answer: OnePost } as const;
        const { data: post } = await clientFor(account, call).send(request);
        if (!post) return gone;
        const disclosed = saysMadeWithAi(post.text);
        const evidence = disclosed
          ? 'The words say that the post is made with AI. X’s own flag was set; its API does not show it.'
          : 'The words do not say that the post is made with AI.';
        return { found: true, url: addressOf({ account }, remoteId).url, disclosed, evidence };
      } catch (error) {
        if (!isGone(error)) throw error;
        return gone;
      }
    },

    async remove(remoteId, account, call) {
      await call.limits.take('deletes');
      const request = { method: 'DELETE', path: `/2/tweets/${remoteId}`, answer: Anything } as const;
      await clientFor(account, call)
        .send(request)
        .catch((error: unknown) => {
          if (!isGone(error)) throw error;
        });
    },
  };
}
