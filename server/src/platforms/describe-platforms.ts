import type { Capability, PlatformManifest } from './platform.ts';
import { simulatedPlatforms } from './simulators/create-simulator.ts';

const unitNames: Readonly<Record<PlatformManifest['text']['unit'], string>> = {
  graphemes: 'characters as a reader counts them',
  codePoints: 'Unicode code points',
  utf16Units: 'UTF-16 units',
  utf8Bytes: 'bytes',
  emojiBytes: 'characters, emoji by their bytes',
  weighted: 'characters as X weighs them',
};

const number = (value: number) => value.toLocaleString('en');
const megabytes = (bytes: number) => `${number(bytes / 1_000_000)} MB`;
const formats = (mimes: readonly string[]) =>
  mimes.map((mime) => mime.split('/')[1]!.toUpperCase()).join(', ');

function duration(seconds: number): string {
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

function window(seconds: number): string {
  if (seconds % 86_400 === 0) return seconds === 86_400 ? 'a day' : `${seconds / 86_400} days`;
  if (seconds % 3600 === 0) return seconds === 3600 ? 'an hour' : `${seconds / 3600} hours`;
  return duration(seconds);
}

function disclosureOf({ aiDisclosure: { native, caption } }: PlatformManifest): string {
  const ways = [native ? `the platform's own flag \`${native}\`` : '', caption ? 'words in the caption' : ''];
  return ways.filter(Boolean).join(' and ') || 'none: AI-made posts are refused';
}

const forms: readonly (readonly [Capability, string])[] = [
  ['publish_text', 'words alone'],
  ['publish_image', 'picture'],
  ['publish_images', 'several pictures'],
  ['publish_video', 'video'],
  ['publish_story', 'story'],
  ['publish_thread', 'thread'],
  ['first_comment', 'first comment'],
];
const readings: readonly (readonly [Capability, string])[] = [
  ['read_comments', 'comments'],
  ['read_mentions', 'mentions'],
  ['read_messages', 'messages'],
  ['read_numbers', 'numbers'],
];
const doings: readonly (readonly [Capability, string])[] = [
  ['reply', 'reply'],
  ['hide_comment', 'hide comments'],
  ['like', 'like'],
  ['follow', 'follow'],
  ['edit', 'edit posts'],
  ['remove', 'take posts down'],
];
const those = ({ can }: PlatformManifest, all: typeof forms) =>
  all.flatMap(([capability, name]) => (can.includes(capability) ? [name] : [])).join(', ') || '–';

/** A platform without an API for this: every post is carried out by a person. */
const isByHand = ({ can, oauth, connect }: PlatformManifest) =>
  oauth === null && connect.length === 0 && !can.some((capability) => capability.startsWith('read_'));

function connectingBy(manifest: PlatformManifest): string {
  if (isByHand(manifest)) return 'by name, posted on by hand';
  const pasted = manifest.connect.length > 0 ? 'pasted fields' : '';
  return [manifest.oauth ? 'sign-in on its page' : '', pasted].filter(Boolean).join(' or ');
}

function callsAllowed({ rateLimits }: PlatformManifest): string {
  const limits = rateLimits.map(
    ({ bucket, max, windowSeconds, per }) =>
      `${bucket.replaceAll('_', ' ')}: ${number(max)} in ${window(windowSeconds)} per ${per}`,
  );
  return limits.join('; ') || 'asked for at run time';
}

/** Rows of the overview: what, and how it reads for one platform. */
const rows: readonly (readonly [string, (manifest: PlatformManifest) => string])[] = [
  ['Publishes', (manifest) => (isByHand(manifest) ? 'by hand' : those(manifest, forms))],
  ['Reads', (manifest) => those(manifest, readings)],
  ['Can also', (manifest) => those(manifest, doings)],
  ['Connecting', connectingBy],
  [
    'Caption',
    ({ text }) =>
      `${number(text.max)} ${unitNames[text.unit]}${text.maxBytes ? `, ${number(text.maxBytes)} bytes` : ''}`,
  ],
  [
    'Hashtags',
    ({ hashtags }) => `${hashtags.max}${hashtags.maxLength ? `, ${hashtags.maxLength} characters each` : ''}`,
  ],
  [
    'Image description',
    ({ altText }) =>
      altText.max === 0
        ? 'none'
        : `${number(altText.max)}${altText.onVideo ? ', video too' : ', images only'}`,
  ],
  [
    'Files in a post',
    ({ media }) => `${media.maxItems}, ${media.mixed ? 'images and video together' : 'images or video'}`,
  ],
  ['Images', ({ media: { images } }) => `${formats(images.mimes)}, ${megabytes(images.maxBytes)}`],
  [
    'Image shape',
    ({ media: { images } }) =>
      images.minAspect ? `${images.minAspect} to ${images.maxAspect} (width ÷ height)` : 'any',
  ],
  [
    'Video',
    ({ media: { video } }) =>
      `${formats(video.mimes)}, ${megabytes(video.maxBytes)}, ${video.minSeconds ? `${video.minSeconds} s to ` : 'up to '}${duration(video.maxSeconds)}`,
  ],
  ['AI disclosure', disclosureOf],
  [
    'Media',
    ({ fetchesMediaByUrl }) =>
      fetchesMediaByUrl === false
        ? 'uploaded'
        : `${fetchesMediaByUrl === true ? '' : `${fetchesMediaByUrl}s `}fetched by the platform from a public address`,
  ],
  ['Calls allowed', callsAllowed],
  ['Private test post', ({ privateTest }) => (privateTest ? 'yes' : 'no')],
  ['Rehearsal', ({ id }) => (simulatedPlatforms.includes(id) ? 'yes' : 'no')],
  ['Seen working live', ({ verifiedLive }) => verifiedLive ?? 'not yet'],
];

function overview(manifests: readonly PlatformManifest[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(['', ...manifests.map(({ name }) => name)]),
    line(['---', ...manifests.map(() => '---')]),
    ...rows.map(([title, read]) => line([title, ...manifests.map(read)])),
  ];
}

const listed = (title: string, items: readonly string[]) =>
  items.length === 0 ? [] : [title, '', ...items.map((item) => `- ${item}`), ''];
const asked = ({ label, help, required }: PlatformManifest['connect'][number]) =>
  `**${label}**${required ? '' : ' (optional)'}: ${help}`;

function chapter(manifest: PlatformManifest): string[] {
  return [
    `## ${manifest.name}`,
    '',
    ...manifest.connectNotes.map((note) => `- ${note}`),
    '',
    ...listed(
      'What to create there first:',
      manifest.setUp.map(({ text, url }) => (url ? `${text} ${url}` : text)),
    ),
    ...listed('What signing in asks for:', (manifest.oauth?.fields ?? []).map(asked)),
    ...listed(
      'Permissions:',
      (manifest.oauth?.scopes ?? []).map((scope) => `\`${scope}\``),
    ),
    ...listed('What connecting without a sign-in asks for:', manifest.connect.map(asked)),
    ...listed('Posting by hand:', manifest.handOff.checklist),
    'Where the limits are from:',
    '',
    ...manifest.sources.map(({ url, readOn }) => `- ${url} (read ${readOn})`),
    '',
  ];
}

/** docs/platforms.md: what each platform takes and asks for, from its manifest. */
export function describePlatforms(manifests: readonly PlatformManifest[]): string {
  return [
    '# Platforms',
    '',
    'Written by `node tools/write-platform-docs.ts` from the manifests in `server/src/platforms`; change those.',
    '',
    ...overview(manifests),
    '',
    'Limits that differ by account or server are asked for at run time and go before this table.',
    'Every AI-made post is disclosed; where a platform has no flag of its own, the words are added in the language of the post.',
    '',
    ...manifests.flatMap(chapter),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}
