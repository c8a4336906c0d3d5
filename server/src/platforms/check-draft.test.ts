import { describe, expect, it } from 'vitest';
import { manifest as bluesky } from './bluesky/manifest.ts';
import { findDraftProblems } from './check-draft.ts';
import { manifest as instagram } from './instagram/manifest.ts';
import type { PlatformManifest, PostDraft } from './platform.ts';

const image = {
  kind: 'image',
  mime: 'image/jpeg',
  bytes: 100_000,
  width: 1080,
  height: 1350,
  altText: 'x',
} as const;
const video = {
  ...image,
  kind: 'video',
  mime: 'video/mp4',
  width: 1080,
  height: 1920,
  durationSeconds: 10,
} as const;
const fetched = { publicUrl: 'https://studio.example/m/1.jpg' };

const fieldsOf = (manifest: PlatformManifest, draft: Partial<PostDraft>) =>
  findDraftProblems(manifest, { caption: 'Hello', media: [], disclosure: 'none', ...draft }).map(
    ({ failure, field }) => `${failure} ${field}`,
  );

describe('a draft', () => {
  it('may be sent when everything fits', () => {
    expect(fieldsOf(bluesky, { media: [image] })).toEqual([]);
    expect(fieldsOf(bluesky, { caption: '', media: [video] })).toEqual([]);
    expect(
      fieldsOf(instagram, {
        media: [
          { ...image, ...fetched },
          { ...video, ...fetched },
        ],
      }),
    ).toEqual([]);
  });

  it.each([
    ['too many graphemes', bluesky, { caption: 'x'.repeat(301) }, 'rejected caption'],
    ['too many bytes', bluesky, { caption: '👩‍👩‍👧‍👧'.repeat(150) }, 'rejected caption'],
    [
      'too many hashtags',
      instagram,
      { caption: '#a #b #c #d #e #f', media: [{ ...image, ...fetched }] },
      'rejected caption',
    ],
    ['a hashtag too long', bluesky, { caption: `#${'x'.repeat(65)}` }, 'rejected caption'],
    ['nothing at all', bluesky, { caption: ' ' }, 'rejected media'],
    ['words alone', instagram, {}, 'rejected media'],
    ['too many pictures', bluesky, { media: Array(5).fill(image) }, 'rejected media'],
    ['pictures beside a video', bluesky, { media: [image, video] }, 'rejected media'],
    [
      'a strange format',
      instagram,
      { media: [{ ...image, ...fetched, mime: 'image/png' }] },
      'media_rejected media.0',
    ],
    ['a heavy picture', bluesky, { media: [{ ...image, bytes: 2_000_001 }] }, 'media_rejected media.0'],
    [
      'a picture too tall',
      instagram,
      { media: [{ ...image, ...fetched, height: 1400 }] },
      'media_rejected media.0',
    ],
    [
      'a picture too wide',
      instagram,
      { media: [{ ...image, ...fetched, height: 500 }] },
      'media_rejected media.0',
    ],
    [
      'a video too short',
      instagram,
      { media: [{ ...video, ...fetched, durationSeconds: 2 }] },
      'media_rejected media.0',
    ],
    ['a video too long', bluesky, { media: [{ ...video, durationSeconds: 181 }] }, 'media_rejected media.0'],
    ['no public address', instagram, { media: [image] }, 'media_rejected media.0'],
    [
      'a long description',
      instagram,
      { media: [{ ...image, ...fetched, altText: 'x'.repeat(1001) }] },
      'rejected media.0.altText',
    ],
    ['no sign of AI', bluesky, { disclosure: 'ai_generated' }, 'policy caption'],
  ] as const)('is refused for %s', (_name, manifest, draft, problem) => {
    expect(fieldsOf(manifest, draft as Partial<PostDraft>)).toEqual([problem]);
  });

  it('takes a picture cut to the very edge of the limit', () => {
    for (const [width, height] of [
      [1080, 1350],
      [1081, 1351],
      [1440, 754],
      [1439, 754],
    ] as const) {
      expect(fieldsOf(instagram, { media: [{ ...image, ...fetched, width, height }] })).toEqual([]);
    }
  });

  it('keeps to the characters a platform takes, and has the video it wants', () => {
    const strict: PlatformManifest = {
      ...bluesky,
      can: ['publish_video'],
      text: { ...bluesky.text, forbids: '<>' },
      title: { max: 100, unit: 'graphemes', required: true, forbids: '<>' },
    };
    expect(fieldsOf(strict, { title: 'Hi', caption: 'I <3 it', media: [video] })).toEqual([
      'rejected caption',
    ]);
    expect(fieldsOf(strict, { title: 'a > b', media: [video] })).toEqual(['rejected title']);
    expect(fieldsOf(strict, { title: 'Hi', media: [image] })).toEqual(['rejected media']);
  });
});
