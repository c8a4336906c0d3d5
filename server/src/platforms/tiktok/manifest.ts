import type { PlatformManifest } from '#platforms/platform.ts';

const docs = 'https://developers.tiktok.com/doc';

const clientFields = [
  {
    name: 'clientKey',
    label: 'Client key',
    help: 'developers.tiktok.com, Manage apps, your app, App details.',
    kind: 'text',
    required: true,
  },
  {
    name: 'clientSecret',
    label: 'Client secret',
    help: 'On the same page, under the client key.',
    kind: 'secret',
    required: true,
  },
] as const;

/** Limits from TikTok's own documentation, except where a line says otherwise. */
export const manifest = {
  id: 'tiktok',
  name: 'TikTok',
  can: ['publish_image', 'publish_images', 'publish_video', 'read_numbers'],
  // The caption of a video in "UTF-16 runes". Descriptions of photos may have 4000; one limit holds for both here.
  text: { max: 2200, unit: 'utf16Units' },
  // The app's own cap since August 2025, from the press; what the API does with more is unknown.
  hashtags: { max: 5 },
  links: { clickable: false, note: 'Links in a caption cannot be followed.' },
  // TikTok takes no descriptions; those written stay with the post here.
  altText: { max: 1000, unit: 'utf16Units', onVideo: false },
  media: {
    maxItems: 35,
    images: { max: 35, mimes: ['image/jpeg', 'image/webp'], maxBytes: 20_000_000, maxWidth: 1080 },
    video: {
      max: 1,
      mimes: ['video/mp4', 'video/webm', 'video/quicktime'],
      maxBytes: 4_000_000_000,
      // From other schedulers' tables; TikTok's own pages name no least length.
      minSeconds: 3,
      // The account's own limit (creator_info) replaces this.
      maxSeconds: 600,
      maxWidth: 4096,
      maxFramesPerSecond: 60,
    },
    mixed: false,
  },
  options: [
    {
      name: 'privacyLevel',
      label: 'Who can see it',
      help: 'TikTok wants a person to choose this for every post.',
      kind: 'choice',
      choices: [
        { value: 'PUBLIC_TO_EVERYONE', label: 'Everyone' },
        { value: 'MUTUAL_FOLLOW_FRIENDS', label: 'Friends' },
        { value: 'FOLLOWER_OF_CREATOR', label: 'Followers' },
        { value: 'SELF_ONLY', label: 'Only me' },
      ],
      defaultValue: null,
      choicesFromAccount: true,
    },
    {
      name: 'allowComment',
      label: 'Allow comments',
      help: 'Off unless you turn it on, as TikTok demands.',
      kind: 'switch',
      defaultValue: 'false',
      choicesFromAccount: true,
    },
    {
      name: 'allowDuet',
      label: 'Allow duets',
      help: 'Others may show the clip beside their own.',
      kind: 'switch',
      defaultValue: 'false',
      choicesFromAccount: true,
      onlyWith: 'video',
    },
    {
      name: 'allowStitch',
      label: 'Allow stitches',
      help: 'Others may cut the clip into their own.',
      kind: 'switch',
      defaultValue: 'false',
      choicesFromAccount: true,
      onlyWith: 'video',
    },
    {
      name: 'yourBrand',
      label: 'Promotes your own brand',
      help: 'TikTok labels the post as promotional content.',
      kind: 'switch',
      defaultValue: 'false',
    },
    {
      name: 'brandedContent',
      label: 'Paid by another brand',
      help: 'TikTok labels the post as a paid partnership.',
      kind: 'switch',
      defaultValue: 'false',
      excludes: {
        option: 'privacyLevel',
        value: 'SELF_ONLY',
        reason: 'TikTok takes no paid partnership that only you can see.',
      },
    },
    {
      name: 'coverSecond',
      label: 'Cover of the clip',
      help: 'Which moment of the clip is its cover, in seconds; the first picture when left out.',
      kind: 'text',
      defaultValue: '',
      maxLength: 8,
      onlyWith: 'video',
    },
    {
      name: 'autoAddMusic',
      label: 'Let TikTok add music',
      help: 'It can be changed in the app afterwards.',
      kind: 'switch',
      defaultValue: 'false',
      onlyWith: 'image',
    },
  ],
  consent: {
    text: 'By posting, you agree to TikTok’s Music Usage Confirmation, and for paid partnerships to its Branded Content Policy.',
    links: [
      {
        label: 'Music Usage Confirmation',
        url: 'https://www.tiktok.com/legal/page/global/music-usage-confirmation/en',
      },
      { label: 'Branded Content Policy', url: 'https://www.tiktok.com/legal/page/global/bc-policy/en' },
    ],
  },
  privateTest: { privacyLevel: 'SELF_ONLY' },
  // The flag is always set. It is read back where TikTok shows the post; photos' flag is not proved, so words too.
  aiDisclosure: { native: 'is_aigc', caption: true },
  rateLimits: [
    { bucket: 'publish', max: 6, windowSeconds: 60, per: 'account' },
    // About that many posts a day, shared by all apps of the account.
    { bucket: 'publish_day', max: 15, windowSeconds: 86_400, per: 'account' },
    { bucket: 'status', max: 30, windowSeconds: 60, per: 'account' },
    { bucket: 'creator_info', max: 20, windowSeconds: 60, per: 'account' },
    { bucket: 'read', max: 600, windowSeconds: 60, per: 'app' },
  ],
  connect: [
    {
      name: 'refreshToken',
      label: 'Refresh token',
      help: 'From a sign-in to your own app; easier is the sign-in here. It serves once and is replaced at once.',
      kind: 'secret',
      required: true,
    },
    ...clientFields,
  ],
  oauth: {
    fields: clientFields,
    scopes: ['user.info.basic', 'user.info.profile', 'user.info.stats', 'video.list', 'video.publish'],
  },
  connectNotes: [
    'Until TikTok has audited your app, it posts for "Only me", for five accounts a day at most, and the account itself has to be private while it posts.',
    'TikTok refuses the audit to tools that serve only oneself or one’s own team: then post by hand, with the package made here.',
    'Pictures are fetched by TikTok from this studio’s public address, and that domain has to be verified in your app. Clips are uploaded.',
    'Comments, likes and follows are not in this API.',
  ],
  setUp: [
    {
      text: 'Make a developer account and an app with Login Kit and the Content Posting API, and turn on Direct Post.',
      url: 'https://developers.tiktok.com/apps',
    },
    {
      text: 'In Login Kit enter the return address shown here, letter for letter. It has to be https.',
    },
    {
      text: 'Add the scopes user.info.basic, user.info.profile, user.info.stats, video.list and video.publish.',
      url: `${docs}/tiktok-api-scopes`,
    },
    {
      text: 'For pictures verify this studio’s domain under URL properties.',
      url: `${docs}/content-posting-api-media-transfer-guide`,
    },
    {
      text: 'Ask for the audit when it works for "Only me". It looks at the screen where a post is made.',
      url: `${docs}/content-sharing-guidelines`,
    },
  ],
  handOff: {
    checklist: [
      'Turn on "AI-generated content" under More options.',
      'Choose who can see it, and whether comments, duets and stitches are allowed.',
      'Turn on "Disclose post content" where a brand is involved.',
      'Paste the caption as it is, then post and copy the link.',
    ],
    postHosts: ['tiktok.com'],
    composeUrl: 'https://www.tiktok.com/tiktokstudio/upload',
  },
  // Clips are uploaded: an upload publishes nothing before its last byte, so it can be taken up again safely.
  fetchesMediaByUrl: 'image',
  defaultBaseUrl: 'https://open.tiktokapis.com',
  // Uploads go to a host of TikTok's choice below tiktokapis.com; signing in is on www.tiktok.com.
  hosts: ['tiktokapis.com', 'www.tiktok.com'],
  apiVersion: 'v2',
  sources: [
    { url: `${docs}/content-posting-api-reference-direct-post`, readOn: '2026-09-11' },
    { url: `${docs}/content-posting-api-reference-photo-post`, readOn: '2026-09-11' },
    { url: `${docs}/content-posting-api-media-transfer-guide`, readOn: '2026-09-11' },
    { url: `${docs}/content-posting-api-reference-get-video-status`, readOn: '2026-09-11' },
    { url: `${docs}/content-sharing-guidelines`, readOn: '2026-09-11' },
    { url: `${docs}/webhooks-verification`, readOn: '2026-09-11' },
    {
      url: 'https://developers.tiktok.com/docs/en/oauth-user-access-token-management',
      readOn: '2026-11-05',
    },
    { url: 'https://developers.tiktok.com/docs/en/tiktok-api-v2-video-object', readOn: '2026-08-24' },
  ],
  verifiedLive: null,
} as const satisfies PlatformManifest;
