import { graphemes, measure, utf8Bytes } from '#kernel/text-length.ts';
import { withLimits } from './account-limits.ts';
import { countCaption, hashtagsIn, linksIn, saysMadeWithAi } from './caption.ts';
import { formProblems, mediaLimitsOf, optionProblems } from './check-form.ts';
import { fetchesByUrl } from './fetches-media.ts';
import type {
  DraftMedia,
  ImageLimits,
  PlatformAccount,
  PlatformFailure,
  PlatformManifest,
  PostDraft,
  VideoLimits,
} from './platform.ts';
import { PlatformError } from './platform.ts';

/** Why a draft would be refused, found without asking the platform. */
export interface DraftProblem {
  readonly failure: Extract<PlatformFailure, 'rejected' | 'media_rejected' | 'policy'>;
  /** 'caption', 'media' or 'media.2.altText': where it sits in the draft. */
  readonly field: string;
  readonly message: string;
  readonly hint: string;
}

const megabytes = (bytes: number) => `${(bytes / 1_000_000).toFixed(1)} MB`;

/** Everything about a draft that the platform's manifest forbids; empty when it may be sent. */
export function findDraftProblems(manifest: PlatformManifest, draft: PostDraft): DraftProblem[] {
  const media = mediaLimitsOf(manifest, draft);
  return [
    ...formProblems(manifest, draft),
    ...captionProblems(manifest, draft.caption, 'caption'),
    ...mediaProblems({ ...manifest, media }, draft),
    ...partProblems(manifest, draft),
    ...optionProblems(manifest, draft),
    ...disclosureProblems(manifest, draft),
  ];
}

/** Throws `PlatformError` for the first problem: called by every adapter before its first request. */
export function assertDraft(
  manifest: PlatformManifest,
  draft: PostDraft & { readonly account?: PlatformAccount },
): void {
  const problem = findDraftProblems(withLimits(manifest, draft.account?.limits), draft)[0];
  if (problem) throw new PlatformError(problem.failure, problem.message, { hint: problem.hint });
}

function* captionProblems(
  manifest: PlatformManifest,
  caption: string,
  field: string,
): Generator<DraftProblem> {
  const { name, text, hashtags, links } = manifest;
  const wrong = (message: string, hint: string): DraftProblem => ({
    failure: 'rejected',
    field,
    message,
    hint,
  });
  const length = countCaption(manifest, caption);
  if (length > text.max) {
    yield wrong(
      `The caption is ${length} characters as ${name} counts them; it takes ${text.max}.`,
      `Shorten it by ${length - text.max}.`,
    );
  } else if (text.maxBytes !== undefined && utf8Bytes(caption) > text.maxBytes) {
    const bytes = utf8Bytes(caption);
    yield wrong(
      `The caption is ${bytes} bytes; ${name} takes ${text.maxBytes}.`,
      'Use fewer emoji or special letters.',
    );
  }
  const forbidden = [...(text.forbids ?? '')].find((character) => caption.includes(character));
  if (forbidden) yield wrong(`${name} takes no "${forbidden}" in the text.`, 'Write it another way.');
  const tags = hashtagsIn(caption);
  if (tags.length > hashtags.max) {
    yield wrong(
      `The caption has ${tags.length} hashtags; ${name} takes ${hashtags.max}.`,
      `Remove ${tags.length - hashtags.max}.`,
    );
  }
  const longest = hashtags.maxLength;
  const long = longest === undefined ? undefined : tags.find((tag) => graphemes(tag) > longest);
  if (long) yield wrong(`The hashtag #${long} is longer than ${name} takes (${longest}).`, 'Shorten it.');
  const count = linksIn(caption).length;
  if (links.max !== undefined && count > links.max) {
    yield wrong(
      links.max === 0
        ? `${name} takes no links.`
        : `The text has ${count} links; ${name} takes ${links.max}.`,
      'Take the link out.',
    );
  }
}

/** The further parts of a thread: each follows the rules of a text and of media. */
function* partProblems(manifest: PlatformManifest, draft: PostDraft): Generator<DraftProblem> {
  const parts = draft.parts ?? [];
  const most = manifest.thread?.maxParts;
  if (most !== undefined && parts.length + 1 > most) {
    yield {
      failure: 'rejected',
      field: 'parts',
      message: `The thread has ${parts.length + 1} parts; ${manifest.name} takes ${most}.`,
      hint: 'Join some of them.',
    };
  }
  for (const [index, { text, media }] of parts.entries()) {
    yield* captionProblems(manifest, text, `parts.${index}.text`);
    for (const problem of mediaProblems(manifest, { caption: text, media })) {
      yield { ...problem, field: `parts.${index}.${problem.field}` };
    }
  }
}

