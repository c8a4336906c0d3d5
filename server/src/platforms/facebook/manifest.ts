import { appFields } from '#platforms/meta/sign-in.ts';
import type { PlatformManifest } from '#platforms/platform.ts';

const docs = 'https://developers.facebook.com/documentation';
const reference = 'https://developers.facebook.com/docs/graph-api/reference';

/** Limits from Meta's pages on Facebook Pages, except where a line says otherwise. */
export const manifest = {
  id: 'facebook',
  name: 'Facebook Page',
  can: [
    'publish_text',
    'publish_image',
    'publish_images',
    'publish_video',
    'first_comment',
    'edit',
    'remove',
    'read_comments',
    'read_numbers',
    'reply',
    'hide_comment',
  ],
  // No page of Meta's says it; third parties agree on the number. UTF-16 units are never fewer than code points.
  text: { max: 63_206, unit: 'utf16Units' },
  // No limit is documented; more than this helps nobody.
  hashtags: { max: 30 },
  links: { clickable: true, note: 'The first link of a post without pictures gets a preview.' },
  // The length is not documented; Instagram's is taken.
  altText: { max: 1000, unit: 'utf16Units', onVideo: false },
  media: {
    // The most pictures of one post is not documented; third parties work with ten.
    maxItems: 10,
    images: {
      max: 10,
      mimes: ['image/jpeg', 'image/png'],
      // Documented are 10 MB; a refusal that speaks of 4 MB was seen.
      maxBytes: 4_000_000,
      maxWidth: 2048,
    },
    video: {
      max: 1,
      mimes: ['video/mp4', 'video/quicktime'],
      // Neither is documented for Pages; third parties speak of 4 hours and 10 GB.
      maxBytes: 4_000_000_000,
      maxSeconds: 14_400,
      maxWidth: 1920,
      maxFramesPerSecond: 60,
    },
    mixed: false,
  },
  // Not documented; a comment is not longer than this elsewhere at Meta.
  comment: { max: 8000, unit: 'utf16Units' },
  options: [
    {
      name: 'videoAs',
      label: 'A clip becomes',
      help: 'Upright clips of 3 to 90 seconds can be reels.',
      kind: 'choice',
      choices: [
        { value: 'auto', label: 'A reel where it fits, else a video' },
        { value: 'reel', label: 'A reel' },
        { value: 'video', label: 'A video' },
      ],
      defaultValue: 'auto',
      onlyWith: 'video',
    },
  ],
  privateTest: null,
  // None on Meta's pages about photos and reels on the dates below.
  aiDisclosure: { native: null, caption: true },
  rateLimits: [
    // https://developers.facebook.com/documentation/video-api/guides/reels-publishing
    { bucket: 'reels', max: 30, windowSeconds: 86_400, per: 'account' },
    // 4,800 for each person who had to do with the Page in the last day; this is the least that can be.
    { bucket: 'calls', max: 4800, windowSeconds: 86_400, per: 'account' },
  ],
  connect: [
    {
      name: 'accessToken',
      label: 'Page access token',
      help: 'Graph API Explorer, your app, "User or Page": your Page; extend it in the Access Token Debugger first, so that it does not end within hours.',
      kind: 'secret',
      required: true,
    },
    {
      name: 'pageId',
      label: 'Page number',
      help: 'Only to make sure that the token is for the Page you mean.',
      kind: 'text',
      required: false,
    },
  ],
  oauth: {
    fields: appFields('Meta'),
    scopes: [
      'pages_show_list',
      'pages_manage_posts',
      'pages_read_engagement',
      'pages_manage_engagement',
      'pages_read_user_content',
      'pages_manage_metadata',
      'publish_video',
      'read_insights',
    ],
  },
  connectNotes: [
    'A Facebook Page on which you may create content, and a Meta app of your own. Personal profiles cannot be posted to.',
    'A Page’s token has no end of its own; it dies with a changed password, a lost role or the app.',
    'Stories carry no words and no AI flag through the API, so they are not offered: post them by hand.',
  ],
  setUp: [
    {
      text: 'Make an app of the type Business with Facebook Login for Business, or with the use case "Manage everything on your Page".',
      url: 'https://developers.facebook.com/apps',
    },
    {
      text: 'Under Facebook Login, Settings, enter this studio’s redirect address as a valid OAuth redirect URI.',
      url: `${docs}/facebook-login/guides/access-tokens/get-long-lived`,
    },
    {
      text: 'Pages whose admins have a role on the app work at once. For Pages of others the permissions go through app review, and the business is verified.',
    },
    {
      text: 'To be told of comments at once: set up webhooks in the app with this studio’s address for them, which ends in /webhooks/facebook, and the verify token that you enter here. Without them the studio asks from time to time.',
      url: 'https://developers.facebook.com/docs/graph-api/webhooks/getting-started',
    },
  ],
  handOff: {
    checklist: [
      'Open the Page, start a post, a reel or a story, and choose the files in order.',
      'Paste the text; under Edit, Alternative text, paste each description.',
      'Leave the words that say it is made with AI in the text, and turn on "AI label" where it is offered.',
      'Publish, then copy the link of the post.',
    ],
    postHosts: ['facebook.com', 'fb.watch'],
    composeUrl: 'https://business.facebook.com/latest/composer',
  },
  fetchesMediaByUrl: false,
  defaultBaseUrl: 'https://graph.facebook.com',
  hosts: ['facebook.com'],
  // Supported at least two years from its release on 29 July 2026. https://developers.facebook.com/docs/graph-api/changelog
  apiVersion: 'v26.0',
  sources: [
    { url: `${docs}/pages-api/posts`, readOn: '2026-09-11' },
    { url: `${reference}/page/feed`, readOn: '2026-09-11' },
    { url: `${reference}/page/photos`, readOn: '2026-09-11' },
    { url: `${reference}/page/videos`, readOn: '2026-09-11' },
    { url: `${docs}/video-api/guides/reels-publishing`, readOn: '2026-09-11' },
    { url: `${docs}/pages-api/comments-mentions`, readOn: '2026-04-16' },
    { url: `${reference}/insights`, readOn: '2026-09-11' },
  ],
  verifiedLive: null,
} as const satisfies PlatformManifest;
