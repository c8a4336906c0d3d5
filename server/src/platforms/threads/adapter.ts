import { saysMadeWithAi } from '#platforms/caption.ts';
import { assertDraft } from '#platforms/check-draft.ts';
import type { PlatformHttp } from '#platforms/http.ts';
import { defaultPollSeconds } from '#platforms/meta/containers.ts';
import { isMissing } from '#platforms/meta/graph.ts';
import { storedToken } from '#platforms/meta/tokens.ts';
import type { PlatformAccount, PlatformAdapter, PlatformCall } from '#platforms/platform.ts';
import { connectWithToken, readMe, threadsGraph, threadsSignIn, tokensOf } from './connect.ts';
import { threadsEngaging } from './engaging.ts';
import { manifest } from './manifest.ts';
import { assertFits, publishParts, readQuota, reconcileParts } from './publish.ts';
import { threadsReading } from './reading.ts';
import { Post } from './schema.ts';
import { webhooks } from './webhooks.ts';

export interface ThreadsOptions {
  /** Seconds before each look at a container that Threads is preparing. */
  readonly pollSeconds?: readonly number[];
}

/** Threads through its Graph API: container, poll, publish; a thread is a chain of replies. */
export function threads(http: PlatformHttp, options: ThreadsOptions = {}): PlatformAdapter {
  const pollSeconds = options.pollSeconds ?? defaultPollSeconds;
  const graphFor = (account: PlatformAccount, call: PlatformCall) =>
    threadsGraph(http, account.baseUrl, storedToken(account, call).accessToken, call);

  return {
    manifest,
    connect: (input, call) => connectWithToken(http, input, call),
    oauth: threadsSignIn(http),
    reading: threadsReading(graphFor),
    engaging: threadsEngaging(graphFor, pollSeconds),
    webhooks,

    async check(account, call) {
      const token = await tokensOf(http).renewWhenDue(account, call);
      const graph = threadsGraph(http, account.baseUrl, token.accessToken, call);
      const me = await readMe(graph);
      const { posts } = await readQuota(graph, account.remoteId);
      return {
        handle: me.username,
        displayName: me.name || me.username,
        tokenExpiresAt: new Date(token.expiresAt),
        publishesLeft: posts,
        profileLabelled: null,
      };
    },

    async publish(payload, ledger, call) {
      assertDraft(manifest, payload);
      assertFits(payload);
      return publishParts({ graph: graphFor(payload.account, call), payload, ledger, call, pollSeconds });
    },

    reconcile: (payload, handles, call) =>
      reconcileParts(graphFor(payload.account, call), payload, handles, call),

    async readBack(remoteId, account, call) {
      try {
        const post = await graphFor(account, call).get(remoteId, { fields: 'id,permalink,text' }, Post);
        const disclosed = saysMadeWithAi(post.text);
        const evidence = disclosed
          ? 'The text says that the post is made with AI.'
          : 'The text does not say that the post is made with AI.';
        return { found: true, url: post.permalink ?? null, disclosed, evidence };
      } catch (error) {
        if (!isMissing(error)) throw error;
        return { found: false, url: null, disclosed: false, evidence: 'Threads no longer knows the post.' };
      }
    },

    async remove(remoteId, account, call) {
      await call.limits.take('deletes');
      await graphFor(account, call)
        .remove(remoteId)
        .catch((error: unknown) => {
          if (!isMissing(error)) throw error;
        });
    },
  };
}
