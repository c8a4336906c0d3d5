import { expect, it } from 'vitest';
import { TestLedger } from './conformance-harness.ts';
import type { Trial } from './conformance-trial.ts';
import { PlatformError } from './platform.ts';

/** Publishing one post, and what becomes of it when something goes wrong on the way. */
export function describePublishing(trial: Trial): void {
  it('connects and checks an account', async () => {
    const checked = await trial.adapter.check(trial.account, trial.call);
    expect(checked).toMatchObject({ handle: trial.account.handle, displayName: 'Mia' });
  });

  it('refuses wrong credentials as something a person has to mend', async () => {
    const handle = `wrong${trial.number}`;
    const { fields } = await trial.stage.createAccount({ handle, displayName: 'Wrong' });
    const secret = trial.manifest.connect.find(({ kind }) => kind === 'secret')!.name;
    const wrong = { fields: { ...fields, [secret]: 'wrong' }, baseUrl: trial.harness.baseUrl };
    await expect(trial.adapter.connect(wrong, trial.call)).rejects.toMatchObject({
      failure: 'needs_reconnect',
    });
  });

  it('publishes once, marked as AI-made, and says before each request that it is about to', async () => {
    const ledger = new TestLedger();
    const { remoteId, url } = await trial.publish(trial.payload({ media: await trial.media() }), ledger);
    expect(URL.canParse(url)).toBe(true);
    const announced = ledger.moments.filter((moment) => moment === 'about to publish').length;
    expect(announced).toBeGreaterThan(0);
    expect(trial.timesSeen(trial.stage.publishKind)).toBeLessThanOrEqual(announced);
    await trial.expectOnce(remoteId);
  });

  it('publishes several pictures as one post', async ({ skip }) => {
    skip(!trial.can('publish_images'), 'the platform takes no pictures in a row');
    const media = [await trial.image(), await trial.image('#204060', 640, 640)];
    const { remoteId } = await trial.publish(trial.payload({ media }));
    await trial.expectOnce(remoteId);
  });

  it('publishes a video', async ({ skip }) => {
    skip(!trial.can('publish_video'), 'the platform takes no video');
    const { remoteId } = await trial.publish(trial.payload({ media: [await trial.harness.media.video(4)] }));
    await trial.expectOnce(remoteId);
  });

  it('publishes words alone only where the platform takes them', async () => {
    if (trial.can('publish_text')) {
      const { remoteId } = await trial.publish(trial.payload({}));
      await trial.expectOnce(remoteId);
    } else {
      await expect(trial.publish(trial.payload({}))).rejects.toMatchObject({ failure: 'rejected' });
      expect(trial.seen).toEqual([]);
    }
  });

  it('refuses what cannot be sent before it asks the platform anything', async () => {
    const { text, altText, media: limits } = trial.manifest;
    const [one] = await trial.media();
    const refused = async (media: Parameters<Trial['payload']>[0], failure: string) =>
      expect(trial.publish(trial.payload(media))).rejects.toMatchObject({ failure });
    await refused(
      { media: [one!], caption: 'x'.repeat((trial.account.limits?.text?.max ?? text.max) + 1) },
      'rejected',
    );
    if (one!.kind === 'image') {
      const longest = trial.account.limits?.altTextMax ?? altText.max;
      await refused({ media: [{ ...one!, altText: 'x'.repeat(longest + 1) }] }, 'rejected');
    }
    const most = trial.account.limits?.media?.maxItems ?? limits.maxItems;
    await refused({ media: Array.from({ length: most + 1 }, () => one!) }, 'rejected');
    await refused({ media: [{ ...one!, bytes: 1e13 }] }, 'media_rejected');
    await refused({ media: [{ ...one!, mime: `${one!.kind}/x-unheard-of` }] }, 'media_rejected');
    expect(trial.seen).toEqual([]);
  });

  it('never sends an AI-made post that nothing would mark', async ({ skip }) => {
    skip(!trial.manifest.aiDisclosure.caption, 'the platform has a flag of its own');
    const silent = { ...trial.payload({ media: await trial.media() }), caption: 'Just me, really' };
    await expect(trial.publish(silent)).rejects.toMatchObject({ failure: 'policy' });
    expect(trial.seen).toEqual([]);
  });

  it('goes on from its handles when the process dies at any moment, and publishes once', async () => {
    const media = trial.can('publish_images')
      ? [await trial.image(), await trial.image('#406020', 640, 700)]
      : await trial.media();
    let unproved = 0;
    for (let diesAt = 1; ; diesAt += 1) {
      expect(diesAt).toBeLessThan(25);
      const payload = trial.payload({ media, caption: `Killed at moment ${diesAt}` });
      const { ledger, died } = await trial.publishUntil(diesAt, payload);
      if (!died) break;
      const settled = await trial.settle(payload, ledger);
      if (settled) await trial.expectMarked(settled.remoteId);
      else unproved += 1;
      const posts = await trial.countPosts();
      expect(posts).toBeLessThanOrEqual(diesAt);
      expect(posts).toBeGreaterThanOrEqual(diesAt - unproved);
    }
  });

  describeUnknownOutcomes(trial);
  describeRefusals(trial);
}

