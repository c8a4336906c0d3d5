import { saysMadeWithAi } from '#platforms/caption.ts';
import { assertDraft } from '#platforms/check-draft.ts';
import type { PlatformHttp } from '#platforms/http.ts';
import type { PlatformAdapter } from '#platforms/platform.ts';
import { checkAccount, connectByKey, oauthOf } from './connect.ts';
import { manifest } from './manifest.ts';
import { bodyOf, publishPost, reconcilePost, urlOf } from './publish.ts';
import { readingOf } from './reading.ts';
import { Post } from './schema.ts';
import { fanvueOf, isMissing } from './server.ts';
import { defaultPollSeconds } from './upload.ts';

export interface FanvueOptions {
  /** Seconds before each look at a file that Fanvue is preparing. */
  readonly pollSeconds?: readonly number[];
}

/** Fanvue through its own API: files in parts, then the post with its audience and price. */
export function fanvue(http: PlatformHttp, options: FanvueOptions = {}): PlatformAdapter {
  const pollSeconds = options.pollSeconds ?? defaultPollSeconds;
  return {
    manifest,
    connect: (input, call) => connectByKey(http, input, call),
    oauth: oauthOf(http),
    check: (account, call) => checkAccount(http, account, call),
    async publish(payload, ledger, call) {
      assertDraft(manifest, payload);
      // Refuses a wrong price before anything is uploaded.
      bodyOf(payload);
      const server = fanvueOf(http, payload.account, call);
      return publishPost({ http, fanvue: server, ledger, call, pollSeconds }, payload);
    },
    reconcile: (payload, handles, call) =>
      reconcilePost(fanvueOf(http, payload.account, call), payload, handles, call),
    async readBack(remoteId, account, call) {
      try {
        const post = await fanvueOf(http, account, call).get(`/posts/${encodeURIComponent(remoteId)}`, Post);
        const disclosed = saysMadeWithAi(post.text ?? '');
        const evidence = disclosed ? 'The text says that it is made with AI.' : 'The text does not say it.';
        return { found: true, url: urlOf(account, remoteId), disclosed, evidence };
      } catch (error) {
        if (!isMissing(error)) throw error;
        return { found: false, url: null, disclosed: false, evidence: 'Fanvue no longer knows the post.' };
      }
    },
    reading: readingOf(http),
  };
}
