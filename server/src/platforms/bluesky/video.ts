import { setTimeout as wait } from 'node:timers/promises';
import type { PlatformHttp } from '#platforms/http.ts';
import {
  type PayloadMedia,
  type PlatformCall,
  PlatformError,
  type PublishLedger,
} from '#platforms/platform.ts';
import { failureOf } from './errors.ts';
import { type Blob, type JobStatus, ServiceToken, UploadLimits, VideoJob } from './schema.ts';
import { type BlueskySession, xrpc } from './session.ts';

/** The service that prepares clips. https://docs.bsky.app/docs/tutorials/video (unverified against the live one). */
export interface VideoService {
  readonly http: PlatformHttp;
  /** Without a trailing slash, such as `https://video.bsky.app`. */
  readonly url: string;
  /** The account's own server and identity: the service stores the finished clip there. */
  readonly serverUrl: string;
  readonly did: string;
  /** Seconds between two looks at the job. */
  readonly pollSeconds: readonly number[];
}

const uploadTimeoutSeconds = 300;
const tokenLifeSeconds = 30 * 60;

/** Uploads a clip to the service and waits until it is ready; a job that was begun earlier is followed, not repeated. */
export async function uploadVideo(
  session: BlueskySession,
  service: VideoService,
  clip: PayloadMedia,
  ledger: PublishLedger,
  call: PlatformCall,
): Promise<Blob> {
  const handle = `videoJob:${clip.sha256}`;
  const jobId = ledger.handles[handle] || (await startJob(session, service, clip, call));
  if (!ledger.handles[handle]) await ledger.remember(handle, jobId);
  for (const seconds of service.pollSeconds) {
    const job = await readJob(service, jobId, call);
    if (job.blob) return job.blob;
    if (job.state === 'JOB_STATE_FAILED') {
      await ledger.remember(handle, '');
      throw new PlatformError(
        'media_rejected',
        `Bluesky cannot use this video: ${job.message || job.error || 'no reason given'}.`,
        {
          remoteCode: job.error,
          hint: 'Make another rendition: MP4 with H.264, up to three minutes.',
        },
      );
    }
    await wait(seconds * 1000, undefined, { signal: call.signal }).catch(() => undefined);
  }
  throw new PlatformError('unavailable', 'Bluesky is still preparing the video.', {
    retryAfterSeconds: 60,
    hint: 'It is looked at again by itself.',
  });
}

async function startJob(
  session: BlueskySession,
  service: VideoService,
  clip: PayloadMedia,
  call: PlatformCall,
): Promise<string> {
  await assertMayUpload(session, service, call);
  // The service stores the clip on the account's server, so the token is for that server.
  const token = await tokenFor(session, new URL(service.serverUrl).host, 'com.atproto.repo.uploadBlob', call);
  const query = new URLSearchParams({ did: service.did, name: `${clip.sha256.slice(0, 12)}.mp4` });
  const answer = await service.http.exchange({
    method: 'POST',
    url: `${service.url}/xrpc/app.bsky.video.uploadVideo?${query}`,
    token,
    body: { file: clip.path, mime: clip.mime, bytes: clip.bytes },
    // The same bytes again are answered with 409 and the job they already have.
    alsoAccepts: [409],
    failureOf,
    signal: call.signal,
    timeoutSeconds: uploadTimeoutSeconds,
  });
  const job = VideoJob.safeParse(answer.body);
  if (job.success) return job.data.jobId;
  throw new PlatformError('unavailable', 'The video service sent an answer we cannot read.', {
    cause: job.error,
  });
}

async function assertMayUpload(
  session: BlueskySession,
  service: VideoService,
  call: PlatformCall,
): Promise<void> {
  const name = 'app.bsky.video.getUploadLimits';
  const token = await tokenFor(session, new URL(service.url).host, name, call);
  const request = xrpc(service.url, { kind: 'query', name, answer: UploadLimits, token }, call.signal);
  const { canUpload, message, error } = await service.http.send(request);
  if (canUpload) return;
  throw new PlatformError(
    'restricted',
    `Bluesky takes no video of this account now: ${message || error || 'no reason given'}.`,
    {
      remoteCode: error,
      hint: 'Confirm the e-mail address of the account, or wait until tomorrow.',
    },
  );
}

async function tokenFor(
  session: BlueskySession,
  host: string,
  lxm: string,
  call: PlatformCall,
): Promise<string> {
  const exp = String(Math.floor(call.now().getTime() / 1000) + tokenLifeSeconds);
  const query = { aud: `did:web:${host}`, lxm, exp };
  return (await session.query({ name: 'com.atproto.server.getServiceAuth', query, answer: ServiceToken }))
    .token;
}

function readJob(service: VideoService, jobId: string, call: PlatformCall): Promise<JobStatus> {
  const name = 'app.bsky.video.getJobStatus';
  return service.http.send(
    xrpc(service.url, { kind: 'query', name, query: { jobId }, answer: VideoJob }, call.signal),
  );
}