function describeUnknownOutcomes(trial: Trial): void {
  const { unprovable = [] } = trial.subject;

  it.each(['error_after', 'hang_up_after', 'silence_after'] as const)(
    'finds the post after an unknown outcome when it went out (%s)',
    async (misbehaviour) => {
      await trial.faultAtPublish(misbehaviour);
      const payload = trial.payload({ media: await trial.media() });
      const ledger = new TestLedger();
      await expect(trial.publish(payload, ledger)).rejects.toMatchObject({ failure: 'outcome_unknown' });
      const found = await trial.adapter.reconcile(payload, ledger.handles, trial.call);
      expect(found.outcome).toBe(unprovable.includes('published') ? 'undetermined' : 'published');
      if (found.outcome === 'published') await trial.expectOnce(found.remoteId);
      expect(await trial.countPosts()).toBe(1);
    },
  );

  it.each(['error_before', 'hang_up_before', 'silence_before'] as const)(
    'sends again after an unknown outcome only on proof that nothing went out (%s)',
    async (misbehaviour) => {
      await trial.faultAtPublish(misbehaviour);
      const payload = trial.payload({ media: await trial.media() });
      const ledger = new TestLedger();
      await expect(trial.publish(payload, ledger)).rejects.toMatchObject({ failure: 'outcome_unknown' });
      const found = await trial.adapter.reconcile(payload, ledger.handles, trial.call);
      expect(found.outcome).toBe(unprovable.includes('not_published') ? 'undetermined' : 'not_published');
      expect(await trial.countPosts()).toBe(0);
      if (found.outcome !== 'not_published') return;
      const { mediaKind, publishKind } = trial.stage;
      const asked = trial.timesSeen(mediaKind);
      const { remoteId } = await trial.publish(payload, ledger);
      if (mediaKind !== publishKind) expect(trial.timesSeen(mediaKind)).toBe(asked);
      await trial.expectOnce(remoteId);
    },
  );

  it('does not publish twice even when it is told to after it went out', async () => {
    const payload = trial.payload({ media: await trial.media() });
    const ledger = new TestLedger();
    const first = await trial.publish(payload, ledger);
    const again = await trial.publish(payload, ledger).catch((error: unknown) => {
      expect(error).toMatchObject({ failure: 'outcome_unknown' });
      return trial.adapter.reconcile(payload, ledger.handles, trial.call);
    });
    expect(again).toMatchObject({ remoteId: first.remoteId });
    await trial.expectOnce(first.remoteId);
  });

  it('says that nothing was published while nothing was sent', async () => {
    const payload = trial.payload({ media: await trial.media() });
    const found = await trial.adapter.reconcile(payload, {}, trial.call);
    // That nothing was ever begun is proof enough, also where the platform gives none.
    const allowed = unprovable.includes('not_published')
      ? ['not_published', 'undetermined']
      : ['not_published'];
    expect(allowed).toContain(found.outcome);
  });
}

