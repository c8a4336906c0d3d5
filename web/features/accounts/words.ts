import type { Account, SignInProblem } from '@ainfluencer/server/contract/accounts';
import type { TrialOutcome, TrialStepName } from '@ainfluencer/server/contract/trials';
import type { Tone } from '#ui/badge.tsx';

type Words = { readonly label: string; readonly tone: Tone };

export const healthWords: Readonly<Record<Account['health'], Words>> = {
  ok: { label: 'Healthy', tone: 'good' },
  retry: { label: 'Tried again soon', tone: 'info' },
  quota: { label: 'Limit reached', tone: 'info' },
  reauth: { label: 'Connect again', tone: 'bad' },
  checkpoint: { label: 'Confirm in the app', tone: 'bad' },
  restricted: { label: 'Restricted', tone: 'bad' },
  policy: { label: 'Against a rule', tone: 'bad' },
  gone: { label: 'Gone', tone: 'bad' },
};

export const modeWords: Readonly<Record<Account['mode'], Words>> = {
  rehearsal: { label: 'Rehearsal', tone: 'info' },
  live: { label: 'Live', tone: 'accent' },
  hand_off: { label: 'By hand', tone: 'plain' },
};

export const stepWords: Readonly<Record<TrialStepName, string>> = {
  text: 'Words alone',
  picture: 'One picture',
  pictures: 'Several pictures',
  video: 'Video',
  story: 'Story',
  thread: 'Thread',
  first_comment: 'First comment',
};

export const outcomeWords: Readonly<Record<TrialOutcome, Words>> = {
  waiting: { label: 'Waiting', tone: 'plain' },
  running: { label: 'Trying …', tone: 'accent' },
  passed: { label: 'Worked', tone: 'good' },
  failed: { label: 'Failed', tone: 'bad' },
  left_behind: { label: 'Delete it by hand', tone: 'warn' },
  skipped: { label: 'Not tried', tone: 'plain' },
};

/** What a platform can, in the order people look for it. */
export const capabilityWords: readonly (readonly [string, string])[] = [
  ['publish_text', 'Words alone'],
  ['publish_image', 'Picture'],
  ['publish_images', 'Several pictures'],
  ['publish_video', 'Video'],
  ['publish_story', 'Story'],
  ['publish_thread', 'Thread'],
  ['first_comment', 'First comment'],
  ['edit', 'Edit later'],
  ['remove', 'Take down'],
  ['read_comments', 'Read comments'],
  ['read_mentions', 'Read mentions'],
  ['read_messages', 'Read messages'],
  ['read_numbers', 'Read numbers'],
  ['reply', 'Reply'],
  ['hide_comment', 'Hide comments'],
  ['like', 'Like'],
  ['follow', 'Follow'],
];

/** What a platform publishes, in a few words. */
export function publishes(can: readonly string[]): string {
  const forms = capabilityWords.slice(0, 6).flatMap(([name, label]) => (can.includes(name) ? [label] : []));
  return forms.length > 0 ? forms.join(' · ') : 'Posted on by hand';
}

export const problemWords: Readonly<
  Record<SignInProblem, { readonly title: string; readonly hint: string }>
> = {
  unknown: {
    title: 'This studio did not begin this sign-in.',
    hint: 'Begin it here, in this browser. Nothing was connected.',
  },
  somebody_else: {
    title: 'Somebody else began this sign-in.',
    hint: 'Sign in to the studio as the person who began it, or begin again yourself. Nothing was connected.',
  },
  used: {
    title: 'This sign-in was used already.',
    hint: 'Look whether the account is connected. If it is not, begin again.',
  },
  signed_out: {
    title: 'You were signed out of the studio meanwhile.',
    hint: 'Sign in to the studio at its own address, then begin again. Nothing was connected.',
  },
  not_allowed: {
    title: 'Your role may not connect accounts.',
    hint: 'Ask an owner or admin of the workspace to do it. Nothing was connected.',
  },
};

/** "15 minutes", "a day". */
export function windowWords(seconds: number): string {
  if (seconds % 86_400 === 0) return seconds === 86_400 ? 'a day' : `${seconds / 86_400} days`;
  if (seconds % 3600 === 0) return seconds === 3600 ? 'an hour' : `${seconds / 3600} hours`;
  return seconds < 60 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
}
