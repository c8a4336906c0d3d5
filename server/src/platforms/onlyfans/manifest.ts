import type { PlatformManifest } from '#platforms/platform.ts';

const terms = 'https://onlyfans.com/terms';

/**
 * OnlyFans has no public API, and its rules forbid programs that act on an account, so a person posts there. Numbers
 * are the studio's own bounds: none is documented.
 */
export const onlyfans = {
  id: 'onlyfans',
  name: 'OnlyFans',
  can: ['publish_text', 'publish_image', 'publish_images', 'publish_video'],
  // Unverified: no limit is published.
  text: { max: 1000, unit: 'graphemes' },
  hashtags: { max: 10 },
  links: { clickable: false, note: 'Whether links can be followed is not documented.' },
  altText: { max: 1000, unit: 'graphemes', onVideo: true },
  media: {
    maxItems: 20,
    images: { max: 20, mimes: ['image/jpeg', 'image/png'], maxBytes: 20_000_000, maxWidth: 3840 },
    video: { max: 5, mimes: ['video/mp4'], maxBytes: 1_000_000_000, maxSeconds: 3600, maxWidth: 1920 },
    mixed: true,
  },
  options: [],
  privateTest: null,
  aiDisclosure: { native: null, caption: true },
  rateLimits: [],
  connect: [],
  oauth: null,
  needsRealCreator: {
    reason:
      'OnlyFans takes AI pictures only of the verified person who owns the account, and each of them must say so. A made-up person is not allowed there.',
    source: `${terms} (acceptable use policy); https://aicreatorops.com, read 2026-05-18`,
    instead: 'Fanvue welcomes AI characters that say so: connect this character there.',
  },
  connectNotes: [
    'Only for a character of a real person who consented, and on the account that this person verified.',
    'Nothing is sent by this studio: OnlyFans forbids programs that act on an account.',
  ],
  setUp: [
    { text: 'The person registers and is verified by OnlyFans.', url: 'https://onlyfans.com' },
    { text: 'Record this person’s consent on the character’s page, with the face covered.' },
  ],
  handOff: {
    checklist: [
      'Leave the line that says it is made with AI in the caption, and add #ai.',
      'Open OnlyFans as the person who owns the account, tap the plus, and choose the files in order.',
      'Paste the caption and choose who sees it.',
      'Post, then open the post and copy its address.',
    ],
    postHosts: ['onlyfans.com'],
    composeUrl: 'https://onlyfans.com',
  },
  fetchesMediaByUrl: false,
  defaultBaseUrl: 'https://onlyfans.com',
  hosts: [],
  apiVersion: null,
  sources: [
    { url: terms, readOn: '2026-11-22' },
    { url: 'https://aicreatorops.com', readOn: '2026-05-18' },
  ],
  verifiedLive: null,
} as const satisfies PlatformManifest;