function describeRefusals(trial: Trial): void {
  it('passes on how long to wait when it is limited, and goes on afterwards', async () => {
    await trial.faultAtPublish('rate_limited');
    const payload = trial.payload({ media: await trial.media() });
    const ledger = new TestLedger();
    const refused = await trial.publish(payload, ledger).catch((error: unknown) => error);
    expect(refused).toMatchObject({ failure: 'rate_limited' });
    expect((refused as PlatformError).retryAfterSeconds).toBeGreaterThan(0);
    const { remoteId } = await trial.publish(payload, ledger);
    await trial.expectOnce(remoteId);
  });

  it('treats a failed upload as something to try again', async ({ skip }) => {
    skip(trial.stage.mediaKind === trial.stage.publishKind, 'the files go with the post itself');
    for (const misbehaviour of ['hang_up_after', 'error_before'] as const) {
      await trial.fault({ kind: trial.stage.mediaKind, misbehaviour, seconds: 0.2 });
      const payload = trial.payload({ media: await trial.media() });
      await expect(trial.publish(payload)).rejects.toMatchObject({ failure: 'unavailable' });
    }
    expect(await trial.countPosts()).toBe(0);
  });

  it('says that the platform will not have this file', async () => {
    await trial.fault({ kind: trial.stage.mediaKind, misbehaviour: 'media_refused' });
    const payload = trial.payload({ media: await trial.media() });
    await expect(trial.publish(payload)).rejects.toMatchObject({ failure: 'media_rejected' });
    expect(await trial.countPosts()).toBe(0);
  });

  it(`handles a token that ended on the way: ${trial.subject.expiredToken}`, async () => {
    await trial.faultAtPublish('expired_token');
    const attempt = trial.publish(trial.payload({ media: await trial.media() }));
    if (trial.subject.expiredToken === 'needs_reconnect') {
      await expect(attempt).rejects.toMatchObject({ failure: 'needs_reconnect' });
      expect(await trial.countPosts()).toBe(0);
    } else {
      await trial.expectOnce((await attempt).remoteId);
      expect(trial.saved).toHaveLength(1);
    }
  });

  it('calls a server that cannot be reached unavailable', async () => {
    const account = { ...trial.account, baseUrl: trial.harness.baseUrl.replace(/:\d+\//, ':9/') };
    const payload = { ...trial.payload({ media: await trial.media() }), account };
    await expect(trial.publish(payload)).rejects.toMatchObject({ failure: 'unavailable' });
  });

  it('keeps secrets out of its errors', async () => {
    await trial.faultAtPublish('error_before');
    const payload = trial.payload({ media: await trial.media() });
    const error = await trial.publish(payload).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PlatformError);
    const text = `${(error as Error).message} ${(error as Error).stack} ${JSON.stringify(error)}`;
    const secrets = Object.values(trial.account.credentials).filter((value) => value.length > 8);
    for (const secret of secrets) expect(text).not.toContain(secret);
  });

  it('tells a post that is gone from one that is there', async () => {
    const { remoteId } = await trial.publish(trial.payload({ media: await trial.media() }));
    await trial.expectMarked(remoteId);
    expect(trial.adapter.remove !== undefined).toBe(trial.can('remove'));
    if (!trial.adapter.remove) return;
    await trial.adapter.remove(remoteId, trial.account, trial.call);
    await trial.adapter.remove(remoteId, trial.account, trial.call);
    const gone = await trial.adapter.readBack(remoteId, trial.account, trial.call);
    expect(gone).toMatchObject({ found: false, disclosed: false });
    expect(await trial.countPosts()).toBe(0);
  });

  it('changes the words of a post and leaves it one', async ({ skip }) => {
    expect(trial.adapter.edit !== undefined).toBe(trial.can('edit'));
    skip(!trial.adapter.edit, 'the platform changes no post');
    const { remoteId } = await trial.publish(trial.payload({ media: await trial.media() }));
    const { caption } = trial.payload({ caption: 'Evening light' });
    await trial.adapter.edit!(remoteId, caption, trial.account, trial.call);
    expect((await trial.ownPosts()).map(({ text }) => text)).toEqual([caption]);
    await trial.expectOnce(remoteId);
  });
}
