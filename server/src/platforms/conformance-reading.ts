import { expect, it } from 'vitest';
import { allPages, type Trial } from './conformance-trial.ts';
import type { RemoteComment } from './engagement.ts';

const leo = { handle: 'leo', displayName: 'Leo' };
const ann = { handle: 'ann', displayName: 'Ann' };
const nobody = 'nobody stands around this stage';

/** What others do: comments, mentions, messages, numbers; and answering them. */
export function describeReading(trial: Trial): void {
  let posts = 0;
  const aPost = async () => {
    posts += 1;
    const payload = trial.payload({ media: await trial.media(), caption: `A view, no. ${posts}` });
    return (await trial.publish(payload)).remoteId;
  };
  const commentsOf = (postId: string) =>
    allPages((cursor) => trial.adapter.reading!.comments!(postId, cursor, trial.account, trial.call));

  it('has a method for each thing it says it can', () => {
    const { reading, engaging } = trial.adapter;
    const offered = {
      read_comments: reading?.comments,
      read_mentions: reading?.mentions,
      read_messages: reading?.messages,
      read_numbers: reading?.numbers,
      reply: engaging?.reply,
      hide_comment: engaging?.hideComment,
      like: engaging?.like,
      follow: engaging?.follow,
    } as const;
    for (const [capability, method] of Object.entries(offered)) {
      expect({ capability, offered: method !== undefined }).toEqual({
        capability,
        offered: trial.can(capability as keyof typeof offered),
      });
    }
  });

  describeComments(trial, aPost, commentsOf);
  describeInbox(trial);
  describeNumbers(trial, aPost);
  describeEngaging(trial, aPost, commentsOf);
}

type APost = () => Promise<string>;
type CommentsOf = (postId: string) => Promise<RemoteComment[]>;

function describeComments(trial: Trial, aPost: APost, commentsOf: CommentsOf): void {
  it('reads every comment once, over all pages', async ({ skip }) => {
    const { crowd } = trial.stage;
    skip(!trial.can('read_comments') || !crowd, nobody);
    const postId = await aPost();
    expect(await commentsOf(postId)).toEqual([]);
    const wanted: string[] = [];
    for (let index = 0; index < 30; index += 1) {
      const text = `No. ${index}: lovely`;
      wanted.push(text);
      await crowd!.comment({ postId, author: index % 2 ? leo : ann, text });
    }
    const found = await commentsOf(postId);
    expect(found.map(({ text }) => text).sort()).toEqual(wanted.sort());
    expect(new Set(found.map(({ remoteId }) => remoteId)).size).toBe(30);
    for (const comment of found) {
      expect(comment).toMatchObject({
        mine: false,
        parentRemoteId: null,
        postRemoteId: postId,
        hidden: false,
      });
      expect(Number.isNaN(comment.createdAt.getTime())).toBe(false);
      expect(comment.author.remoteId).not.toBe('');
    }
    const ofAnn = found.filter(({ author }) => author.displayName === 'Ann' || author.handle.includes('ann'));
    expect(ofAnn).toHaveLength(15);
  });

  it('tells a comment on a comment from one on the post', async ({ skip }) => {
    const { crowd } = trial.stage;
    skip(!trial.can('read_comments') || !crowd, nobody);
    skip(trial.subject.nestsComments === false, 'nobody answers a comment here');
    const postId = await aPost();
    const parentId = await crowd!.comment({ postId, author: leo, text: 'Where is this?' });
    await crowd!.comment({ postId, parentId, author: ann, text: 'Lisbon, I think' });
    const found = await commentsOf(postId);
    expect(found.find(({ text }) => text.includes('Where'))).toMatchObject({
      remoteId: parentId,
      parentRemoteId: null,
    });
    expect(found.find(({ text }) => text.includes('Lisbon'))).toMatchObject({ parentRemoteId: parentId });
  });
}

function describeInbox(trial: Trial): void {
  it('reads mentions', async ({ skip }) => {
    const { crowd } = trial.stage;
    skip(!trial.can('read_mentions') || !crowd?.mention, nobody);
    const accountRemoteId = trial.account.remoteId;
    const remoteId = await crowd!.mention!({ accountRemoteId, author: leo, text: 'Look at this one' });
    const found = await allPages((cursor) =>
      trial.adapter.reading!.mentions!(cursor, trial.account, trial.call),
    );
    expect(found).toMatchObject([{ remoteId, mine: false }]);
    expect(found[0]!.text).toContain('Look at this one');
  });

  it('reads messages', async ({ skip }) => {
    const { crowd } = trial.stage;
    skip(!trial.can('read_messages') || !crowd?.message, nobody);
    const accountRemoteId = trial.account.remoteId;
    await crowd!.message!({ accountRemoteId, author: leo, text: 'Are you real?' });
    await crowd!.message!({ accountRemoteId, author: ann, text: 'Hello there' });
    const found = await allPages((cursor) =>
      trial.adapter.reading!.messages!(cursor, trial.account, trial.call),
    );
    expect(found.map(({ text }) => text).sort()).toEqual(['Are you real?', 'Hello there']);
    expect(found.every(({ mine }) => !mine)).toBe(true);
    expect(new Set(found.map(({ conversationId }) => conversationId)).size).toBe(2);
  });
}

