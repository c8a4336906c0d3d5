import type { PlatformManifest } from '#platforms/platform.ts';

const docs = 'https://developers.facebook.com/documentation/instagram-platform';

/** Limits from Meta's pages, except where a line says otherwise. */
export const manifest = {
  id: 'instagram',
  name: 'Instagram',
  can: ['publish_image', 'publish_images', 'publish_video'],
  // The docs do not say how they count. UTF-16 units are never fewer than code points, so they are safe for both.
  text: { max: 2200, unit: 'utf16Units' },
  // The API page says 30; the app stops at 5 since 18 December 2025, and what it does with more is unknown.
  hashtags: { max: 5 },
  links: { clickable: false, note: 'Links in captions cannot be followed on Instagram.' },
  altText: { max: 1000, unit: 'utf16Units', onVideo: false },
  media: {
    maxItems: 10,
    images: {
      max: 10,
      mimes: ['image/jpeg'],
      maxBytes: 8_000_000,
      minAspect: 0.8,
      maxAspect: 1.91,
      maxWidth: 1440,
    },
    video: {
      max: 10,
      mimes: ['video/mp4', 'video/quicktime'],
      maxBytes: 300_000_000,
      minSeconds: 3,
      maxSeconds: 900,
      minAspect: 0.01,
      maxAspect: 10,
      maxWidth: 1920,
    },
    mixed: true,
    sharesFirstAspect: true,
  },
  options: [],
  privateTest: null,
  aiDisclosure: { native: 'is_ai_generated', caption: false },
  // The account's own number is asked for before each post; Meta's pages say 100 and 50.
  rateLimits: [],
  connect: [
    {
      name: 'accessToken',
      label: 'Access token',
      help: 'Meta for Developers, your app, Instagram, API setup with Instagram login, Generate token.',
      kind: 'secret',
      required: true,
    },
    {
      name: 'accountId',
      label: 'Account number',
      help: 'Only to make sure that the token is for the account you mean. It stands beside the token.',
      kind: 'text',
      required: false,
    },
  ],
  connectNotes: [
    'A professional account (Business or Creator) and a Meta app of your own with the permissions instagram_business_basic and instagram_business_content_publish.',
    'Instagram downloads each picture itself, so this studio needs an address that the internet can reach.',
    'A token lives for 60 days; the studio renews it by itself from its second day on.',
  ],
  oauth: null,
  setUp: [
    {
      text: 'Make the account a professional one (Business or Creator) in the Instagram app.',
    },
    {
      text: 'Make an app with the use case "Manage messaging & content on Instagram" and add the account as a tester. Your own accounts need no app review.',
      url: 'https://developers.facebook.com/apps',
    },
  ],
  handOff: {
    checklist: [
      'Open Instagram, tap +, and choose the files in order.',
      'Paste the caption; under Accessibility paste each description.',
      'Under More options turn on "Add AI label".',
      'Share, then copy the link of the post.',
    ],
    postHosts: ['instagram.com'],
    composeUrl: null,
  },
  fetchesMediaByUrl: true,
  defaultBaseUrl: 'https://graph.instagram.com',
  hosts: ['graph.instagram.com'],
  apiVersion: null,
  sources: [
    { url: `${docs}/content-publishing`, readOn: '2026-09-11' },
    { url: `${docs}/instagram-graph-api/reference/ig-user/media`, readOn: '2026-09-11' },
    { url: `${docs}/instagram-graph-api/reference/error-codes`, readOn: '2026-11-22' },
    { url: `${docs}/instagram-api-with-instagram-login/business-login`, readOn: '2026-09-11' },
    { url: `${docs}/changelog`, readOn: '2026-10-05' },
  ],
  verifiedLive: null,
} as const satisfies PlatformManifest;
