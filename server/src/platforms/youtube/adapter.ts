import { assertDraft, findDraftProblems } from '#platforms/check-draft.ts';
import type { PlatformHttp } from '#platforms/http.ts';
import {
  type PlatformAccount,
  type PlatformAdapter,
  type PlatformCall,
  PlatformError,
  type ReadBack,
} from '#platforms/platform.ts';
import { YouTubeClient } from './client.ts';
import { connectWithToken, handleOf, limitsOf, readChannel, revokeGrant, youtubeSignIn } from './connect.ts';
import { youtubeEngaging } from './engaging.ts';
import { findVideo } from './find-own.ts';
import { manifest } from './manifest.ts';
import { defaultPollSeconds, publishVideo, reconcileVideo, refusalOf } from './publish.ts';
import { youtubeReading } from './reading.ts';
import { Anything, type Status } from './schema.ts';
import { defaultChunkBytes } from './upload.ts';

export interface YouTubeOptions {
  /** Seconds between looks at a video that YouTube is processing. */
  readonly pollSeconds?: readonly number[];
  /** How much goes in one request: a multiple of 256 KiB. */
  readonly chunkBytes?: number;
}

/** Each change costs this much of the day's units. */
const changeUnits = 50;

/** YouTube through its Data API v3: a resumable upload whose last byte makes the video. */
export function youtube(http: PlatformHttp, options: YouTubeOptions = {}): PlatformAdapter {
  const { pollSeconds = defaultPollSeconds, chunkBytes = defaultChunkBytes } = options;
  const clientFor = (account: PlatformAccount, call: PlatformCall) => new YouTubeClient(http, account, call);

  return {
    manifest,
    connect: (input, call) => connectWithToken(http, input, call),
    oauth: youtubeSignIn(http),
    revoke: (account, call) => revokeGrant(http, account, call),
    reading: youtubeReading(clientFor),
    engaging: youtubeEngaging(clientFor),

    async check(account, call) {
      const client = clientFor(account, call);
      const channel = await readChannel(client);
      return {
        handle: handleOf(channel),
        displayName: channel.snippet?.title ?? channel.id,
        tokenExpiresAt: client.endsAt,
        publishesLeft: null,
        profileLabelled: null,
        limits: limitsOf(channel),
      };
    },

    async publish(payload, ledger, call) {
      assertDraft(manifest, payload);
      const client = clientFor(payload.account, call);
      return publishVideo({ client, payload, ledger, call, pollSeconds, chunkBytes });
    },

    reconcile: (payload, handles, call) => reconcileVideo(clientFor(payload.account, call), payload, handles),

    async readBack(remoteId, account, call) {
      const video = await findVideo(clientFor(account, call), remoteId, 'status');
      return readBackOf(remoteId, video?.status, account);
    },

    /** What is left out of a part is cleared, so the rest of the snippet goes back as it is. */
    async edit(remoteId, text, account, call) {
      const draft = { caption: text, media: [], disclosure: 'none' } as const;
      const problem = findDraftProblems(manifest, draft).find(({ field }) => field === 'caption');
      if (problem) throw new PlatformError(problem.failure, problem.message, { hint: problem.hint });
      const client = clientFor(account, call);
      const video = await findVideo(client, remoteId, 'snippet');
      if (!video?.snippet) {
        throw new PlatformError('gone', 'The video is not there any more.', { hint: 'Nothing to change.' });
      }
      const { title, categoryId, tags, defaultLanguage, defaultAudioLanguage } = video.snippet;
      const kept = { title, categoryId, tags, defaultLanguage, defaultAudioLanguage };
      await call.limits.take('units', changeUnits);
      await client.send({
        method: 'PUT',
        path: '/youtube/v3/videos',
        query: { part: 'snippet' },
        body: { json: { id: remoteId, snippet: { ...kept, description: text } } },
        answer: Anything,
      });
    },

    async remove(remoteId, account, call) {
      await call.limits.take('units', changeUnits);
      const request = { method: 'DELETE', path: '/youtube/v3/videos', query: { id: remoteId } } as const;
      await clientFor(account, call)
        .send({ ...request, answer: Anything })
        .catch((error: unknown) => {
          if (!(error instanceof PlatformError) || error.failure !== 'gone') throw error;
        });
    },
  };
}

/** What the owner is told of a video: its label, whether it is shown, and to whom. */
function readBackOf(remoteId: string, status: Status | undefined, account: PlatformAccount): ReadBack {
  if (!status || status.uploadStatus === 'deleted') {
    return { found: false, url: null, disclosed: false, evidence: 'YouTube no longer knows the video.' };
  }
  const refused = refusalOf(status);
  if (refused) return { found: false, url: null, disclosed: false, evidence: refused.message };
  const disclosed = status.containsSyntheticMedia === true;
  const evidence = [
    disclosed
      ? 'YouTube has it marked as altered or synthetic (containsSyntheticMedia).'
      : 'YouTube does not have it marked as altered or synthetic.',
    ...(status.uploadStatus === 'processed' ? [] : ['It is still being processed.']),
    ...(status.privacyStatus === 'private'
      ? ['It is private. If that was not chosen, the Google project has not passed YouTube’s audit.']
      : []),
  ].join(' ');
  const url = account.webUrl
    ? `${account.webUrl}#${remoteId}`
    : `https://www.youtube.com/watch?v=${remoteId}`;
  return { found: true, url, disclosed, evidence };
}
