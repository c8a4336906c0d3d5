import { describe, expect, it } from 'vitest';
import { familyFor, mannerOf } from './manners.ts';

const clip = (width: number, height: number) => ({ kind: 'video', width, height });

describe('manners', () => {
  it('takes a platform that is not in the table by what leads its feed', () => {
    expect(mannerOf({ id: 'of-tomorrow', pictureFirst: true }).family).toBe('picture');
    expect(mannerOf({ id: 'of-tomorrow', pictureFirst: false }).family).toBe('words');
  });

  it('shows an upright clip full-height where a level one has a page around it', () => {
    const manner = mannerOf({ id: 'youtube', pictureFirst: false });
    expect(familyFor(manner, { isStory: false, media: [clip(1080, 1920)] })).toBe('clip');
    expect(familyFor(manner, { isStory: false, media: [clip(1920, 1080)] })).toBe('watch');
    const thumbnail = { kind: 'image', width: 1080, height: 1920 };
    expect(familyFor(manner, { isStory: false, media: [thumbnail, clip(1920, 1080)] })).toBe('watch');
    expect(familyFor(manner, { isStory: false, media: [] })).toBe('watch');
  });

  it('leaves upright pictures in a feed, and fills the screen with a story', () => {
    const manner = mannerOf({ id: 'instagram', pictureFirst: true });
    expect(familyFor(manner, { isStory: false, media: [clip(1080, 1920)] })).toBe('picture');
    expect(familyFor(manner, { isStory: true, media: [clip(1080, 1920)] })).toBe('clip');
  });
});
