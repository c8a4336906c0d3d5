import type { PlatformManifest } from '#platforms/platform.ts';

const docs = 'https://docs.x.com/x-api';

/** Limits from X's own documentation and its OpenAPI file (2.167), except where a line says otherwise. */
export const manifest = {
  id: 'x',
  name: 'X',
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
  // Premium accounts may write more; the API does not tell who has it, so everybody gets what all have.
  text: { max: 280, unit: 'weighted' },
  // No number is documented; more than a few are read as spam by people and by X.
  hashtags: { max: 10 },
  links: {
    clickable: true,
    note: 'A post with a link costs about thirteen times as much as one without (0.20 instead of 0.015 dollars).',
  },
  altText: { max: 1000, unit: 'codePoints', onVideo: false },
  media: {
    maxItems: 4,
    images: {
      max: 4,
      mimes: ['image/jpeg', 'image/png', 'image/webp'],
      maxBytes: 5_000_000,
      maxWidth: 2048,
    },
    video: {
      max: 1,
      mimes: ['video/mp4', 'video/quicktime'],
      maxBytes: 512_000_000,
      minSeconds: 0.5,
      maxSeconds: 140,
      minAspect: 1 / 3,
      maxAspect: 3,
      // 1280 x 1024 at the most; a portrait clip has to be this narrow to stay below 1280 in height.
      maxWidth: 720,
      maxFramesPerSecond: 60,
    },
    mixed: false,
  },
  thread: { maxParts: 25 },
  comment: { max: 280, unit: 'weighted' },
  options: [
    {
      name: 'replySettings',
      label: 'Who may reply',
      help: 'Everyone, unless you narrow it.',
      kind: 'choice',
      choices: [
        { value: 'everyone', label: 'Everyone' },
        { value: 'following', label: 'People the account follows' },
        { value: 'mentionedUsers', label: 'People mentioned' },
        { value: 'subscribers', label: 'Subscribers' },
        { value: 'verified', label: 'Verified accounts' },
      ],
      defaultValue: 'everyone',
    },
    {
      name: 'paidPartnership',
      label: 'Paid partnership',
      help: 'Tells people that a brand paid for the post.',
      kind: 'switch',
      defaultValue: 'false',
    },
  ],
  privateTest: null,
  // The flag is set on every post, but the API does not give it back: so the words say it too, and can be read.
  aiDisclosure: { native: 'made_with_ai', caption: true },
  rateLimits: [
    { bucket: 'publish', max: 100, windowSeconds: 900, per: 'account' },
    { bucket: 'publish_app', max: 10_000, windowSeconds: 86_400, per: 'app' },
    { bucket: 'media', max: 500, windowSeconds: 900, per: 'account' },
    { bucket: 'deletes', max: 50, windowSeconds: 900, per: 'account' },
    { bucket: 'hides', max: 50, windowSeconds: 900, per: 'account' },
  ],
  connect: [
    {
      name: 'refreshToken',
      label: 'Refresh token',
      help: 'X Developer Console, your app, Keys and tokens, OAuth 2.0; it comes with the scope offline.access.',
      kind: 'secret',
      required: false,
    },
    {
      name: 'accessToken',
      label: 'Access token',
      help: 'Only where there is no refresh token: it lives for two hours, and then you connect again.',
      kind: 'secret',
      required: false,
    },
    {
      name: 'clientId',
      label: 'Client ID',
      help: 'On the same page. X renews a token only for the app it was made with.',
      kind: 'text',
      required: false,
    },
    {
      name: 'clientSecret',
      label: 'Client secret',
      help: 'Only for confidential clients (Web App, Automated App or Bot).',
      kind: 'secret',
      required: false,
    },
  ],
  oauth: {
    fields: [
      {
        name: 'clientId',
        label: 'Client ID',
        help: 'X Developer Console, your app, Keys and tokens, OAuth 2.0.',
        kind: 'text',
        required: true,
      },
      {
        name: 'clientSecret',
        label: 'Client secret',
        help: 'Only for confidential clients (Web App, Automated App or Bot).',
        kind: 'secret',
        required: false,
      },
    ],
    scopes: [
      'tweet.read',
      'tweet.write',
      'tweet.moderate.write',
      'users.read',
      'media.write',
      'offline.access',
    ],
  },
  connectNotes: [
    'X bills each call from prepaid credits: about 0.015 dollars a post, 0.20 with a link, 0.001 for reading own posts.',
    'Label the account as automated in its settings on X, and say in its bio who runs it.',
    'Replies to others are open to programs only where the other person mentioned or quoted the account; replies written by AI need X’s approval beforehand.',
    'Liking and following through the API ended on 20 April 2026, so the studio offers neither.',
  ],
  setUp: [
    { text: 'Make a developer account and an app, and buy credits.', url: 'https://console.x.com' },
    {
      text: 'In the app set up user authentication: Web App, permission Read and write, and the return address shown here, letter for letter.',
    },
    {
      text: 'Copy the OAuth 2.0 client ID and client secret. There is no app review for posting on your own accounts.',
    },
  ],
  handOff: {
    checklist: [
      'Turn on the AI label of the post where the composer offers it; the words say it in any case.',
      'Add the pictures in order and paste each description under +ALT.',
      'Paste the words as they are; for a thread add each part with +.',
      'Post, then copy the link of the post.',
    ],
    postHosts: ['x.com', 'twitter.com'],
    composeUrl: 'https://x.com/compose/post',
  },
  fetchesMediaByUrl: false,
  defaultBaseUrl: 'https://api.x.com',
  hosts: ['api.x.com', 'x.com'],
  apiVersion: '2 (2.167)',
  sources: [
    { url: `${docs}/posts/create-post`, readOn: '2026-08-22' },
    { url: `${docs}/media/quickstart/media-upload-chunked`, readOn: '2026-08-22' },
    { url: `${docs}/fundamentals/rate-limits`, readOn: '2026-08-22' },
    { url: `${docs}/getting-started/pricing`, readOn: '2026-08-22' },
    { url: 'https://docs.x.com/changelog', readOn: '2026-08-22' },
    { url: 'https://help.x.com/en/rules-and-policies/x-automation', readOn: '2026-08-15' },
  ],
  verifiedLive: null,
} as const satisfies PlatformManifest;
