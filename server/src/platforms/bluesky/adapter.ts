import { saysMadeWithAi } from '#platforms/caption.ts';
import { assertDraft } from '#platforms/check-draft.ts';
import type { PlatformHttp } from '#platforms/http.ts';
import {
  type PlatformAccount,
  type PlatformAdapter,
  type PlatformCall,
  PlatformError,
  type Reconciled,
} from '#platforms/platform.ts';
import { type BlueskyAddresses, connectAccount } from './connect.ts';
import { engagingOf } from './engaging.ts';
import { manifest } from './manifest.ts';
import { limitsOf, type Uploads } from './media.ts';
import { carriesBotLabel, readProfile } from './profile.ts';
import { publishParts, reconcileParts, rkeyOf } from './publish.ts';
import { readingOf } from './reading.ts';
import { collections, findRecord, points } from './records.ts';
import { CurrentSession, Empty, PostRecord } from './schema.ts';
import { BlueskySession } from './session.ts';

const publicAddresses: BlueskyAddresses = {
  entrywayUrl: 'https://bsky.social',
  directoryUrl: 'https://plc.directory',
  // The servers that Bluesky runs itself; others may not be known to its video service.
  videoUrlOf: (serverUrl) =>
    new URL(serverUrl).hostname.endsWith('.bsky.network') ? 'https://video.bsky.app' : null,
};

/** Looks at a job of the video service: every 2 s for two minutes. */
const videoPollSeconds: readonly number[] = Array.from({ length: 60 }, () => 2);

export interface BlueskyOptions {
  readonly addresses?: BlueskyAddresses;
  readonly videoPollSeconds?: readonly number[];
}

/** Bluesky over the AT Protocol, signed in with an app password. */
export function bluesky(http: PlatformHttp, options: BlueskyOptions = {}): PlatformAdapter {
  const { addresses = publicAddresses } = options;
  const sessionOf = (account: PlatformAccount, call: PlatformCall) => new BlueskySession(http, account, call);
  const findPost = (remoteId: string, account: PlatformAccount, call: PlatformCall) =>
    findRecord(sessionOf(account, call), addressIn(account, remoteId), PostRecord);

  const uploadsOf = ({ baseUrl, remoteId }: PlatformAccount): Uploads => {
    const url = addresses.videoUrlOf?.(baseUrl) ?? null;
    const pollSeconds = options.videoPollSeconds ?? videoPollSeconds;
    return { video: url === null ? null : { http, url, serverUrl: baseUrl, did: remoteId, pollSeconds } };
  };

  return {
    manifest,
    reading: readingOf(sessionOf),
    engaging: engagingOf(sessionOf),

    connect: (input, call) => connectAccount(http, addresses, input, call),

    revoke: (account, call) => sessionOf(account, call).end(),

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
        limits: await limitsOf(session, uploadsOf(account)),
      };
    },

    async publish(payload, ledger, call) {
      assertDraft(manifest, payload);
      const { account } = payload;
      const session = sessionOf(account, call);
      const { uri, warnings } = await publishParts(session, uploadsOf(account), payload, ledger, call);
      return { remoteId: uri, url: webUrlOf(uri, account), warnings };
    },

    async reconcile(payload, handles, call): Promise<Reconciled> {
      const found = await reconcileParts(sessionOf(payload.account, call), payload, handles);
      if (!('uri' in found)) return found;
      return { outcome: 'published', remoteId: found.uri, url: webUrlOf(found.uri, payload.account) };
    },

    async readBack(remoteId, account, call) {
      const post = await findPost(remoteId, account, call);
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
        url: webUrlOf(post.uri, account),
        disclosed,
        evidence: disclosed
          ? 'The text of the post says that it is made with AI.'
          : 'The text of the post does not say so.',
      };
    },

    async remove(remoteId, account, call) {
      const json = addressIn(account, remoteId);
      const name = 'com.atproto.repo.deleteRecord';
      const session = sessionOf(account, call);
      await session.procedure({ name, body: { json }, answer: Empty, points: points.delete });
    },
  };
}

const addressIn = ({ remoteId: repo }: PlatformAccount, remoteId: string) => ({
  repo,
  collection: collections.post,
  rkey: rkeyOf(remoteId),
});

function webUrlOf(uri: string, { remoteId, webUrl }: PlatformAccount): string {
  const rkey = rkeyOf(uri);
  return webUrl ? `${webUrl}#${rkey}` : `https://bsky.app/profile/${remoteId}/post/${rkey}`;
}
