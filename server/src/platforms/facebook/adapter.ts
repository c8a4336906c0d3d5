import { saysMadeWithAi } from '#platforms/caption.ts';
import { assertDraft } from '#platforms/check-draft.ts';
import type { PlatformHttp } from '#platforms/http.ts';
import { isMissing, Success } from '#platforms/meta/graph.ts';
import type { PlatformAccount, PlatformAdapter, PlatformCall } from '#platforms/platform.ts';
import { connectWithToken, facebookGraph, facebookSignIn, pageToken, readPage } from './connect.ts';
import { facebookEngaging } from './engaging.ts';
import { manifest } from './manifest.ts';
import { defaultPollSeconds, isClip, kindOf, publishPost, whole } from './publish.ts';
import { facebookReading } from './reading.ts';
import { reconcilePost } from './reconcile.ts';
import { Post } from './schema.ts';
import { readVideo } from './upload.ts';
import { webhooks } from './webhooks.ts';

export interface FacebookOptions {
  /** Seconds before each look at a clip that Facebook is preparing. */
  readonly pollSeconds?: readonly number[];
}

/** A Facebook Page through the Graph API: unpublished first, then published; clips in uploads that go on. */
export function facebook(http: PlatformHttp, options: FacebookOptions = {}): PlatformAdapter {
  const pollSeconds = options.pollSeconds ?? defaultPollSeconds;
  const graphFor = (account: PlatformAccount, call: PlatformCall) =>
    facebookGraph(http, account.baseUrl, pageToken(account), call);

  return {
    manifest,
    connect: (input, call) => connectWithToken(http, input, call),
    oauth: facebookSignIn(http),
    reading: facebookReading(graphFor),
    engaging: facebookEngaging(graphFor),
    webhooks,

    async check(account, call) {
      const page = await readPage(graphFor(account, call));
      return {
        handle: page.username ?? page.id,
        displayName: page.name || page.id,
        tokenExpiresAt: null,
        publishesLeft: null,
        profileLabelled: null,
      };
    },

    async publish(payload, ledger, call) {
      assertDraft(manifest, payload);
      kindOf(payload);
      const token = pageToken(payload.account);
      const graph = graphFor(payload.account, call);
      return publishPost({ http, graph, payload, token, ledger, call, pollSeconds });
    },

    reconcile: (payload, handles, call) => reconcilePost(graphFor(payload.account, call), payload, handles),

    async readBack(remoteId, account, call) {
      try {
        const graph = graphFor(account, call);
        const { text, address } = isClip(remoteId)
          ? await clipWords(graph, remoteId)
          : await postWords(graph, remoteId);
        const disclosed = saysMadeWithAi(text);
        const evidence = disclosed
          ? 'The text says that the post is made with AI.'
          : 'The text does not say that the post is made with AI.';
        return { found: true, url: whole(address, remoteId), disclosed, evidence };
      } catch (error) {
        if (!isMissing(error)) throw error;
        return { found: false, url: null, disclosed: false, evidence: 'Facebook no longer knows the post.' };
      }
    },

    async remove(remoteId, account, call) {
      await graphFor(account, call)
        .remove(remoteId)
        .catch((error: unknown) => {
          if (!isMissing(error)) throw error;
        });
    },

    async edit(remoteId, text, account, call) {
      const form = isClip(remoteId) ? { description: text } : { message: text };
      await graphFor(account, call).post(remoteId, { form }, Success);
    },
  };
}

type FacebookGraph = ReturnType<typeof facebookGraph>;

async function clipWords(graph: FacebookGraph, remoteId: string) {
  const { description, permalink_url } = await readVideo(graph, remoteId);
  return { text: description, address: permalink_url };
}

async function postWords(graph: FacebookGraph, remoteId: string) {
  const { message, permalink_url } = await graph.get(remoteId, { fields: 'id,message,permalink_url' }, Post);
  return { text: message, address: permalink_url };
}
