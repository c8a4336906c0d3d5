import { expect, it } from 'vitest';
import { TestLedger } from './conformance-harness.ts';
import type { Trial } from './conformance-trial.ts';
import type { PublishPayload } from './platform.ts';

/** Posts that are more than one request: threads, first comments; and stories and options. */
export function describeForms(trial: Trial): void {
  describeThreads(trial);
  describeFirstComments(trial);

  it('publishes a story beside the posts', async ({ skip }) => {
    skip(!trial.can('publish_story'), 'the platform has no stories here');
    const takesImages = (trial.manifest.story ?? trial.manifest.media).images.max > 0;
    const media = takesImages ? await trial.image('#506070', 720, 1280) : await trial.harness.media.video(4);
    const payload = trial.payload({ form: 'story', media: [media] });
    const { remoteId } = await trial.publish(payload);
    expect((await trial.ownPosts()).map(({ kind }) => kind)).toEqual(['story']);
    await trial.expectOnce(remoteId);
  });

  it('wants a person to choose what the platform leaves to them, before it asks anything', async ({
    skip,
  }) => {
    const open = trial.manifest.options.find(({ defaultValue }) => defaultValue === null);
    skip(!open, 'every option has a default');
    const media = open!.onlyWith === 'video' ? [await trial.harness.media.video(4)] : await trial.media();
    const { options, ...payload } = trial.payload({ media });
    const { [open!.name]: _, ...rest } = options ?? {};
    await expect(trial.publish({ ...payload, options: rest })).rejects.toMatchObject({ failure: 'rejected' });
    expect(trial.seen).toEqual([]);
  });

  it('refuses a choice that the platform does not have, before it asks anything', async ({ skip }) => {
    const closed = trial.manifest.options.find(
      ({ kind, choicesFromAccount }) => kind !== 'text' && !choicesFromAccount,
    );
    skip(!closed, 'there is nothing to choose');
    const media = closed!.onlyWith === 'video' ? [await trial.harness.media.video(4)] : await trial.media();
    const payload = trial.payload({ media, options: { [closed!.name]: 'unheard-of' } });
    await expect(trial.publish(payload)).rejects.toMatchObject({ failure: 'rejected' });
    expect(trial.seen).toEqual([]);
  });

  it('refuses forms that it does not have, before it asks anything', async () => {
    const media = await trial.media();
    if (!trial.can('publish_story')) {
      const story = trial.publish(trial.payload({ form: 'story', media }));
      await expect(story).rejects.toMatchObject({ failure: 'rejected' });
    }
    if (!trial.can('publish_thread')) {
      const thread = trial.publish(trial.payload({ form: 'thread', parts: [{ text: 'And', media: [] }] }));
      await expect(thread).rejects.toMatchObject({ failure: 'rejected' });
    }
    if (!trial.can('first_comment')) {
      const commented = trial.publish(trial.payload({ media, firstComment: 'More in a moment' }));
      await expect(commented).rejects.toMatchObject({ failure: 'rejected' });
    }
    expect(trial.seen).toEqual([]);
  });
}

const noThreads = 'the platform has no threads';

async function aThread(trial: Trial, name: string): Promise<PublishPayload> {
  const own = await trial.media('#704030');
  const parts = [
    { text: `${name}, then this`, media: trial.can('publish_text') ? [] : own },
    { text: `${name}, and last this`, media: own },
  ];
  const media = trial.can('publish_text') ? [] : own;
  return trial.payload({ form: 'thread', caption: name, media, parts });
}

/** Every part once, in order, each under the one before it. */
async function expectThread(trial: Trial, payload: PublishPayload): Promise<void> {
  const posts = await trial.ownPosts();
  const wanted = [payload.caption, ...payload.parts!.map(({ text }) => text)];
  const own = posts.filter(({ text }) => wanted.includes(text));
  expect(own.map(({ text }) => text)).toEqual(wanted);
  expect(own.map(({ repliesTo }) => repliesTo)).toEqual([undefined, own[0]!.id, own[1]!.id]);
}

