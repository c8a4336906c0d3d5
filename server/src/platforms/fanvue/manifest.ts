import type { PlatformManifest } from '#platforms/platform.ts';

const reference = 'https://api.fanvue.com/docs/api-reference/reference';

/** Sent with every call: https://api.fanvue.com/docs (a copy of February 2026). */
export const apiVersion = '2025-06-26';
/** Where people sign in: https://github.com/fanvue/fanvue-app-starter (October 2025). */
export const signInUrl = 'https://auth.fanvue.com';

/**
 * From copies of Fanvue's reference and its starter project. It states no limits on text and media: those here are
 * the studio's own bounds, and the platform's refusals count.
 */
export const manifest = {
  id: 'fanvue',
  name: 'Fanvue',
  can: ['publish_text', 'publish_image', 'publish_images', 'publish_video', 'read_comments', 'read_numbers'],
  text: { max: 5000, unit: 'utf16Units' },
  hashtags: { max: 30 },
  links: { clickable: false, note: 'Whether links can be followed is not documented.' },
  // There is no field for it: never sent, and this is only the studio's own length.
  altText: { max: 1000, unit: 'utf16Units', onVideo: false },
  media: {
    maxItems: 20,
    images: { max: 20, mimes: ['image/jpeg', 'image/png'], maxBytes: 50_000_000, maxWidth: 3840 },
    video: { max: 5, mimes: ['video/mp4'], maxBytes: 2_000_000_000, maxSeconds: 3600, maxWidth: 1920 },
    mixed: true,
  },
  options: [
    {
      name: 'audience',
      label: 'Who sees it',
      help: 'What followers see must be safe for work.',
      kind: 'choice',
      choices: [
        { value: 'subscribers', label: 'Subscribers' },
        { value: 'followers-and-subscribers', label: 'Followers and subscribers' },
      ],
      defaultValue: 'subscribers',
    },
    {
      name: 'price',
      label: 'Price in US dollars',
      help: 'Such as 4.99; empty is free. Only for posts with media.',
      kind: 'text',
      defaultValue: '',
      maxLength: 8,
    },
  ],
  privateTest: null,
  // The account carries an AI tag; a post has no field for it.
  aiDisclosure: { native: null, caption: true },
  rateLimits: [{ bucket: 'calls', max: 100, windowSeconds: 60, per: 'account' }],
  connect: [
    {
      name: 'apiKey',
      label: 'API key',
      help: 'Fanvue, Settings, API. A new key makes the one before worthless.',
      kind: 'secret',
      required: true,
    },
  ],
  oauth: {
    fields: [
      {
        name: 'clientId',
        label: 'Client id',
        help: 'Of your app in the developer area.',
        kind: 'text',
        required: true,
      },
      {
        name: 'clientSecret',
        label: 'Client secret',
        help: 'Shown beside the client id.',
        kind: 'secret',
        required: true,
      },
    ],
    scopes: [
      ...['openid', 'offline_access', 'offline', 'read:self', 'read:post', 'write:post'],
      ...['read:media', 'write:media'],
    ],
  },
  connectNotes: [
    'A creator account whose owner Fanvue has verified, with the AI tag on its profile.',
    'Fanvue wants the words that it is made with AI in the bio, the caption or on the picture; the studio puts them into each caption.',
    'What followers see must be safe for work.',
    'Everything here follows copies of Fanvue’s pages; nothing was tried on the platform itself yet.',
  ],
  setUp: [
    {
      text: 'Become a creator, be verified, and say in the bio that the character is made with AI.',
      url: 'https://www.fanvue.com',
    },
    {
      text: 'Make an app with the scopes below and this studio’s address for returning, or make an API key.',
      url: 'https://fanvue.com/developers',
    },
  ],
  handOff: {
    checklist: [
      'Leave the words that say it is made with AI in the text.',
      'Open Fanvue, tap the plus, choose the files in order, and paste the text.',
      'Choose who sees it, post, then open the post and copy its address.',
    ],
    postHosts: ['fanvue.com'],
    composeUrl: 'https://www.fanvue.com',
  },
  fetchesMediaByUrl: false,
  defaultBaseUrl: 'https://api.fanvue.com',
  // Files go to a storage address that Fanvue signs; that it lies at Amazon is unverified.
  hosts: ['fanvue.com', 'amazonaws.com'],
  apiVersion,
  sources: [
    { url: `${reference}/posts/create-post`, readOn: '2026-02-25' },
    { url: `${reference}/media/create-upload-session`, readOn: '2026-02-25' },
    { url: 'https://github.com/fanvue/fanvue-app-starter', readOn: '2025-10-08' },
    { url: 'https://help.fanvue.com/en/articles/8442803', readOn: '2026-11-22' },
  ],
  verifiedLive: null,
} as const satisfies PlatformManifest;
