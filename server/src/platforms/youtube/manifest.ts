import type { PlatformManifest } from '#platforms/platform.ts';

const docs = 'https://developers.google.com/youtube/v3';
const scope = 'https://www.googleapis.com/auth';

/** Limits from YouTube's own documentation, except where a line says otherwise. */
export const manifest = {
  id: 'youtube',
  name: 'YouTube',
  can: [
    'publish_video',
    'first_comment',
    'edit',
    'remove',
    'read_comments',
    'read_numbers',
    'reply',
    'hide_comment',
  ],
  // videos: snippet.description, 5000 bytes without < and >.
  text: { max: 5000, unit: 'utf8Bytes', forbids: '<>' },
  // "Characters" are not defined; code points are the stricter of the usual readings for emoji.
  title: { max: 100, unit: 'codePoints', required: true, forbids: '<>' },
  // With more than 60 all are ignored; older pages say 15 (secondary sources).
  hashtags: { max: 15 },
  links: { clickable: true, note: 'Links in the text of a Short and in comments cannot be followed.' },
  altText: { max: 0, unit: 'codePoints', onVideo: false },
  media: {
    maxItems: 2,
    // Beside the video, as its thumbnail: https://developers.google.com/youtube/v3/docs/thumbnails/set
    images: { max: 1, mimes: ['image/jpeg', 'image/png'], maxBytes: 2_000_000, maxWidth: 1280 },
    video: {
      max: 1,
      mimes: ['video/mp4', 'video/quicktime', 'video/webm'],
      maxBytes: 256_000_000_000,
      // 15 minutes until the channel is verified by phone; the check of an account tells.
      maxSeconds: 43_200,
      maxWidth: 3840,
      maxFramesPerSecond: 60,
    },
    mixed: true,
  },
  // Secondary sources; the reference names no number.
  comment: { max: 10_000, unit: 'codePoints' },
  options: [
    {
      name: 'privacy',
      label: 'Who can see it',
      help: 'Everyone, unless you narrow it.',
      kind: 'choice',
      choices: [
        { value: 'public', label: 'Everyone' },
        { value: 'unlisted', label: 'Who has the link' },
        { value: 'private', label: 'Only the channel' },
      ],
      defaultValue: 'public',
    },
    {
      name: 'madeForKids',
      label: 'Made for kids',
      help: 'The law wants this said of every video. Videos made for kids have no comments.',
      kind: 'choice',
      choices: [
        { value: 'false', label: 'No, not made for kids' },
        { value: 'true', label: 'Yes, made for kids' },
      ],
      defaultValue: null,
    },
    {
      name: 'category',
      label: 'Category',
      help: 'Where YouTube files it.',
      kind: 'choice',
      choices: [
        { value: '1', label: 'Film and animation' },
        { value: '2', label: 'Cars and vehicles' },
        { value: '10', label: 'Music' },
        { value: '15', label: 'Pets and animals' },
        { value: '17', label: 'Sport' },
        { value: '19', label: 'Travel and events' },
        { value: '20', label: 'Gaming' },
        { value: '22', label: 'People and blogs' },
        { value: '23', label: 'Comedy' },
        { value: '24', label: 'Entertainment' },
        { value: '25', label: 'News and politics' },
        { value: '26', label: 'How-to and style' },
        { value: '27', label: 'Education' },
        { value: '28', label: 'Science and technology' },
        { value: '29', label: 'Non-profits and activism' },
      ],
      defaultValue: '22',
    },
    {
      name: 'notifySubscribers',
      label: 'Tell subscribers',
      help: 'Turn it off when several videos go out on one day.',
      kind: 'switch',
      defaultValue: 'true',
    },
    {
      name: 'paidPromotion',
      label: 'Paid promotion',
      help: 'Tells people that a brand paid for it.',
      kind: 'switch',
      defaultValue: 'false',
    },
  ],
  privateTest: { privacy: 'private', madeForKids: 'false', notifySubscribers: 'false' },
  aiDisclosure: { native: 'status.containsSyntheticMedia', caption: false },
  // Both count per Google project and begin anew at midnight in California; other numbers may stand in the console.
  rateLimits: [
    { bucket: 'publish', max: 100, windowSeconds: 86_400, per: 'app' },
    { bucket: 'units', max: 10_000, windowSeconds: 86_400, per: 'app' },
  ],
  connect: [
    {
      name: 'refreshToken',
      label: 'Refresh token',
      help: 'From signing in with your own app, such as in Google’s OAuth 2.0 Playground.',
      kind: 'secret',
      required: true,
    },
    {
      name: 'clientId',
      label: 'Client ID',
      help: 'Google Cloud console, Google Auth Platform, Clients. The token works with this one only.',
      kind: 'text',
      required: true,
    },
    {
      name: 'clientSecret',
      label: 'Client secret',
      help: 'On the same page.',
      kind: 'secret',
      required: true,
    },
  ],
  oauth: {
    fields: [
      {
        name: 'clientId',
        label: 'Client ID',
        help: 'Google Cloud console, Google Auth Platform, Clients, of type Web application.',
        kind: 'text',
        required: true,
      },
      {
        name: 'clientSecret',
        label: 'Client secret',
        help: 'On the same page; it is shown once.',
        kind: 'secret',
        required: true,
      },
    ],
    scopes: [`${scope}/youtube.upload`, `${scope}/youtube.force-ssl`, `${scope}/youtube.readonly`],
  },
  connectNotes: [
    'Until your Google project has passed YouTube’s audit, every video it uploads is locked to private. The studio warns when that happens.',
    'While the app is in testing, Google ends each sign-in after seven days; publish the app to end that.',
    'A project may upload 100 videos a day; each channel has a limit of its own that YouTube does not tell.',
    'Square and upright videos of up to three minutes become Shorts. A picture beside the video is its thumbnail; Shorts take none.',
    'Likes and subscriptions have to be a person’s own, so the studio offers neither.',
  ],
  setUp: [
    {
      text: 'Make a project in the Google Cloud console and enable YouTube Data API v3.',
      url: 'https://console.cloud.google.com/apis/library/youtube.googleapis.com',
    },
    {
      text: 'Set up the consent screen: audience External, the three YouTube permissions shown here, and your own address as a test user until the app is published.',
      url: 'https://console.cloud.google.com/auth/overview',
    },
    {
      text: 'Make an OAuth client of type Web application with the return address shown here, letter for letter. Google takes https addresses with a public name, or http on localhost.',
      url: 'https://console.cloud.google.com/auth/clients',
    },
    {
      text: 'Ask for the audit before you publish to the public: YouTube looks at the app and at its privacy policy.',
      url: 'https://support.google.com/youtube/contact/yt_api_form',
    },
    {
      text: 'Verify the channel by phone for thumbnails and for videos of more than 15 minutes.',
      url: 'https://www.youtube.com/verify',
    },
  ],
  handOff: {
    checklist: [
      'Upload the file in YouTube Studio, or with + in the app.',
      'Paste the title and the description.',
      'Say whether it is made for kids.',
      'Under Show more, Altered content, choose Yes: this is the AI label.',
      'Choose who can see it, publish, then copy the link of the video.',
    ],
    postHosts: ['youtube.com', 'youtu.be'],
    composeUrl: 'https://www.youtube.com/upload',
  },
  fetchesMediaByUrl: false,
  defaultBaseUrl: 'https://www.googleapis.com',
  hosts: ['www.googleapis.com', 'oauth2.googleapis.com', 'accounts.google.com'],
  apiVersion: 'v3 (20260924)',
  sources: [
    { url: `${docs}/docs/videos`, readOn: '2026-09-11' },
    { url: `${docs}/docs/videos/insert`, readOn: '2026-09-11' },
    { url: `${docs}/guides/using_resumable_upload_protocol`, readOn: '2026-09-11' },
    { url: `${docs}/determine_quota_cost`, readOn: '2026-09-11' },
    {
      url: 'https://developers.google.com/youtube/terms/required-minimum-functionality',
      readOn: '2026-09-11',
    },
    { url: 'https://developers.google.com/youtube/terms/developer-policies', readOn: '2026-09-11' },
  ],
  verifiedLive: null,
} as const satisfies PlatformManifest;
