import { assertDraft } from '#platforms/check-draft.ts';
import type { PlatformHttp } from '#platforms/http.ts';
import { defaultPollSeconds } from '#platforms/meta/containers.ts';
import { isMissing } from '#platforms/meta/graph.ts';
import { storedToken } from '#platforms/meta/tokens.ts';
import type { PlatformAccount, PlatformAdapter, PlatformCall } from '#platforms/platform.ts';
import { connectWithToken, instagramGraph, instagramSignIn, readMe, tokensOf } from './connect.ts';
import { instagramEngaging } from './engaging.ts';
import { manifest } from './manifest.ts';
import { assertFits, publishMedia, readQuota } from './publish.ts';
import { instagramReading } from './reading.ts';
import { reconcileMedia } from './reconcile.ts';
import { Media } from './schema.ts';
import { webhooks } from './webhooks.ts';

export interface InstagramOptions {
  /** Seconds before each look at an upload that Instagram is preparing. */
  readonly pollSeconds?: readonly number[];
}

/** Instagram through the Graph API with Instagram login: container, poll, publish. */
export function instagram(http: PlatformHttp, options: InstagramOptions = {}): PlatformAdapter {
  const pollSeconds = options.pollSeconds ?? defaultPollSeconds;
  const graphFor = (account: PlatformAccount, call: PlatformCall) =>
    instagramGraph(http, account.baseUrl, storedToken(account, call).accessToken, call);

  return {
    manifest,
    connect: (input, call) => connectWithToken(http, input, call),
    oauth: instagramSignIn(http),
    reading: instagramReading(graphFor),
    engaging: instagramEngaging(graphFor),
    webhooks,

    async check(account, call) {
      const token = await tokensOf(http).renewWhenDue(account, call);
      const graph = instagramGraph(http, account.baseUrl, token.accessToken, call);
      const me = await readMe(graph);
      const { left } = await readQuota(graph, account.remoteId);
      return {
        handle: me.username,
        displayName: me.name || me.username,
        tokenExpiresAt: new Date(token.expiresAt),
        publishesLeft: left,
        // The "AI creator" label of profiles can be set and seen in the app only.
        profileLabelled: null,
      };
    },

    async publish(payload, ledger, call) {
      assertDraft(manifest, payload);
      assertFits(payload);
      return publishMedia({ graph: graphFor(payload.account, call), payload, ledger, call, pollSeconds });
    },

    reconcile: (payload, handles, call) =>
      reconcileMedia(graphFor(payload.account, call), payload, handles, call),

    async readBack(remoteId, account, call) {
      const query = { fields: 'id,permalink,caption,is_ai_generated' };
      try {
        const media = await graphFor(account, call).get(remoteId, query, Media);
        const disclosed = media.is_ai_generated === true;
        const evidence = disclosed
          ? 'Instagram shows the post as made with AI.'
          : 'Instagram does not mark the post.';
        return { found: true, url: media.permalink ?? null, disclosed, evidence };
      } catch (error) {
        if (!isMissing(error)) throw error;
        return { found: false, url: null, disclosed: false, evidence: 'Instagram no longer knows the post.' };
      }
    },
  };
}
