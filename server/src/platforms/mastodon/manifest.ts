import type { PlatformManifest } from '#platforms/platform.ts';

const docs = 'https://docs.joinmastodon.org';

/** Defaults of a Mastodon server; each server's own limits replace them when an account is checked. */
export const manifest = {
  id: 'mastodon',
  name: 'Mastodon',
  can: [
    'publish_text',
    'publish_image',
    'publish_images',
    'publish_video',
    'publish_thread',
    'first_comment',
    'edit',
    'remove',
    'read_comments',
    'read_mentions',
    'read_numbers',
    'reply',
    'like',
    'follow',
  ],
  // https://docs.joinmastodon.org/user/posting/#text ; a link weighs 23 whatever its length.
  text: { max: 500, unit: 'graphemes', linkWeight: 23 },
  // The platform sets no number; the post has room for no more than this in practice.
  hashtags: { max: 30 },
  links: { clickable: true },
  // https://docs.joinmastodon.org/entities/Instance/#description_limit
  altText: { max: 1500, unit: 'graphemes', onVideo: true },
  media: {
    maxItems: 4,
    images: {
      max: 4,
      mimes: ['image/jpeg', 'image/png', 'image/webp', 'image/gif'],
      maxBytes: 16_777_216,
      maxWidth: 3840,
    },
    // The platform sets no length; an hour is ours. Pictures and a video cannot stand in one post.
    video: { max: 1, mimes: ['video/mp4'], maxBytes: 103_809_024, maxSeconds: 3600, maxFramesPerSecond: 120 },
    mixed: false,
  },
  // The platform sets none; longer ones are hardly read.
  thread: { maxParts: 25 },
  // A comment is a post that answers another.
  comment: { max: 500, unit: 'graphemes', linkWeight: 23 },
  options: [
    {
      name: 'visibility',
      label: 'Who sees it',
      help: 'Quiet posts are public but stay out of the public timelines.',
      kind: 'choice',
      choices: [
        { value: 'public', label: 'Everybody' },
        { value: 'unlisted', label: 'Everybody, quietly' },
        { value: 'private', label: 'Followers' },
        { value: 'direct', label: 'People named in it' },
      ],
      defaultValue: 'public',
    },
    {
      name: 'contentWarning',
      label: 'Content warning',
      help: 'Shown in place of the post until somebody opens it; it counts as part of the text.',
      kind: 'text',
      defaultValue: '',
      maxLength: 200,
    },
    {
      name: 'sensitive',
      label: 'Cover the media',
      help: 'Pictures and clips are blurred until somebody opens them.',
      kind: 'switch',
      defaultValue: 'false',
    },
  ],
  // A post for the people named in it that names nobody.
  privateTest: { visibility: 'direct' },
  aiDisclosure: { native: null, caption: true },
  // https://docs.joinmastodon.org/api/rate-limits/
  rateLimits: [
    { bucket: 'calls', max: 300, windowSeconds: 300, per: 'account' },
    { bucket: 'media', max: 30, windowSeconds: 1800, per: 'account' },
    { bucket: 'deletes', max: 30, windowSeconds: 1800, per: 'account' },
  ],
  connect: [
    {
      name: 'instance',
      label: 'Server',
      help: 'The address of the server the account lives on, such as https://mastodon.social.',
      kind: 'url',
      required: true,
    },
    {
      name: 'accessToken',
      label: 'Access token',
      help: 'Preferences, Development, New application; then "Your access token" on its page.',
      kind: 'secret',
      required: true,
    },
    {
      name: 'clientKey',
      label: 'Client key',
      help: 'From the same page. Only with it can the token be revoked when you disconnect.',
      kind: 'text',
      required: false,
    },
    {
      name: 'clientSecret',
      label: 'Client secret',
      help: 'From the same page, with the client key.',
      kind: 'secret',
      required: false,
    },
    {
      name: 'labelAsBot',
      label: 'Label the profile as automated',
      help: 'Sets "This is an automated account", as most servers ask of such accounts.',
      kind: 'switch',
      required: false,
      defaultValue: 'true',
    },
  ],
  oauth: {
    fields: [
      {
        name: 'instance',
        label: 'Server',
        help: 'The address of the server the account lives on, such as https://mastodon.social.',
        kind: 'url',
        required: true,
      },
      {
        name: 'labelAsBot',
        label: 'Label the profile as automated',
        help: 'Sets "This is an automated account", as most servers ask of such accounts.',
        kind: 'switch',
        required: false,
        defaultValue: 'true',
      },
    ],
    scopes: [
      'read:accounts',
      'read:statuses',
      'read:notifications',
      'write:statuses',
      'write:media',
      'write:favourites',
      'write:follows',
      'write:accounts',
    ],
  },
  connectNotes: [
    'The server has to run Mastodon 4.0 or later, or a close fork such as glitch-soc. Pleroma, Akkoma, GoToSocial, Pixelfed and others speak a similar language and are refused: nothing shows that they publish once.',
    'Mastodon has no AI flag for posts, so each post carries the words in its text; the profile carries the automated flag.',
    'Read the rules of the server first: some limit automated or AI-made accounts.',
  ],
  setUp: [
    {
      text: 'Make an account for the character on a server whose rules allow it.',
      url: 'https://joinmastodon.org/servers',
    },
    {
      text: 'Sign in with the server’s address: this studio registers itself there. No review, no fee.',
      url: `${docs}/client/authorized/`,
    },
  ],
  handOff: {
    checklist: [
      'Open the composer and paste the text as it is: it says that the post is made with AI.',
      'Add the files in order and paste each description under ALT.',
      'Check that the profile is marked as an automated account.',
      'Post, then copy the link of the post.',
    ],
    postHosts: [],
    composeUrl: null,
  },
  fetchesMediaByUrl: false,
  defaultBaseUrl: 'https://mastodon.social',
  hosts: 'any_public',
  apiVersion: '4.7',
  sources: [
    { url: `${docs}/methods/statuses/`, readOn: '2026-07-02' },
    { url: `${docs}/methods/media/`, readOn: '2026-07-02' },
    { url: `${docs}/methods/oauth/`, readOn: '2026-07-02' },
    { url: `${docs}/entities/Instance/`, readOn: '2026-07-02' },
    { url: `${docs}/api/rate-limits/`, readOn: '2026-07-02' },
  ],
  verifiedLive: null,
} as const satisfies PlatformManifest;
