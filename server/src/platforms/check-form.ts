import { measure } from '#kernel/text-length.ts';
import type { DraftProblem } from './check-draft.ts';
import { optionsOf } from './draft-options.ts';
import type { Capability, MediaLimits, PlatformManifest, PostDraft } from './platform.ts';

type Wrong = (field: string, message: string, hint: string) => DraftProblem;
const wrong: Wrong = (field, message, hint) => ({ failure: 'rejected', field, message, hint });

/** The limits that hold for a draft's own media: stories have theirs. */
export function mediaLimitsOf(manifest: PlatformManifest, draft: Pick<PostDraft, 'form'>): MediaLimits {
  return draft.form === 'story' && manifest.story ? manifest.story : manifest.media;
}

/** Whether the platform has the form at all, the title it wants, and the first comment. */
export function* formProblems(manifest: PlatformManifest, draft: PostDraft): Generator<DraftProblem> {
  const { name, can, title } = manifest;
  const needed: Partial<Record<string, Capability>> = { story: 'publish_story', thread: 'publish_thread' };
  const form = draft.form ?? 'feed';
  const capability = needed[form];
  if (capability && !can.includes(capability)) {
    yield wrong(
      'form',
      `${name} has no ${form === 'story' ? 'stories' : 'threads'} through its API.`,
      'Choose another form for this account, or leave the account out.',
    );
  }
  if (form === 'story' && draft.media.length === 0) {
    yield wrong('media', 'A story needs a picture or a clip.', 'Add one.');
  }
  if (form === 'thread' && (draft.parts ?? []).length === 0) {
    yield wrong('parts', 'A thread needs a second part.', 'Write one, or make it an ordinary post.');
  }
  if (form !== 'thread' && (draft.parts ?? []).length > 0) {
    yield wrong('parts', 'Only a thread has further parts.', 'Make it a thread, or take them out.');
  }
  const length = measure(draft.title ?? '', title?.unit ?? 'graphemes');
  if (title?.required && length === 0) yield wrong('title', `${name} wants a title.`, 'Write one.');
  if (title && length > title.max) {
    yield wrong(
      'title',
      `The title is ${length} characters; ${name} takes ${title.max}.`,
      `Shorten it by ${length - title.max}.`,
    );
  }
  const forbidden = [...(title?.forbids ?? '')].find((character) => draft.title?.includes(character));
  if (forbidden) yield wrong('title', `${name} takes no "${forbidden}" in a title.`, 'Write it another way.');
  yield* firstCommentProblems(manifest, draft);
}

function* firstCommentProblems(manifest: PlatformManifest, draft: PostDraft): Generator<DraftProblem> {
  const { name, can, comment } = manifest;
  const text = draft.firstComment ?? '';
  if (text === '') return;
  if (!can.includes('first_comment')) {
    yield wrong(
      'firstComment',
      `${name} takes no first comment through its API.`,
      'Put the words into the caption, or leave the account out.',
    );
    return;
  }
  const length = comment ? measure(text, comment.unit) : 0;
  if (comment && length > comment.max) {
    yield wrong(
      'firstComment',
      `The first comment is ${length} characters; ${name} takes ${comment.max}.`,
      `Shorten it by ${length - comment.max}.`,
    );
  }
}

/** Options a person has to choose, and values that the platform does not have. */
export function* optionProblems(manifest: PlatformManifest, draft: PostDraft): Generator<DraftProblem> {
  const { name } = manifest;
  const chosen = optionsOf(manifest, draft);
  for (const [option, value] of Object.entries(chosen)) {
    const { label, kind, choices, maxLength, excludes } = manifest.options.find(
      (one) => one.name === option,
    )!;
    if (value === null) {
      yield wrong(
        `options.${option}`,
        `${name} wants "${label}" to be chosen for each post.`,
        'Choose it beside the account.',
      );
      continue;
    }
    if (excludes && value === 'true' && chosen[excludes.option] === excludes.value) {
      yield wrong(`options.${option}`, excludes.reason, `Change it or turn "${label}" off.`);
    }
    if (kind === 'switch' && value === 'true' && choices && !choices.some((one) => one.value === 'true')) {
      yield wrong(
        `options.${option}`,
        `"${label}" is closed in the account’s own settings on ${name}.`,
        `Turn it off here, or open it on ${name} and check the account again.`,
      );
      continue;
    }
    const known =
      kind === 'switch'
        ? ['true', 'false']
        : kind === 'choice'
          ? choices?.map((one) => one.value)
          : undefined;
    if (known && !known.includes(value)) {
      yield wrong(
        `options.${option}`,
        `${name} does not offer "${value}" for "${label}".`,
        `Choose one of ${known.join(', ')}.`,
      );
    }
    if (maxLength !== undefined && measure(value, 'graphemes') > maxLength) {
      yield wrong(
        `options.${option}`,
        `"${label}" is longer than ${name} takes (${maxLength}).`,
        'Shorten it.',
      );
    }
  }
}
