import type { Delivery, Post } from '@ainfluencer/server/contract/publishing';
import type { Tone } from '#ui/badge.tsx';

export const postStateWords: Readonly<Record<Post['state'], { label: string; tone: Tone }>> = {
  draft: { label: 'Draft', tone: 'plain' },
  in_review: { label: 'In review', tone: 'accent' },
  changes_requested: { label: 'Changes requested', tone: 'warn' },
  approved: { label: 'Approved', tone: 'good' },
  rejected: { label: 'Rejected', tone: 'bad' },
  archived: { label: 'Archived', tone: 'plain' },
};

/** `meaning` tells a person what a state means for the post, and what comes next. */
export const deliveryStateWords: Readonly<
  Record<Delivery['state'], { label: string; tone: Tone; meaning: string }>
> = {
  planned: {
    label: 'Planned',
    tone: 'plain',
    meaning: 'Nothing goes out by a plan. Schedule it once the post is approved.',
  },
  scheduled: { label: 'Scheduled', tone: 'info', meaning: 'It goes out by itself at its time.' },
  sending: { label: 'Sending', tone: 'accent', meaning: 'It is being handed to the platform now.' },
  published: { label: 'Published', tone: 'good', meaning: 'The platform has it, once.' },
  failed: {
    label: 'Failed',
    tone: 'bad',
    meaning: 'Nothing was published. See why below, mend it, then try again.',
  },
  unknown: {
    label: 'Needs your decision',
    tone: 'warn',
    meaning:
      'The platform may or may not have it, and offers no proof. Nothing is sent again until you have looked and decided.',
  },
  handed_off: { label: 'Handed off', tone: 'info', meaning: 'It is ready for a person to post by hand.' },
  missed: {
    label: 'Missed',
    tone: 'warn',
    meaning: 'Its time passed while it could not be sent. Give it a new time.',
  },
  removed: {
    label: 'Taken down',
    tone: 'plain',
    meaning: 'It was published and has been taken down from the platform since.',
  },
  cancelled: { label: 'Cancelled', tone: 'plain', meaning: 'It will not be sent.' },
};

/** States in which a delivery can still be given another time. */
export const canMove = (state: Delivery['state']) =>
  state === 'planned' ||
  state === 'scheduled' ||
  state === 'failed' ||
  state === 'missed' ||
  state === 'cancelled';
