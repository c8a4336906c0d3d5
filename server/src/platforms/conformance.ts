import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { discloseCaption } from './caption.ts';
import { type Harness, ProcessDied, TestLedger, testCall } from './conformance-harness.ts';
import type {
  PayloadMedia,
  PlatformAccount,
  PlatformAdapter,
  PlatformCall,
  PublishPayload,
} from './platform.ts';
import { PlatformError } from './platform.ts';
import { type FaultPlan, type Misbehaviour, planFault } from './simulators/misbehave.ts';

export interface Conformance {
  start(): Promise<Harness>;
  adapterOf(harness: Harness): PlatformAdapter;
  /** What a token that ended on the way leads to. */
  readonly expiredToken: 'refreshed' | 'needs_reconnect';
}

/** The suite that every adapter passes, against its simulator and against a real server where there is one. */
export function describePlatform(name: string, subject: Conformance): void {
  // A real server on a busy machine takes its time; nothing here measures any.
  describe(`${name}, as every platform`, { timeout: 60_000 }, () => {
    let harness: Harness;
    let adapter: PlatformAdapter;
    let account: PlatformAccount;
    let image: PayloadMedia;
    let call: PlatformCall;
    let number = 0;

    beforeAll(async () => {
      harness = await subject.start();
      adapter = subject.adapterOf(harness);
      image = await harness.media.image(640, 800, '#c08060');
    }, 60_000);
    afterAll(async () => {
      await harness?.[Symbol.asyncDispose]();
    });
    beforeEach(async () => {
      number += 1;
      call = testCall();
      account = await connect(`mia${number}`);
      harness.seen.length = 0;
    });

    const connect = async (handle: string) => {
      const { fields } = await harness.stage.createAccount({ handle, displayName: 'Mia' });
      return adapter.connect({ fields, baseUrl: harness.baseUrl }, call);
    };
    const fault = (plan: FaultPlan) => planFault(harness.store, plan);
    const faultAtPublish = (misbehaviour: Misbehaviour) =>
      fault({ kind: harness.stage.publishKind, misbehaviour, seconds: 0.2 });
    const payloadOf = (
      media: readonly PayloadMedia[],
      caption = `Morning light no. ${number} #coffee`,
    ): PublishPayload => ({
      operationKey: `operation-${number}`,
      caption: discloseCaption(adapter.manifest, caption, { disclosure: 'ai_generated', language: 'en' }),
      language: 'en',
      media,
      disclosure: 'ai_generated',
      account,
    });
    const publish = (payload: PublishPayload, ledger = new TestLedger()) =>
      adapter.publish(payload, ledger, call);
    const timesSeen = (kind: string) => harness.seen.filter((one) => one === kind).length;

    /** The post is there, marked, and the only one of this account. */
    const expectOnce = async (remoteId: string) => {
      const readBack = await adapter.readBack(remoteId, account, call);
      expect(readBack).toMatchObject({ found: true, disclosed: true });
      expect(await countPosts()).toBe(1);
    };
    const countPosts = () => harness.stage.countPosts(account.remoteId);

    it('connects and checks an account', async () => {
      const checked = await adapter.check(account, call);
      expect(checked).toMatchObject({ handle: account.handle, displayName: 'Mia' });
    });

    it('refuses wrong credentials as something a person has to mend', async () => {
      const { fields } = await harness.stage.createAccount({
        handle: `wrong${number}`,
        displayName: 'Wrong',
      });
      const secret = adapter.manifest.connect.find(({ kind }) => kind === 'secret')!.name;
      const attempt = adapter.connect(
        { fields: { ...fields, [secret]: 'wrong' }, baseUrl: harness.baseUrl },
        call,
      );
      await expect(attempt).rejects.toMatchObject({ failure: 'needs_reconnect' });
    });

    it('publishes a picture once, marked as AI-made', async () => {
      const ledger = new TestLedger();
      const { remoteId, url } = await publish(payloadOf([image]), ledger);
      expect(URL.canParse(url)).toBe(true);
      expect(ledger.moments.at(-1)).toBe('about to publish');
      await expectOnce(remoteId);
    });

    it('publishes several pictures as one post', async () => {
      const second = await harness.media.image(640, 640, '#204060');
      const { remoteId } = await publish(payloadOf([image, second]));
      await expectOnce(remoteId);
    });

    it('publishes a video, where the platform takes one', async () => {
      if (!adapter.manifest.can.includes('publish_video')) return;
      const { remoteId } = await publish(payloadOf([await harness.media.video(4)]));
      await expectOnce(remoteId);
    });

    it('publishes words alone only where the platform takes them', async () => {
      if (adapter.manifest.can.includes('publish_text')) {
        const { remoteId } = await publish(payloadOf([]));
        await expectOnce(remoteId);
      } else {
        await expect(publish(payloadOf([]))).rejects.toMatchObject({ failure: 'rejected' });
        expect(harness.seen).toEqual([]);
      }
    });

    it('refuses what cannot be sent before it asks the platform anything', async () => {
      const { text, altText, media } = adapter.manifest;
      const long = payloadOf([image], 'x'.repeat(text.max + 1));
      await expect(publish(long)).rejects.toMatchObject({ failure: 'rejected' });
      const wordy = payloadOf([{ ...image, altText: 'x'.repeat(altText.max + 1) }]);
      await expect(publish(wordy)).rejects.toMatchObject({ failure: 'rejected' });
      const many = payloadOf(Array.from({ length: media.maxItems + 1 }, () => image));
      await expect(publish(many)).rejects.toMatchObject({ failure: 'rejected' });
      const heavy = payloadOf([{ ...image, bytes: media.images.maxBytes + 1 }]);
      await expect(publish(heavy)).rejects.toMatchObject({ failure: 'media_rejected' });
      const odd = payloadOf([{ ...image, mime: 'image/tiff' }]);
      await expect(publish(odd)).rejects.toMatchObject({ failure: 'media_rejected' });
      expect(harness.seen).toEqual([]);
    });

    it('never sends an AI-made post that nothing would mark', async () => {
      if (!adapter.manifest.aiDisclosure.caption) return;
      const silent = { ...payloadOf([image]), caption: 'Just me, really' };
      await expect(publish(silent)).rejects.toMatchObject({ failure: 'policy' });
      expect(harness.seen).toEqual([]);
    });

    it('goes on from its handles when the process dies at any moment, and publishes once', async () => {
      const second = await harness.media.image(640, 700, '#406020');
      for (let diesAt = 1, died = true; died; diesAt += 1) {
        expect(diesAt).toBeLessThan(20);
        const payload = payloadOf([image, second], `Killed at moment ${diesAt}`);
        const ledger = new TestLedger({}, diesAt);
        died = await publish(payload, ledger).then(
          () => false,
          (error: unknown) => error instanceof ProcessDied,
        );
        if (!died) break;
        const { remoteId } = await publish(payload, new TestLedger(ledger.handles));
        expect(await adapter.readBack(remoteId, account, call)).toMatchObject({
          found: true,
          disclosed: true,
        });
        expect(await countPosts()).toBe(diesAt);
      }
    });

    it.each(['error_after', 'hang_up_after', 'silence_after'] as const)(
      'finds the post after an unknown outcome when it went out (%s)',
      async (misbehaviour) => {
        await faultAtPublish(misbehaviour);
        const payload = payloadOf([image]);
        const ledger = new TestLedger();
        await expect(publish(payload, ledger)).rejects.toMatchObject({ failure: 'outcome_unknown' });
        const found = await adapter.reconcile(payload, ledger.handles, call);
        expect(found).toMatchObject({ outcome: 'published' });
        if (found.outcome === 'published') await expectOnce(found.remoteId);
      },
    );

    it.each(['error_before', 'hang_up_before', 'silence_before'] as const)(
      'proves that nothing went out after an unknown outcome, and sends it once (%s)',
      async (misbehaviour) => {
        await faultAtPublish(misbehaviour);
        const payload = payloadOf([image]);
        const ledger = new TestLedger();
        await expect(publish(payload, ledger)).rejects.toMatchObject({ failure: 'outcome_unknown' });
        expect(await adapter.reconcile(payload, ledger.handles, call)).toMatchObject({
          outcome: 'not_published',
        });
        const asked = timesSeen(harness.stage.mediaKind);
        const { remoteId } = await publish(payload, ledger);
        expect(timesSeen(harness.stage.mediaKind)).toBe(asked);
        await expectOnce(remoteId);
      },
    );

    it('does not publish twice even when it is told to after it went out', async () => {
      const payload = payloadOf([image]);
      const ledger = new TestLedger();
      const first = await publish(payload, ledger);
      const again = await publish(payload, ledger).catch((error: unknown) => {
        expect(error).toMatchObject({ failure: 'outcome_unknown' });
        return adapter.reconcile(payload, ledger.handles, call);
      });
      expect(again).toMatchObject({ remoteId: first.remoteId });
      await expectOnce(first.remoteId);
    });

    it('says that nothing was published while nothing was sent', async () => {
      expect(await adapter.reconcile(payloadOf([image]), {}, call)).toMatchObject({
        outcome: 'not_published',
      });
    });

    it('passes on how long to wait when it is limited, and goes on afterwards', async () => {
      await faultAtPublish('rate_limited');
      const payload = payloadOf([image]);
      const ledger = new TestLedger();
      const refused = await publish(payload, ledger).catch((error: unknown) => error);
      expect(refused).toMatchObject({ failure: 'rate_limited' });
      expect((refused as PlatformError).retryAfterSeconds).toBeGreaterThan(0);
      const { remoteId } = await publish(payload, ledger);
      await expectOnce(remoteId);
    });

    it('treats a failed upload as something to try again', async () => {
      for (const misbehaviour of ['hang_up_after', 'error_before'] as const) {
        await fault({ kind: harness.stage.mediaKind, misbehaviour, seconds: 0.2 });
        await expect(publish(payloadOf([image]))).rejects.toMatchObject({ failure: 'unavailable' });
      }
      expect(await countPosts()).toBe(0);
    });

    it('says that the platform will not have this file', async () => {
      await fault({ kind: harness.stage.mediaKind, misbehaviour: 'media_refused' });
      await expect(publish(payloadOf([image]))).rejects.toMatchObject({ failure: 'media_rejected' });
    });

    it(`handles a token that ended on the way: ${subject.expiredToken}`, async () => {
      await faultAtPublish('expired_token');
      const saved: Record<string, string>[] = [];
      call = testCall(saved);
      const attempt = publish(payloadOf([image]));
      if (subject.expiredToken === 'needs_reconnect') {
        await expect(attempt).rejects.toMatchObject({ failure: 'needs_reconnect' });
        expect(await countPosts()).toBe(0);
      } else {
        await expectOnce((await attempt).remoteId);
        expect(saved).toHaveLength(1);
      }
    });

    it('calls a server that cannot be reached unavailable', async () => {
      const away = { ...account, baseUrl: harness.baseUrl.replace(/:\d+\//, ':9/') };
      await expect(publish({ ...payloadOf([image]), account: away })).rejects.toMatchObject({
        failure: 'unavailable',
      });
    });

    it('keeps secrets out of its errors', async () => {
      await faultAtPublish('error_before');
      const error = await publish(payloadOf([image])).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(PlatformError);
      const text = `${(error as Error).message} ${(error as Error).stack} ${JSON.stringify(error)}`;
      for (const secret of Object.values(account.credentials)) expect(text).not.toContain(secret);
    });

    it('tells a post that is gone from one that is there', async () => {
      const { remoteId } = await publish(payloadOf([image]));
      if (!adapter.remove) return;
      await adapter.remove(remoteId, account, call);
      await adapter.remove(remoteId, account, call);
      expect(await adapter.readBack(remoteId, account, call)).toMatchObject({
        found: false,
        disclosed: false,
      });
    });
  });
}
