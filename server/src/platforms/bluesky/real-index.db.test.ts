import { TestNetwork } from '@atproto/dev-env';
import { expect, it, vi } from 'vitest';
import { createHarness, TestLedger, testCall } from '#platforms/conformance-harness.ts';
import { createTestDatabase } from '#test/postgres.ts';
import { bluesky } from './adapter.ts';
import { startMemoryRedis } from './memory-redis.ts';
import { realStage } from './real-stage.ts';

/** The reference server with the reference index behind it: what others did is read as on the network itself. */
it('reads comments, mentions and numbers from the real index', { timeout: 300_000 }, async () => {
  await using database = await createTestDatabase();
  await using redis = await startMemoryRedis();
  vi.stubEnv('REDIS_HOST', redis.address);
  const network = await TestNetwork.create({
    dbPostgresUrl: database.connectionString,
    dbPostgresSchema: 'index',
    pds: { hostname: 'localhost' },
  });
  try {
    await using harness = await createHarness('bluesky', realStage(network.pds.url));
    const adapter = bluesky(harness.http);
    const call = testCall();
    const connect = async (handle: string) => {
      const { fields } = await harness.stage.createAccount({ handle, displayName: handle });
      return adapter.connect({ fields, baseUrl: harness.baseUrl }, call);
    };
    const [mia, leo, ann] = [await connect('mia'), await connect('leo'), await connect('ann')];
    const post = (account: typeof mia, text: string) =>
      adapter.publish(
        {
          operationKey: text,
          caption: `${text} (made with AI)`,
          language: 'en',
          media: [],
          disclosure: 'ai_generated',
          account,
        },
        new TestLedger(),
        call,
      );
    const { remoteId: postId } = await post(mia, 'Waves');
    await network.processAll();

    const { reply, like, follow } = adapter.engaging!;
    const answer = (toRemoteId: string, text: string, account: typeof mia) =>
      reply!({ toRemoteId, postRemoteId: postId, text, operationKey: text }, account, call);
    const question = await answer(postId, 'Where is this?', leo);
    const guess = await answer(question.remoteId, 'Lisbon, I think', ann);
    const own = await answer(question.remoteId, 'In Lisbon', mia);
    for (const account of [leo, ann]) await like!(postId, account, call);
    await follow!(mia.remoteId, leo, call);
    const { remoteId: mention } = await post(leo, `Look at @${mia.handle} here`);
    await network.processAll();

    const { comments, mentions, numbers, accountNumbers } = adapter.reading!;
    const { items, next } = await comments!(postId, null, mia, call);
    expect(next).toBeNull();
    const found = (id: string) => items.find(({ remoteId }) => remoteId === id);
    expect(items).toHaveLength(3);
    expect(found(question.remoteId)).toMatchObject({
      parentRemoteId: null,
      postRemoteId: postId,
      mine: false,
      author: { remoteId: leo.remoteId, handle: leo.handle },
      text: 'Where is this?',
    });
    expect(found(guess.remoteId)).toMatchObject({ parentRemoteId: question.remoteId, mine: false });
    expect(found(own.remoteId)).toMatchObject({ parentRemoteId: question.remoteId, mine: true });
    expect((await mentions!(null, mia, call)).items).toMatchObject([
      { remoteId: mention, mine: false, postRemoteId: null, author: { remoteId: leo.remoteId } },
    ]);
    await adapter.engaging!.hideComment!(question.remoteId, true, mia, call);
    await network.processAll();
    const hidden = (await comments!(postId, null, mia, call)).items.filter((one) => one.hidden);
    expect(hidden.map(({ remoteId }) => remoteId)).toEqual([question.remoteId]);
    const gone = `${postId.slice(0, -4)}2222`;
    expect(await numbers!([postId, gone], mia, call)).toMatchObject([
      { remoteId: postId, likes: 2, comments: 1, shares: 0 },
    ]);
    expect(await accountNumbers!(mia, call)).toMatchObject({ followers: 1, following: 0, posts: 2 });
  } finally {
    await network.close();
    vi.unstubAllEnvs();
  }
});
