import { appFields } from '#platforms/meta/sign-in.ts';
import type { PlatformManifest } from '#platforms/platform.ts';

const docs = 'https://developers.facebook.com/documentation/instagram-platform';

/** Limits from Meta's pages, except where a line says otherwise. */
export const manifest = {
  id: 'instagram',
  name: 'Instagram',
  can: [
    'publish_image',
    'publish_images',
    'publish_video',
    'publish_story',
    'first_comment',
    'read_comments',
    'read_mentions',
    'read_messages',
    'read_numbers',
    'reply',
    'hide_comment',
  ],
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
  story: {
    maxItems: 1,
    images: {
      max: 1,
      mimes: ['image/jpeg'],
      maxBytes: 8_000_000,
      // 9:16 is advised, and no bounds are documented; these keep out what would be mostly bars.
      minAspect: 0.5,
      maxAspect: 1.91,
      maxWidth: 1440,
    },
    video: {
      max: 1,
      mimes: ['video/mp4', 'video/quicktime'],
      maxBytes: 100_000_000,
      minSeconds: 3,
      maxSeconds: 60,
      minAspect: 0.1,
      maxAspect: 10,
      maxWidth: 1920,
    },
    mixed: false,
  },
  // Not documented; a third party works with 2,196.
  comment: { max: 2196, unit: 'utf16Units' },
  options: [
    {
      name: 'coverSecond',
      label: 'Cover of the reel',
      help: 'Which moment of the clip is its cover, in seconds; the first picture when left out.',
      kind: 'text',
      defaultValue: '',
      maxLength: 8,
      onlyWith: 'video',
    },
    {
      name: 'shareToFeed',
      label: 'Show the reel in the feed too',
      help: 'Otherwise it stands among the reels only.',
      kind: 'switch',
      defaultValue: 'true',
      onlyWith: 'video',
    },
  ],
  privateTest: null,
  aiDisclosure: { native: 'is_ai_generated', caption: false },
  rateLimits: [
    // The account's own number is asked for before each post too; Meta's pages say 100 and 50.
    { bucket: 'publish', max: 100, windowSeconds: 86_400, per: 'account' },
    { bucket: 'containers', max: 400, windowSeconds: 86_400, per: 'account' },
    // 4,800 for each time the account was seen in the last day; this is the least that can be.
    { bucket: 'calls', max: 4800, windowSeconds: 86_400, per: 'account' },
  ],
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
    'A professional account (Business or Creator) and a Meta app of your own with the permissions whose names begin with instagram_business_. Stories are for Business accounts.',
    'Instagram downloads each picture itself, so this studio needs an address that the internet can reach.',
    'A token lives for 60 days; the studio renews it by itself from its second day on.',
  ],
  oauth: {
    fields: appFields('Instagram'),
    scopes: [
      'instagram_business_basic',
      'instagram_business_content_publish',
      'instagram_business_manage_comments',
      'instagram_business_manage_messages',
      'instagram_business_manage_insights',
    ],
  },
  setUp: [
    {
      text: 'Make the account a professional one (Business or Creator) in the Instagram app.',
    },
    {
      text: 'Make an app with the use case "Manage messaging & content on Instagram" and add the account as a tester. Your own accounts need no app review.',
      url: 'https://developers.facebook.com/apps',
    },
    {
      text: 'To sign in instead of pasting a token: under "API setup with Instagram login" set up business login and enter this studio’s redirect address.',
      url: `${docs}/instagram-api-with-instagram-login/business-login`,
    },
    {
      text: 'For accounts of others each permission goes through app review with a screen recording, and the business is verified; messages and comments of others need it too.',
    },
    {
      text: 'To be told of comments at once: set up webhooks in the app with this studio’s address for them, which ends in /webhooks/instagram, and the verify token that you enter here. Without them the studio asks from time to time.',
      url: 'https://developers.facebook.com/docs/graph-api/webhooks/getting-started',
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
  hosts: ['instagram.com'],
  // Supported at least two years from its release on 29 July 2026. https://developers.facebook.com/docs/graph-api/changelog
  apiVersion: 'v26.0',
  sources: [
    { url: `${docs}/content-publishing`, readOn: '2026-09-11' },
    { url: `${docs}/instagram-graph-api/reference/ig-user/media`, readOn: '2026-09-11' },
    { url: `${docs}/instagram-graph-api/reference/error-codes`, readOn: '2026-11-22' },
    { url: `${docs}/instagram-api-with-instagram-login/business-login`, readOn: '2026-09-11' },
    { url: `${docs}/instagram-api-with-instagram-login/conversations-api`, readOn: '2024-07-31' },
    { url: `${docs}/webhooks/examples`, readOn: '2025-11-24' },
    { url: `${docs}/reference/instagram-media/insights`, readOn: '2026-09-11' },
    { url: `${docs}/changelog`, readOn: '2026-10-05' },
  ],
  verifiedLive: null,
} as const satisfies PlatformManifest;
