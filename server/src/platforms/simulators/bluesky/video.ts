import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { SimulatorAnswer, SimulatorRequest } from '#platforms/simulators/simulator.ts';
import { sniffMime } from '#platforms/simulators/sniff.ts';
import { contentId } from './content-id.ts';
import { tokensOf } from './tokens.ts';
import { type Account, accountOf, fail, type Handler, isRefusal, ok, signedIn, type World } from './world.ts';

/** The video service, on the same address as the server. https://docs.bsky.app/docs/tutorials/video */

const Job = z.object({
  jobId: z.string(),
  did: z.string(),
  readyAt: z.string(),
  failed: z.boolean(),
  looks: z.number(),
  cid: z.string(),
  size: z.number(),
});
type Job = z.infer<typeof Job>;

const longestTokenSeconds = 60 * 60;
const mostBytes = 300_000_000;

export const videoQueries: Readonly<Record<string, Handler>> = {
  'com.atproto.server.getServiceAuth': async (world, request) => {
    const account = await signedIn(world, request, 'access');
    if (isRefusal(account)) return account;
    const { query } = request;
    const aud = query.get('aud');
    if (!aud?.startsWith('did:')) return fail(400, 'InvalidRequest', 'aud must be a valid did');
    const exp = Number(query.get('exp') ?? world.now().getTime() / 1000 + 60);
    const seconds = exp - world.now().getTime() / 1000;
    if (!(seconds > 0)) return fail(400, 'BadExpiration', 'expiration is in past');
    if (seconds > longestTokenSeconds)
      return fail(
        400,
        'BadExpiration',
        'cannot request a token with an expiration more than an hour in the future',
      );
    const token = await tokensOf(world.store, world.now).makeService(
      account.did,
      seconds,
      aud,
      query.get('lxm') ?? '',
    );
    return ok({ token });
  },

  'app.bsky.video.getUploadLimits': async (world, request) => {
    const asking = await servedAs(world, request, 'app.bsky.video.getUploadLimits');
    if (isRefusal(asking)) return asking;
    return ok({ canUpload: true, remainingDailyVideos: 25, remainingDailyBytes: 500_000_000 });
  },

  'app.bsky.video.getJobStatus': async (world, { query }) => {
    const stored = await world.store.get('videoJobs', query.get('jobId') ?? '');
    if (!stored) return fail(400, 'InvalidRequest', 'Job not found');
    const job = Job.parse(stored);
    await world.store.put('videoJobs', job.jobId, { ...job, looks: job.looks + 1 } satisfies Job);
    return ok({ jobStatus: statusOf(world, job) });
  },
};

export const videoProcedures: Readonly<Record<string, Handler>> = {
  'app.bsky.video.uploadVideo': async (world, request, fault) => {
    const account = await servedAs(world, request, 'com.atproto.repo.uploadBlob');
    if (isRefusal(account)) return account;
    const { query, body } = request;
    if (query.get('did') !== account.did) return fail(401, 'auth_error', 'did does not match the token');
    if (!query.get('name')) return fail(400, 'InvalidRequest', 'name is required');
    if (request.headers['content-type'] !== 'video/mp4')
      return fail(400, 'InvalidRequest', 'wrong content type');
    if (body.length > mostBytes) return fail(413, 'VideoTooLarge', 'the video is too large');
    const jobId = createHash('sha256').update(account.did).update(body).digest('hex').slice(0, 20);
    const cid = contentId(body, 'raw');
    const seconds = fault?.misbehaviour === 'slow_processing' ? fault.seconds : 0;
    const job: Job = {
      jobId,
      did: account.did,
      readyAt: new Date(world.now().getTime() + seconds * 1000).toISOString(),
      failed: fault?.misbehaviour === 'media_refused' || sniffMime(body) !== 'video/mp4',
      looks: 0,
      cid,
      size: body.length,
    };
    const isNew = await world.store.add('videoJobs', jobId, job);
    const status = { jobId, did: account.did, state: 'JOB_STATE_CREATED' };
    if (!isNew)
      return {
        status: 409,
        body: { ...status, error: 'already_exists', message: 'Video already processed' },
      };
    await world.store.putBlob(cid, { mime: 'video/mp4', content: body });
    await world.store.put('uploads', `${account.did}/${cid}`, { mime: 'video/mp4', size: body.length });
    return ok(status);
  },
};

function statusOf(world: World, { jobId, did, readyAt, failed, looks, cid, size }: Job) {
  const base = { jobId, did };
  if (looks === 0 || new Date(readyAt) > world.now())
    return { ...base, state: 'JOB_STATE_ENCODING', progress: 50 };
  if (failed)
    return { ...base, state: 'JOB_STATE_FAILED', error: 'encoding_failed', message: 'not a playable video' };
  const blob = { $type: 'blob', ref: { $link: cid }, mimeType: 'video/mp4', size };
  return { ...base, state: 'JOB_STATE_COMPLETED', progress: 100, blob };
}

/** The account in whose name a service token speaks, for one method of the service at this address. */
async function servedAs(
  world: World,
  request: SimulatorRequest,
  lxm: string,
): Promise<Account | SimulatorAnswer> {
  const verdict = await tokensOf(world.store, world.now).verify(request.headers.authorization, 'service');
  const refused = (message: string) => fail(401, 'auth_error', message);
  if (typeof verdict === 'string') return refused('a service token is needed');
  if (verdict.claims.aud !== `did:web:${new URL(world.baseUrl).host}`)
    return refused('the token is for another service');
  if (verdict.claims.lxm !== lxm) return refused('the token is for another method');
  return (await accountOf(world, verdict.did)) ?? refused('nobody of that name');
}
