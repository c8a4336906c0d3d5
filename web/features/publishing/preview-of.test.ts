import { describe, expect, it } from 'vitest';
import { countsOf, type PreviewedPlatform, previewOf } from './preview-of.ts';
import type { WorkingCopy } from './working-copy.ts';

const platform: PreviewedPlatform = {
  id: 'mastodon',
  text: { max: 500, unit: 'graphemes' },
  textOnly: true,
  nativeAiLabel: false,
  title: null,
  firstCommentMax: 500,
};
const copy: WorkingCopy = {
  caption: 'One.',
  hashtags: [],
  rating: 'general',
  media: [],
  accountIds: ['account'],
  form: 'feed',
  title: 'Kept for others',
  parts: [{ text: 'Two 👩‍👩‍👧.', media: [] }],
  firstComment: 'Where it was.',
  options: { account: { contentWarning: 'Bright light', sensitive: 'true' } },
  captions: {},
};
const shown = (more: Partial<WorkingCopy>) =>
  previewOf({
    copy: { ...copy, ...more },
    accountId: 'account',
    handle: 'nova',
    displayName: 'Nova',
    avatarUrl: null,
    platform,
    text: 'One.',
    when: 'now',
  });

describe('a preview of a post', () => {
  it('has the warning and the cover that were chosen, and no title where posts have none', () => {
    const post = shown({});
    expect(post).toMatchObject({ warning: 'Bright light', isCovered: true, title: '' });
    expect(shown({ options: {} })).toMatchObject({ warning: '', isCovered: false });
  });

  it('has a first comment or the parts of a thread, and neither in a story', () => {
    expect(shown({}).replies.map(({ text }) => text)).toEqual(['Where it was.']);
    expect(shown({}).parts).toEqual([]);
    expect(shown({ form: 'thread' }).replies).toEqual([]);
    expect(shown({ form: 'story' })).toMatchObject({ isStory: true, text: '', parts: [], replies: [] });
  });

  it('counts each part in the unit of the platform', () => {
    expect(countsOf(shown({ form: 'thread' }), platform)).toBe('4, 6 of 500 characters');
  });
});
