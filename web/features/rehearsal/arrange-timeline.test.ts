import type { Timeline } from '@ainfluencer/server/contract/rehearsal';
import { describe, expect, it } from 'vitest';
import { arrangeTimeline } from './arrange-timeline.ts';

type Entry = Timeline['posts'][number];

const anEntry = (id: string, more: Partial<Entry> = {}): Entry => ({
  id,
  kind: more.repliesTo ? 'reply' : 'post',
  repliesTo: null,
  author: null,
  title: null,
  likes: null,
  text: id,
  at: '2026-11-22T10:00:00Z',
  url: `https://example.com/${id}`,
  aiLabel: { shown: false, by: 'none' },
  media: [],
  ...more,
});
const leo = { handle: 'leo', displayName: 'Leo' };
const ids = (entries: readonly Entry[]) => entries.map(({ id }) => id);

describe('arranging a timeline', () => {
  it('joins the own continuation to its post and hangs strangers under what they answer', () => {
    const { posts } = arrangeTimeline(
      [
        anEntry('post'),
        anEntry('two', { repliesTo: 'post' }),
        anEntry('question', { repliesTo: 'post', author: leo }),
        anEntry('three', { repliesTo: 'two' }),
        anEntry('answer', { repliesTo: 'question' }),
        anEntry('later'),
      ].reverse(),
    );
    expect(posts.map(({ post }) => post.id)).toEqual(['later', 'post']);
    expect(ids(posts[1]!.parts)).toEqual(['two', 'three']);
    expect(posts[1]!.replies.map(({ entry, depth }) => [entry.id, depth])).toEqual([
      ['question', 0],
      ['answer', 1],
    ]);
  });

  it('keeps stories apart, and a reply to somebody elsewhere by itself', () => {
    const { stories, posts } = arrangeTimeline([
      anEntry('story', { kind: 'story' }),
      anEntry('stray', { repliesTo: 'elsewhere' }),
    ]);
    expect(ids(stories)).toEqual(['story']);
    expect(posts.map(({ post }) => post.id)).toEqual(['stray']);
  });

  it('shows replies that answer each other in a ring nowhere, and ends', () => {
    const { posts } = arrangeTimeline([
      anEntry('one', { repliesTo: 'two' }),
      anEntry('two', { repliesTo: 'one' }),
      anEntry('post'),
    ]);
    expect(posts.map(({ post }) => post.id)).toEqual(['post']);
  });
});
