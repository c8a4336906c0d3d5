import type { PlatformManifest } from '#platforms/platform.ts';

const units: Readonly<Record<string, string>> = {
  graphemes: 'characters',
  codePoints: 'characters',
  utf16Units: 'characters',
  utf8Bytes: 'bytes',
};

const number = (value: number) => value.toLocaleString('en');
const megabytes = (bytes: number) => `${number(Math.round(bytes / 100_000) / 10)} MB`;
const formats = (mimes: readonly string[]) =>
  mimes.map((mime) => (mime.split('/')[1] ?? mime).replace('quicktime', 'mov').toUpperCase()).join(', ');

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds % 3600 === 0 ? `${seconds / 3600} h` : `${Math.round(seconds / 60)} min`;
}

/** What a platform takes, for one account when `withLimits` was asked first: a label and a value a line. */
export function describeLimits(manifest: PlatformManifest): { label: string; value: string }[] {
  const { text, media, altText, hashtags, thread, story, title, comment } = manifest;
  const { images, video } = media;
  const unit = units[text.unit] ?? 'characters';
  return [
    { label: 'Text', value: `${number(text.max)} ${unit}` },
    ...(title ? [{ label: 'Title', value: `${number(title.max)} characters` }] : []),
    { label: 'Hashtags', value: hashtags.max === 0 ? 'none' : `up to ${hashtags.max}` },
    ...(altText.max > 0
      ? [
          {
            label: 'Image description',
            value: `${number(altText.max)} characters${altText.onVideo ? ', video too' : ''}`,
          },
        ]
      : []),
    ...(images.max > 0
      ? [
          {
            label: 'Pictures',
            value: `up to ${images.max}; ${formats(images.mimes)}, ${megabytes(images.maxBytes)} each`,
          },
        ]
      : []),
    ...(video.max > 0
      ? [
          {
            label: 'Video',
            value: `${formats(video.mimes)}, ${video.minSeconds ? `${video.minSeconds} s to ` : 'up to '}${duration(video.maxSeconds)}, ${megabytes(video.maxBytes)}`,
          },
        ]
      : []),
    ...(story ? [{ label: 'Story', value: story.video.max > 0 ? 'a picture or a clip' : 'a picture' }] : []),
    ...(thread ? [{ label: 'Thread', value: `up to ${thread.maxParts} parts` }] : []),
    ...(comment ? [{ label: 'Comment', value: `${number(comment.max)} characters` }] : []),
  ];
}