function describeNumbers(trial: Trial, aPost: APost): void {
  it('reads the numbers of posts, and leaves out what is gone', async ({ skip }) => {
    const { crowd } = trial.stage;
    skip(!trial.can('read_numbers') || !crowd, nobody);
    const first = await aPost();
    const second = await aPost();
    await crowd!.react(first, { likes: 3, shares: 2, views: 40 });
    const { numbers, accountNumbers } = trial.adapter.reading!;
    const found = await numbers!([first, second], trial.account, trial.call);
    expect(found.map(({ remoteId }) => remoteId).sort()).toEqual([first, second].sort());
    const of = (id: string) => found.find(({ remoteId }) => remoteId === id)!;
    const told = of(first);
    expect([told.likes, told.shares, told.views].some((value) => value !== null)).toBe(true);
    expect([null, 3]).toContain(told.likes);
    expect([null, 2]).toContain(told.shares);
    expect([null, 40]).toContain(told.views);
    expect([null, 0]).toContain(of(second).likes);
    expect(Object.keys(told.raw)).not.toEqual([]);
    if (accountNumbers) {
      const { posts } = await accountNumbers(trial.account, trial.call);
      expect([null, 2]).toContain(posts);
    }
    if (!trial.adapter.remove) return;
    await trial.adapter.remove(second, trial.account, trial.call);
    expect(await numbers!([first, second], trial.account, trial.call)).toHaveLength(1);
  });
}

function describeEngaging(trial: Trial, aPost: APost, commentsOf: CommentsOf): void {
  const aComment = async () => {
    const postId = await aPost();
    const commentId = await trial.stage.crowd!.comment({ postId, author: leo, text: 'Where is this?' });
    return { postId, commentId };
  };

  it('answers a comment once, and knows its own answer', async ({ skip }) => {
    skip(!trial.can('reply') || !trial.can('read_comments') || !trial.stage.crowd, nobody);
    const { postId, commentId } = await aComment();
    const operationKey = `reply-${trial.number}`;
    const input = { toRemoteId: commentId, postRemoteId: postId, text: 'In Lisbon', operationKey };
    const { remoteId } = await trial.adapter.engaging!.reply!(input, trial.account, trial.call);
    if (trial.subject.repliesOnce !== false) {
      const again = await trial.adapter.engaging!.reply!(input, trial.account, trial.call);
      expect(again.remoteId).toBe(remoteId);
    }
    if (trial.subject.tellsOwnActs === false) return;
    const mine = (await commentsOf(postId)).filter((one) => one.mine);
    expect(mine).toMatchObject([{ remoteId, text: expect.stringContaining('In Lisbon') }]);
    expect([commentId, null]).toContain(mine[0]!.parentRemoteId);
  });

  it('hides a comment and shows it again', async ({ skip }) => {
    skip(!trial.can('hide_comment') || !trial.stage.crowd, nobody);
    const { postId, commentId } = await aComment();
    const hidden = async () =>
      (await commentsOf(postId)).find(({ remoteId }) => remoteId === commentId)?.hidden ?? true;
    const { hideComment } = trial.adapter.engaging!;
    await hideComment!(commentId, true, trial.account, trial.call);
    if (trial.subject.tellsHidden !== false) expect(await hidden()).toBe(true);
    await hideComment!(commentId, false, trial.account, trial.call);
    expect(await hidden()).toBe(false);
  });

  it('takes a comment away', async ({ skip }) => {
    skip(!trial.adapter.engaging?.removeComment || !trial.stage.crowd, nobody);
    const { postId, commentId } = await aComment();
    await trial.adapter.engaging!.removeComment!(commentId, trial.account, trial.call);
    if (trial.subject.tellsOwnActs === false) return;
    expect(await commentsOf(postId)).toEqual([]);
  });

  it('likes once, however often it is told to', async ({ skip }) => {
    skip(!trial.can('like') || !trial.stage.crowd, nobody);
    const { postId, commentId } = await aComment();
    const { like } = trial.adapter.engaging!;
    for (let index = 0; index < 2; index += 1) await like!(commentId, trial.account, trial.call);
    if (!trial.can('read_comments')) return;
    const liked = (await commentsOf(postId)).find(({ remoteId }) => remoteId === commentId);
    expect([null, 1]).toContain(liked!.likes);
  });

  it('follows once, however often it is told to', async ({ skip }) => {
    skip(!trial.can('follow') || !trial.can('read_comments') || !trial.stage.crowd, nobody);
    const { postId } = await aComment();
    const person = (await commentsOf(postId))[0]!.author.remoteId;
    const { follow } = trial.adapter.engaging!;
    for (let index = 0; index < 2; index += 1) await follow!(person, trial.account, trial.call);
    const { accountNumbers } = trial.adapter.reading!;
    if (!accountNumbers) return;
    expect([null, 1]).toContain((await accountNumbers(trial.account, trial.call)).following);
  });
}
