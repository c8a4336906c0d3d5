import type { PlatformManifest } from '#platforms/platform.ts';

const lexicons = 'https://github.com/bluesky-social/atproto/tree/main/lexicons';

/** Limits from the lexicons and docs of Bluesky, except where a line says otherwise. */
export const manifest = {
  id: 'bluesky',
  name: 'Bluesky',
  can: [
    'publish_text',
    'publish_image',
    'publish_images',
    'publish_video',
    'publish_thread',
    'first_comment',
    'remove',
    'read_comments',
    'read_mentions',
    'read_numbers',
    'reply',
    'hide_comment',
    'like',
    'follow',
  ],
  text: { max: 300, unit: 'graphemes', maxBytes: 3000 },
  // The platform sets no number; the post has room for no more than this in practice.
  hashtags: { max: 30, maxLength: 64 },
  links: { clickable: true },
  // The lexicon sets none; the platform's own apps stop here.
  altText: { max: 2000, unit: 'graphemes', onVideo: true },
  media: {
    maxItems: 4,
    images: { max: 4, mimes: ['image/jpeg', 'image/png', 'image/webp'], maxBytes: 2_000_000, maxWidth: 2000 },
    // The lexicon allows 300 MB, a server by default 50 MB for one upload.
    video: { max: 1, mimes: ['video/mp4'], maxBytes: 50_000_000, maxSeconds: 180 },
    mixed: false,
  },
  // The network sets none; longer ones are hardly read.
  thread: { maxParts: 25 },
  // A comment is a post that answers another.
  comment: { max: 300, unit: 'graphemes', maxBytes: 3000 },
  options: [],
  // Every post is public; the check's post is taken down right after it was read back.
  privateTest: null,
  aiDisclosure: { native: null, caption: true },
  // Points per account; a create costs 3, https://docs.bsky.app/docs/advanced-guides/rate-limits
  rateLimits: [
    { bucket: 'writes', max: 5000, windowSeconds: 3600, per: 'account' },
    { bucket: 'writes_daily', max: 35_000, windowSeconds: 86_400, per: 'account' },
    // Counted by address at the server; one account never comes near it.
    { bucket: 'requests', max: 3000, windowSeconds: 300, per: 'account' },
  ],
  connect: [
    {
      name: 'handle',
      label: 'Handle',
      help: 'As on the profile, such as mia.bsky.social or a domain of your own.',
      kind: 'text',
      required: true,
    },
    {
      name: 'appPassword',
      label: 'App password',
      help: 'Bluesky, Settings, Privacy and security, App passwords. Never the main password. It is exchanged for a session and not kept.',
      kind: 'secret',
      required: true,
    },
    {
      name: 'service',
      label: 'Server',
      help: 'Only for an account on a server of its own that cannot be found from the handle.',
      kind: 'url',
      required: false,
    },
    {
      name: 'labelAsBot',
      label: 'Label the profile as automated',
      help: 'Sets the "bot" self-label, as Bluesky asks of automated accounts.',
      kind: 'switch',
      required: false,
      defaultValue: 'true',
    },
  ],
  connectNotes: [
    'Bluesky has no AI flag for posts, so each post carries the words in its caption and a tag.',
    'Video needs a confirmed e-mail address on accounts that Bluesky hosts; it is processed after the post is out.',
  ],
  oauth: null,
  setUp: [
    {
      text: 'Make an account for the character, and an app password for this studio.',
      url: 'https://bsky.app/settings/app-passwords',
    },
  ],
  handOff: {
    checklist: [
      'Open the composer and paste the text as it is: it says that the post is made with AI.',
      'Add the pictures in order and paste each description under ALT.',
      'Post, then copy the link of the post.',
    ],
    postHosts: ['bsky.app'],
    composeUrl: 'https://bsky.app/intent/compose',
  },
  fetchesMediaByUrl: false,
  defaultBaseUrl: 'https://bsky.social',
  hosts: 'any_public',
  apiVersion: null,
  sources: [
    { url: `${lexicons}/app/bsky/feed/post.json`, readOn: '2026-08-20' },
    { url: `${lexicons}/app/bsky/embed`, readOn: '2026-08-20' },
    { url: 'https://docs.bsky.app/docs/advanced-guides/rate-limits', readOn: '2026-04-21' },
    { url: 'https://docs.bsky.app/docs/tutorials/video', readOn: '2026-11-22' },
  ],
  verifiedLive: null,
} as const satisfies PlatformManifest;