function* mediaProblems(
  manifest: PlatformManifest,
  draft: Pick<PostDraft, 'caption' | 'media'>,
): Generator<DraftProblem> {
  const { name, media: limits, can } = manifest;
  const wrong = (message: string, hint: string): DraftProblem => ({
    failure: 'rejected',
    field: 'media',
    message,
    hint,
  });
  const images = draft.media.filter((one) => one.kind === 'image').length;
  const videos = draft.media.length - images;
  if (draft.media.length === 0) {
    if (!can.includes('publish_text'))
      yield wrong(`${name} takes no post without a picture or video.`, 'Add one.');
    if (draft.caption.trim() === '') yield wrong('The post is empty.', 'Write a caption or add a picture.');
    return;
  }
  if (draft.media.length > limits.maxItems) {
    yield wrong(`${draft.media.length} files; ${name} takes ${limits.maxItems}.`, 'Take some out.');
    return;
  }
  if (images > limits.images.max) {
    yield wrong(`${images} pictures; ${name} takes ${limits.images.max}.`, 'Take some out.');
  }
  if (videos > limits.video.max)
    yield wrong(`${videos} videos; ${name} takes ${limits.video.max}.`, 'Take some out.');
  if (images > 0 && videos === 0 && !can.includes('publish_image')) {
    yield wrong(`${name} takes no picture without a video.`, 'Add a video, or leave the account out.');
  }
  if (images > 0 && videos > 0 && !limits.mixed) {
    yield wrong(`${name} takes pictures or a video in one post, not both.`, 'Make two posts.');
  }
  for (const [index, one] of draft.media.entries()) {
    yield* oneMediaProblems(manifest, one, `media.${index}`);
  }
}

function* oneMediaProblems(
  manifest: PlatformManifest,
  one: DraftMedia,
  field: string,
): Generator<DraftProblem> {
  const { name, altText } = manifest;
  const limits: ImageLimits | VideoLimits =
    one.kind === 'image' ? manifest.media.images : manifest.media.video;
  const wrong = (message: string, hint: string): DraftProblem => ({
    failure: 'media_rejected',
    field,
    message,
    hint,
  });
  if (!limits.mimes.includes(one.mime)) {
    yield wrong(`${name} does not take ${one.mime} here.`, `Use ${limits.mimes.join(' or ')}.`);
  }
  if (one.bytes > limits.maxBytes) {
    yield wrong(
      `The ${one.kind} is ${megabytes(one.bytes)}; ${name} takes ${megabytes(limits.maxBytes)}.`,
      'Make a smaller rendition.',
    );
  }
  const aspect = one.width / one.height;
  // A rounding of half a pixel must not refuse a picture cut to exactly the limit.
  const slack = 0.5 / one.height + 1e-9;
  if (limits.minAspect !== undefined && aspect < limits.minAspect - slack) {
    yield wrong(
      `The ${one.kind} is too tall for ${name} (${one.width}×${one.height}).`,
      'Crop it, 4:5 at the tallest.',
    );
  }
  if (limits.maxAspect !== undefined && aspect > limits.maxAspect + slack) {
    yield wrong(`The ${one.kind} is too wide for ${name} (${one.width}×${one.height}).`, 'Crop it.');
  }
  if (one.kind === 'video') yield* durationProblems(manifest, one, wrong);
  // Where the platform has no such field the description is not sent, so it may be of any length.
  const counts = altText.max > 0 && (one.kind === 'image' || altText.onVideo);
  if (counts && measure(one.altText, altText.unit) > altText.max) {
    yield {
      failure: 'rejected',
      field: `${field}.altText`,
      message: `The image description is longer than ${name} takes (${altText.max}).`,
      hint: 'Shorten it.',
    };
  }
  if (fetchesByUrl(manifest, one.kind) && !one.publicUrl) {
    yield wrong(
      `${name} downloads media itself, and this file has no public address.`,
      'Set the public address of this studio, or hand the post off to a person.',
    );
  }
}

function* durationProblems(
  manifest: PlatformManifest,
  one: DraftMedia,
  wrong: (message: string, hint: string) => DraftProblem,
): Generator<DraftProblem> {
  const { minSeconds, maxSeconds } = manifest.media.video;
  const seconds = one.durationSeconds;
  if (seconds === undefined) return;
  if (seconds > maxSeconds)
    yield wrong(`The video runs ${Math.round(seconds)} s; ${manifest.name} takes ${maxSeconds}.`, 'Cut it.');
  if (minSeconds !== undefined && seconds < minSeconds) {
    yield wrong(
      `The video runs ${seconds.toFixed(1)} s; ${manifest.name} wants ${minSeconds} at least.`,
      'Make it longer.',
    );
  }
}

function* disclosureProblems(manifest: PlatformManifest, draft: PostDraft): Generator<DraftProblem> {
  if (draft.disclosure === 'none') return;
  const { native, caption } = manifest.aiDisclosure;
  if (native === null && !caption) {
    yield {
      failure: 'policy',
      field: 'disclosure',
      message: `${manifest.name} offers no way to say that the post is made with AI.`,
      hint: 'Publish it elsewhere.',
    };
  }
  if (caption && !saysMadeWithAi(draft.caption)) {
    yield {
      failure: 'policy',
      field: 'caption',
      message: `${manifest.name} has no AI flag, so the caption must say that the post is made with AI.`,
      hint: 'Leave the disclosure line in the caption.',
    };
  }
}
