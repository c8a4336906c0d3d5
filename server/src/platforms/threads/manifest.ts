import { appFields } from '#platforms/meta/sign-in.ts';
import type { PlatformManifest } from '#platforms/platform.ts';

const docs = 'https://developers.facebook.com/docs/threads';

/** Limits from Meta's pages on Threads, except where a line says otherwise. */
export const manifest = {
  id: 'threads',
  name: 'Threads',
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
  ],
  // https://developers.facebook.com/docs/threads/overview: emoji count by their UTF-8 bytes.
  text: { max: 500, unit: 'emojiBytes' },
  // A post has one topic, its first tag; a second one is for the disclosure and stays plain text.
  hashtags: { max: 2, maxLength: 50 },
  links: { clickable: true, max: 5 },
  // How the description is counted is not documented; UTF-16 units are never fewer than code points.
  altText: { max: 1000, unit: 'utf16Units', onVideo: true },
  media: {
    maxItems: 20,
    images: {
      max: 20,
      mimes: ['image/jpeg', 'image/png'],
      maxBytes: 8_000_000,
      // The page says "up to 10:1"; that tall ones are taken as far is unverified.
      minAspect: 0.1,
      maxAspect: 10,
      maxWidth: 1440,
    },
    video: {
      max: 20,
      mimes: ['video/mp4', 'video/quicktime'],
      maxBytes: 1_000_000_000,
      maxSeconds: 300,
      // Unverified: taken from Instagram's page.
      minAspect: 0.01,
      maxAspect: 10,
      maxWidth: 1920,
      maxFramesPerSecond: 60,
    },
    mixed: true,
  },
  // No limit is documented; replies of a day are.
  thread: { maxParts: 25 },
  comment: { max: 500, unit: 'emojiBytes' },
  options: [
    {
      name: 'replyControl',
      label: 'Who may reply',
      help: 'Others see the post but cannot answer it.',
      kind: 'choice',
      choices: [
        { value: 'everyone', label: 'Everyone' },
        { value: 'accounts_you_follow', label: 'Profiles this account follows' },
        { value: 'mentioned_only', label: 'Only those mentioned' },
        { value: 'followers_only', label: 'Followers' },
      ],
      defaultValue: 'everyone',
    },
    {
      name: 'topicTag',
      label: 'Topic',
      help: 'Without one, the first hashtag of the text is the topic.',
      kind: 'text',
      defaultValue: '',
      maxLength: 50,
    },
  ],
  privateTest: null,
  // Absent in the publishing reference read on the date below.
  aiDisclosure: { native: null, caption: true },
  rateLimits: [
    { bucket: 'publish', max: 250, windowSeconds: 86_400, per: 'account' },
    { bucket: 'replies', max: 1000, windowSeconds: 86_400, per: 'account' },
    { bucket: 'deletes', max: 100, windowSeconds: 86_400, per: 'account' },
    // 4,800 for each view of the profile's posts, ten views at least.
    { bucket: 'calls', max: 48_000, windowSeconds: 86_400, per: 'account' },
  ],
  connect: [
    {
      name: 'accessToken',
      label: 'Access token',
      help: 'Meta for Developers, your app, Use cases, Access the Threads API, Settings, User Token Generator.',
      kind: 'secret',
      required: true,
    },
  ],
  oauth: {
    fields: appFields('Threads'),
    scopes: [
      'threads_basic',
      'threads_content_publish',
      'threads_read_replies',
      'threads_manage_replies',
      'threads_manage_mentions',
      'threads_manage_insights',
      'threads_delete',
    ],
  },
  connectNotes: [
    'A Threads profile and a Meta app of your own with the use case "Access the Threads API".',
    'Threads downloads each file itself, so this studio needs an address that the internet can reach.',
    'A token lives for 60 days; the studio renews it by itself. Permissions of a private profile end after 90 days.',
  ],
  setUp: [
    {
      text: 'Make an app with the use case "Access the Threads API" and choose all permissions whose names begin with threads_ that you want to use.',
      url: 'https://developers.facebook.com/apps',
    },
    {
      text: 'Under Settings of the use case enter this studio’s redirect address, and add your profile as a Threads tester; accept the invitation in the Threads app under Website permissions. Your own profiles need no app review.',
      url: `${docs}/get-started`,
    },
    {
      text: 'For profiles of others, each permission goes through app review, and the business is verified.',
    },
    {
      text: 'To be told of comments at once: set up webhooks in the app with this studio’s address for them, which ends in /webhooks/threads, and the verify token that you enter here. Without them the studio asks from time to time.',
      url: 'https://developers.facebook.com/docs/graph-api/webhooks/getting-started',
    },
  ],
  handOff: {
    checklist: [
      'Open Threads, tap the plus, and choose the files in order.',
      'Paste the text; tap each file and paste its description under Alt.',
      'Leave the words that say it is made with AI in the text, and turn on the AI label in the post’s menu if the app offers it.',
      'Post, then copy the link of the post.',
    ],
    postHosts: ['threads.net', 'threads.com'],
    composeUrl: 'https://www.threads.com/intent/post',
  },
  fetchesMediaByUrl: true,
  defaultBaseUrl: 'https://graph.threads.net',
  hosts: ['threads.net'],
  apiVersion: 'v1.0',
  sources: [
    { url: `${docs}/overview`, readOn: '2025-12-22' },
    { url: `${docs}/posts`, readOn: '2026-04-14' },
    { url: `${docs}/reference/publishing`, readOn: '2026-11-22' },
    { url: 'https://developers.facebook.com/documentation/threads/webhooks', readOn: '2026-06-30' },
    {
      url: 'https://developers.facebook.com/documentation/threads/retrieve-and-manage-replies/replies-and-conversations',
      readOn: '2026-02-02',
    },
  ],
  verifiedLive: null,
} as const satisfies PlatformManifest;
