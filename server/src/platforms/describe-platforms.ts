import type { PlatformManifest } from './platform.ts';
import { simulatedPlatforms } from './simulators/create-simulator.ts';

const unitNames: Readonly<Record<PlatformManifest['text']['unit'], string>> = {
  graphemes: 'characters as a reader counts them',
  codePoints: 'Unicode code points',
  utf16Units: 'UTF-16 units',
  utf8Bytes: 'bytes',
  emojiBytes: 'characters, emoji by their bytes',
};

const number = (value: number) => value.toLocaleString('en');
const megabytes = (bytes: number) => `${number(bytes / 1_000_000)} MB`;
const formats = (mimes: readonly string[]) =>
  mimes.map((mime) => mime.split('/')[1]!.toUpperCase()).join(', ');

function duration(seconds: number): string {
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

function disclosureOf({ aiDisclosure: { native, caption } }: PlatformManifest): string {
  const ways = [native ? `the platform's own flag \`${native}\`` : '', caption ? 'words in the caption' : ''];
  return ways.filter(Boolean).join(' and ') || 'none: AI-made posts are refused';
}

/** Rows of the overview: what, and how it reads for one platform. */
const rows: readonly (readonly [string, (manifest: PlatformManifest) => string])[] = [
  [
    'Caption',
    ({ text }) =>
      `${number(text.max)} ${unitNames[text.unit]}${text.maxBytes ? `, ${number(text.maxBytes)} bytes` : ''}`,
  ],
  ['Words alone', ({ can }) => (can.includes('publish_text') ? 'yes' : 'no')],
  [
    'Hashtags',
    ({ hashtags }) => `${hashtags.max}${hashtags.maxLength ? `, ${hashtags.maxLength} characters each` : ''}`,
  ],
  [
    'Image description',
    ({ altText }) => `${number(altText.max)}${altText.onVideo ? ', video too' : ', images only'}`,
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
      fetchesMediaByUrl ? 'fetched by the platform from a public address' : 'uploaded',
  ],
  ['Taking down', ({ can }) => (can.includes('remove') ? 'yes' : 'in the app only')],
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

function chapter(manifest: PlatformManifest): string[] {
  return [
    `## ${manifest.name}`,
    '',
    ...manifest.connectNotes.map((note) => `- ${note}`),
    '',
    'What connecting asks for:',
    '',
    ...manifest.connect.map(
      ({ label, help, required }) => `- **${label}**${required ? '' : ' (optional)'}: ${help}`,
    ),
    '',
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
