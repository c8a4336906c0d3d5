import { saysMadeWithAi } from '#platforms/caption.ts';
import { assertDraft } from '#platforms/check-draft.ts';
import type { PlatformHttp } from '#platforms/http.ts';
import {
  type Handles,
  type PlatformAccount,
  type PlatformAdapter,
  type PlatformCall,
  PlatformError,
  type PublishPayload,
  type Reconciled,
} from '#platforms/platform.ts';
import { type BlueskyAddresses, connectAccount } from './connect.ts';
import { manifest } from './manifest.ts';
import { carriesBotLabel, readProfile } from './profile.ts';
import { collection, publishPost } from './publish.ts';
import { CurrentSession, Empty, PostRecord } from './schema.ts';
import { BlueskySession } from './session.ts';

const publicAddresses: BlueskyAddresses = {
  entrywayUrl: 'https://bsky.social',
  directoryUrl: 'https://plc.directory',
};

/** Bluesky over the AT Protocol, signed in with an app password. */
export function bluesky(http: PlatformHttp, addresses: BlueskyAddresses = publicAddresses): PlatformAdapter {
  const sessionOf = (account: PlatformAccount, call: PlatformCall) => new BlueskySession(http, account, call);

  const findPost = async (rkey: string, account: PlatformAccount, call: PlatformCall) => {
    const query = { repo: account.remoteId, collection, rkey };
    try {
      return await sessionOf(account, call).query({
        name: 'com.atproto.repo.getRecord',
        query,
        answer: PostRecord,
      });
    } catch (error) {
      if (error instanceof PlatformError && error.remoteCode === 'RecordNotFound') return null;
      throw error;
    }
  };

  return {
    manifest,

    connect: (input, call) => connectAccount(http, addresses, input, call),

    async check(account, call) {
      const session = sessionOf(account, call);
      const current = await session.query({ name: 'com.atproto.server.getSession', answer: CurrentSession });
      if (current.active === false) {
        throw new PlatformError('restricted', `The account is ${current.status ?? 'not active'}.`, {
          hint: 'Open the Bluesky app and do what it asks.',
        });
      }
      const profile = await readProfile(session, account.remoteId);
      return {
        handle: current.handle,
        displayName: profile?.value.displayName || current.handle,
        tokenExpiresAt: session.expiresAt,
        publishesLeft: null,
        profileLabelled: carriesBotLabel(profile),
      };
    },

    async publish(payload, ledger, call) {
      assertDraft(manifest, payload);
      const rkey = await publishPost(sessionOf(payload.account, call), payload, ledger, call);
      return publishedAs(rkey, payload.account);
    },

    async reconcile(payload: PublishPayload, handles: Handles, call: PlatformCall): Promise<Reconciled> {
      const { rkey } = handles;
      if (!rkey)
        return { outcome: 'not_published', evidence: 'No record key was chosen yet, so nothing was sent.' };
      if (await findPost(rkey, payload.account, call)) {
        return { outcome: 'published', ...publishedAs(rkey, payload.account) };
      }
      return {
        outcome: 'not_published',
        evidence: `The account holds no record ${rkey}; the same key is used again.`,
      };
    },

    async readBack(remoteId, account, call) {
      const rkey = rkeyOf(remoteId);
      const post = await findPost(rkey, account, call);
      if (!post)
        return {
          found: false,
          url: null,
          disclosed: false,
          evidence: 'The account no longer holds the post.',
        };
      const disclosed = saysMadeWithAi(post.value.text);
      return {
        found: true,
        url: publishedAs(rkey, account).url,
        disclosed,
        evidence: disclosed
          ? 'The text of the post says that it is made with AI.'
          : 'The text of the post does not say so.',
      };
    },

    async remove(remoteId, account, call) {
      const json = { repo: account.remoteId, collection, rkey: rkeyOf(remoteId) };
      const name = 'com.atproto.repo.deleteRecord';
      await sessionOf(account, call).procedure({ name, body: { json }, answer: Empty });
    },
  };
}

function publishedAs(rkey: string, { remoteId, webUrl }: PlatformAccount) {
  return {
    remoteId: `at://${remoteId}/${collection}/${rkey}`,
    url: webUrl ? `${webUrl}#${rkey}` : `https://bsky.app/profile/${remoteId}/post/${rkey}`,
  };
}

function rkeyOf(remoteId: string): string {
  return remoteId.slice(remoteId.lastIndexOf('/') + 1);
}
