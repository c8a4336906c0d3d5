import { describe, expect, it } from 'vitest';
import { describePlatform } from '#platforms/conformance.ts';
import { createHarness, type Harness, TestLedger, testCall } from '#platforms/conformance-harness.ts';
import { planFault } from '#platforms/simulators/misbehave.ts';
import { bluesky } from './adapter.ts';

describePlatform('bluesky against its simulator', {
  start: () => createHarness('bluesky'),
  adapterOf: ({ http }) => bluesky(http),
  expiredToken: 'refreshed',
  accessTokenSeconds: 2 * 60 * 60,
  revokesAtOnce: false,
});

/** The rehearsal has its video service at the server's own address. */
const withVideoService = {
  addresses: { entrywayUrl: '', directoryUrl: '', videoUrlOf: (serverUrl: string) => serverUrl },
  videoPollSeconds: [0, 0.01, 0.01],
};

async function aClip(harness: Harness) {
  const adapter = bluesky(harness.http, withVideoService);
  const { fields } = await harness.stage.createAccount({ handle: 'mia', displayName: 'Mia' });
  const account = await adapter.connect({ fields, baseUrl: harness.baseUrl }, testCall());
  const payload = {
    operationKey: 'clip',
    caption: 'Waves (made with AI)',
    language: 'en',
    media: [await harness.media.video(4)],
    disclosure: 'ai_generated' as const,
    account,
  };
  return { adapter, payload, ledger: new TestLedger() };
}

const upload = 'app.bsky.video.uploadVideo';

describe('the video service', () => {
  it('prepares the clip before the post is out', async () => {
    await using harness = await createHarness('bluesky');
    const { adapter, payload, ledger } = await aClip(harness);
    const { remoteId } = await adapter.publish(payload, ledger, testCall());
    const own = harness.seen.filter((kind) => !kind.startsWith('com.atproto.server.'));
    expect(own.slice(own.indexOf('app.bsky.video.getUploadLimits'))).toEqual([
      'app.bsky.video.getUploadLimits',
      upload,
      'app.bsky.video.getJobStatus',
      'app.bsky.video.getJobStatus',
      'com.atproto.repo.createRecord',
    ]);
    expect(await adapter.readBack(remoteId, payload.account, testCall())).toMatchObject({ found: true });
  });

  it('is asked again about a job that takes its time, and sent nothing twice', async () => {
    await using harness = await createHarness('bluesky');
    const { adapter, payload, ledger } = await aClip(harness);
    await planFault(harness.store, { kind: upload, misbehaviour: 'slow_processing', seconds: 600 });
    const waiting = await adapter.publish(payload, ledger, testCall()).catch((error: unknown) => error);
    expect(waiting).toMatchObject({ failure: 'unavailable', retryAfterSeconds: 60 });
    harness.clock.aheadSeconds = 601;
    await adapter.publish(payload, ledger, testCall());
    expect(harness.seen.filter((kind) => kind === upload)).toHaveLength(1);
  });

  it('knows a clip again whose answer was lost', async () => {
    await using harness = await createHarness('bluesky');
    const { adapter, payload, ledger } = await aClip(harness);
    await planFault(harness.store, { kind: upload, misbehaviour: 'hang_up_after' });
    await expect(adapter.publish(payload, ledger, testCall())).rejects.toMatchObject({
      failure: 'unavailable',
    });
    expect(await adapter.publish(payload, ledger, testCall())).toMatchObject({ warnings: [] });
  });

  it('says which clip cannot be used', async () => {
    await using harness = await createHarness('bluesky');
    const { adapter, payload, ledger } = await aClip(harness);
    await planFault(harness.store, { kind: upload, misbehaviour: 'media_refused' });
    const refused = await adapter.publish(payload, ledger, testCall()).catch((error: unknown) => error);
    expect(refused).toMatchObject({ failure: 'media_rejected', remoteCode: 'encoding_failed' });
  });
});
