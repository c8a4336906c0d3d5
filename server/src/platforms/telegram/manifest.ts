import type { PlatformManifest } from '#platforms/platform.ts';

const api = 'https://core.telegram.org/bots/api';

/** Caption of a picture, clip or album, "0-1024 characters after entities parsing": https://core.telegram.org/bots/api#sendphoto */
export const captionMax = 1024;
/** "The photo's width and height must not exceed 10000 in total": https://core.telegram.org/bots/api#sendphoto */
export const photoSidesMax = 10_000;

/** Limits from the Bot API 10.1 (11 June 2026), except where a line says otherwise. */
export const manifest = {
  id: 'telegram',
  name: 'Telegram',
  can: [
    'publish_text',
    'publish_image',
    'publish_images',
    'publish_video',
    'publish_thread',
    'edit',
    'remove',
    'read_comments',
    'read_mentions',
    'read_numbers',
    'reply',
  ],
  // "1-4096 characters after entity parsing", in UTF-16 units. With media and more than 1,024, the text follows as a reply.
  text: { max: 4096, unit: 'utf16Units' },
  // No documented number of hashtags; about 100 formatting entities of a message are honoured (unverified).
  hashtags: { max: 100 },
  links: { clickable: true },
  // Telegram has no alt text: it is never sent, and this is only the studio's own length for it.
  altText: { max: 1000, unit: 'utf16Units', onVideo: false },
  media: {
    maxItems: 10,
    images: {
      max: 10,
      // The formats are unverified; JPEG is what renditions are made in.
      mimes: ['image/jpeg', 'image/png', 'image/webp'],
      maxBytes: 10_000_000,
      minAspect: 0.05,
      maxAspect: 20,
      maxWidth: 2560,
    },
    // No length is stated; the weight is what limits it. Four hours is the studio's own bound.
    video: { max: 10, mimes: ['video/mp4'], maxBytes: 50_000_000, maxSeconds: 14_400, maxWidth: 1920 },
    mixed: true,
  },
  // No number is documented; the bound is the studio's own.
  thread: { maxParts: 20 },
  comment: { max: 4096, unit: 'utf16Units' },
  options: [
    {
      name: 'silent',
      label: 'Send without a sound',
      help: 'Subscribers get the post without a notification sound.',
      kind: 'switch',
      defaultValue: 'false',
    },
    {
      name: 'protectContent',
      label: 'Protect content',
      help: 'Telegram does not let people forward or save the post.',
      kind: 'switch',
      defaultValue: 'false',
    },
    {
      name: 'linkPreview',
      label: 'Link preview',
      help: 'How the first link of a text is shown.',
      kind: 'choice',
      choices: [
        { value: 'shown', label: 'As Telegram decides' },
        { value: 'large', label: 'Large' },
        { value: 'small', label: 'Small' },
        { value: 'hidden', label: 'None' },
      ],
      defaultValue: 'shown',
    },
  ],
  privateTest: null,
  aiDisclosure: { native: null, caption: true },
  // Not guaranteed by Telegram: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
  rateLimits: [{ bucket: 'send', max: 20, windowSeconds: 60, per: 'account' }],
  connect: [
    {
      name: 'botToken',
      label: 'Bot token',
      help: 'BotFather gives it when you make a bot: numbers, a colon, then letters.',
      kind: 'secret',
      required: true,
    },
    {
      name: 'channel',
      label: 'Channel',
      help: 'The @name of the channel, or its number that starts with -100.',
      kind: 'text',
      required: true,
    },
  ],
  connectNotes: [
    'A bot of your own for each channel, added to the channel as an administrator who may post messages.',
    'For comments, link a discussion group to the channel and add the same bot to it as an administrator.',
    'A bot cannot read a channel. After a lost answer the studio can prove that a post is out only through the discussion group; otherwise it asks you.',
    'A caption longer than 1,024 with a picture or clip goes out as two messages: the media with the AI label, then the text as its reply.',
  ],
  oauth: null,
  setUp: [
    { text: 'Write /newbot to BotFather and copy the token it answers.', url: 'https://t.me/BotFather' },
    {
      text: 'Open the channel, Administrators, Add administrator, choose the bot, and let it post, edit and delete messages.',
    },
    {
      text: 'For comments: the channel’s settings, Discussion, choose a group; then add the bot to that group as an administrator.',
    },
    { text: 'Nothing has to be reviewed by Telegram.' },
  ],
  handOff: {
    checklist: [
      'Telegram has no AI switch: leave the AI line in the text.',
      'Open the channel, attach the files in order, and paste the text as their caption.',
      'Send, then tap the post and choose Copy link.',
    ],
    postHosts: ['t.me', 'telegram.me'],
    composeUrl: null,
  },
  fetchesMediaByUrl: false,
  defaultBaseUrl: 'https://api.telegram.org',
  hosts: ['api.telegram.org'],
  apiVersion: '10.1',
  sources: [
    { url: api, readOn: '2026-06-18' },
    { url: 'https://github.com/PaulSonOfLars/telegram-bot-api-spec', readOn: '2026-11-22' },
    { url: 'https://core.telegram.org/bots/faq', readOn: '2026-11-22' },
  ],
  verifiedLive: null,
} as const satisfies PlatformManifest;