function describeThreads(trial: Trial): void {
  it('publishes a thread part by part, in order', async ({ skip }) => {
    skip(!trial.can('publish_thread'), noThreads);
    const payload = await aThread(trial, 'One thing');
    const ledger = new TestLedger();
    const { remoteId } = await trial.publish(payload, ledger);
    await expectThread(trial, payload);
    await trial.expectMarked(remoteId);
    expect(ledger.moments.filter((moment) => moment === 'about to publish').length).toBeGreaterThanOrEqual(3);
    expect(await trial.adapter.reconcile(payload, ledger.handles, trial.call)).toMatchObject({
      outcome: 'published',
      remoteId,
    });
  });

  it('goes on with a thread when the process dies at any moment, and doubles no part', async ({ skip }) => {
    skip(!trial.can('publish_thread'), noThreads);
    for (let diesAt = 1; ; diesAt += 1) {
      expect(diesAt).toBeLessThan(50);
      const payload = await aThread(trial, `Killed at ${diesAt}`);
      const { ledger, died } = await trial.publishUntil(diesAt, payload);
      if (!died) break;
      const before = await trial.countPosts();
      if (await trial.settle(payload, ledger)) await expectThread(trial, payload);
      else expect(await trial.countPosts()).toBe(before);
    }
  });

  it.for([
    ['hang_up_after', 1],
    ['hang_up_after', 2],
    ['hang_up_after', 3],
    ['error_before', 2],
    ['hang_up_before', 3],
  ] as const)(
    'completes a thread after a lost answer (%s, part %i)',
    async ([misbehaviour, part], { skip }) => {
      skip(!trial.can('publish_thread'), noThreads);
      await trial.faultAtPublish(misbehaviour, part);
      const payload = await aThread(trial, `Lost ${misbehaviour} ${part}`);
      const ledger = new TestLedger();
      await expect(trial.publish(payload, ledger)).rejects.toMatchObject({ failure: 'outcome_unknown' });
      const whole = misbehaviour === 'hang_up_after' && part === 3;
      const found = await trial.adapter.reconcile(payload, ledger.handles, trial.call);
      const allowed = [
        whole ? 'published' : 'not_published',
        ...(trial.subject.unprovable ? ['undetermined'] : []),
      ];
      expect(allowed).toContain(found.outcome);
      if (found.outcome === 'undetermined') return;
      await trial.settle(payload, ledger);
      await expectThread(trial, payload);
    },
  );

  it('waits in the middle of a thread when it is limited, and completes it', async ({ skip }) => {
    skip(!trial.can('publish_thread'), noThreads);
    await trial.faultAtPublish('rate_limited', 2);
    const payload = await aThread(trial, 'Slowly');
    const ledger = new TestLedger();
    await expect(trial.publish(payload, ledger)).rejects.toMatchObject({ failure: 'rate_limited' });
    await trial.publish(payload, ledger);
    await expectThread(trial, payload);
  });
}

function describeFirstComments(trial: Trial): void {
  const none = 'the platform takes no first comment';
  const firstComment = 'Where would you go?';
  const atComment = (misbehaviour: 'rate_limited' | 'hang_up_after' | 'hang_up_before') => {
    const { commentKind, publishKind } = trial.stage;
    return trial.fault({
      kind: commentKind ?? publishKind,
      misbehaviour,
      seconds: 0.2,
      nth: commentKind && commentKind !== publishKind ? 1 : 2,
    });
  };

  it('puts the first comment under the post', async ({ skip }) => {
    skip(!trial.can('first_comment'), none);
    const payload = trial.payload({ media: await trial.media(), firstComment });
    const published = await trial.publish(payload);
    expect(published.warnings ?? []).toEqual([]);
    const [post, comment, ...more] = await trial.ownPosts();
    expect(comment).toMatchObject({ kind: 'reply', repliesTo: post!.id, text: firstComment });
    expect(more).toEqual([]);
    await trial.expectMarked(published.remoteId);
  });

  it('warns of a first comment that was refused: the post stands', async ({ skip }) => {
    skip(!trial.can('first_comment'), none);
    await atComment('rate_limited');
    const payload = trial.payload({ media: await trial.media(), firstComment });
    const ledger = new TestLedger();
    const outcome = await trial.publish(payload, ledger).catch((error: unknown) => error);
    if (outcome instanceof Error) {
      // A limit may also be waited for: then the comment comes with the next try, and the post is not repeated.
      expect(outcome).toMatchObject({ failure: 'rate_limited' });
      await trial.publish(payload, ledger);
      expect(await trial.countPosts()).toBe(2);
    } else {
      expect(outcome).toMatchObject({ warnings: [expect.any(String)] });
      expect(await trial.countPosts()).toBe(1);
    }
  });

  it.for(['hang_up_after', 'hang_up_before'] as const)(
    'doubles nothing when the answer to the first comment is lost (%s)',
    async (misbehaviour, { skip }) => {
      skip(!trial.can('first_comment'), none);
      await atComment(misbehaviour);
      const payload = trial.payload({ media: await trial.media(), firstComment });
      const ledger = new TestLedger();
      const published = await trial.publish(payload, ledger).catch(() => trial.settle(payload, ledger));
      expect(published).toMatchObject({ remoteId: expect.any(String) });
      const posts = await trial.ownPosts();
      expect(posts.filter(({ kind }) => kind !== 'reply')).toHaveLength(1);
      expect(posts.length).toBeLessThanOrEqual(2);
      if (posts.length === 1) expect(published).toMatchObject({ warnings: [expect.any(String)] });
    },
  );

  it('goes on with the first comment when the process dies at any moment', async ({ skip }) => {
    skip(!trial.can('first_comment'), none);
    for (let diesAt = 1; ; diesAt += 1) {
      expect(diesAt).toBeLessThan(30);
      const caption = `Killed at ${diesAt}`;
      const payload = trial.payload({ media: await trial.media(), caption, firstComment: `Under ${diesAt}` });
      const before = await trial.countPosts();
      const { ledger, died } = await trial.publishUntil(diesAt, payload);
      if (!died) break;
      await trial.settle(payload, ledger);
      const posts = (await trial.ownPosts()).slice(before);
      expect(posts.filter(({ text }) => text === payload.caption).length).toBeLessThanOrEqual(1);
      expect(posts.filter(({ text }) => text === payload.firstComment).length).toBeLessThanOrEqual(1);
    }
  });
}
