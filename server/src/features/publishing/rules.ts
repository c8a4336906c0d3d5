import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { AppError } from '#kernel/errors.ts';
import type { PostForm } from '#kernel/post-form.ts';
import type { PlatformFailure } from '#platforms/platform.ts';
import type { deliveryStates, Post } from './contract.ts';

export type PostState = z.infer<typeof Post>['state'];
export type DeliveryState = (typeof deliveryStates)[number];

const postChanges: Readonly<Record<PostState, readonly PostState[]>> = {
  draft: ['in_review', 'archived'],
  in_review: ['approved', 'changes_requested', 'rejected', 'draft', 'archived'],
  changes_requested: ['in_review', 'draft', 'archived'],
  approved: ['draft', 'archived'],
  rejected: ['draft', 'archived'],
  archived: [],
};

const deliveryChanges: Readonly<Record<DeliveryState, readonly DeliveryState[]>> = {
  planned: ['scheduled', 'cancelled'],
  scheduled: ['planned', 'scheduled', 'sending', 'handed_off', 'failed', 'missed', 'cancelled'],
  sending: ['published', 'failed', 'unknown', 'scheduled'],
  unknown: ['published', 'sending', 'failed', 'scheduled'],
  failed: ['scheduled', 'planned', 'cancelled'],
  missed: ['scheduled', 'planned', 'cancelled'],
  cancelled: ['planned', 'scheduled'],
  handed_off: ['published', 'missed', 'cancelled'],
  published: ['removed'],
  removed: [],
};

const spoken = (state: string) => state.replaceAll('_', ' ');

/** @throws AppError `conflict` when a post in `from` cannot become `to`. */
export function assertPostCanBecome(from: PostState, to: PostState): void {
  if (postChanges[from].includes(to)) return;
  throw new AppError('conflict', `A post that is ${spoken(from)} cannot become ${spoken(to)}.`, {
    hint: 'Load it again: somebody may have changed it meanwhile.',
    facts: { from, to },
  });
}

export function canDeliveryBecome(from: DeliveryState, to: DeliveryState): boolean {
  return deliveryChanges[from].includes(to);
}

/** @throws AppError `conflict` when a delivery in `from` cannot become `to`. */
export function assertDeliveryCanBecome(from: DeliveryState, to: DeliveryState): void {
  if (canDeliveryBecome(from, to)) return;
  throw new AppError('conflict', `A delivery that is ${spoken(from)} cannot become ${spoken(to)}.`, {
    hint: from === 'sending' ? 'Wait until it has ended.' : 'Load it again: it may have changed meanwhile.',
    facts: { from, to },
  });
}

/** States in which something is, or may be, on the platform: the post can no longer be edited. */
export const sentStates: readonly DeliveryState[] = [
  'sending',
  'handed_off',
  'published',
  'unknown',
  'removed',
];

/** What a reviewer sees and an approval binds. */
export interface ApprovedContent {
  readonly characterId: string;
  readonly caption: string;
  readonly hashtags: readonly string[];
  readonly language: string;
  readonly rating: string;
  readonly form: PostForm;
  readonly title: string;
  readonly media: readonly { readonly sha256: string; readonly altText: string }[];
  readonly parts: readonly { readonly text: string; readonly media: ApprovedContent['media'] }[];
  readonly firstComment: string;
  /** Accounts with the choices made for each, in any order. */
  readonly targets: readonly {
    readonly accountId: string;
    readonly options: Readonly<Record<string, string>>;
    /** Words for this account alone. */
    readonly caption: string | null;
  }[];
}

/** SHA-256 in hex over everything a reviewer sees: caption, media by hash, alt texts, targets. */
export function contentHashOf(content: ApprovedContent): string {
  const media = (files: ApprovedContent['media']) => files.map(({ sha256, altText }) => [sha256, altText]);
  const sorted = (options: Readonly<Record<string, string>>) =>
    Object.entries(options).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const chosen = content.targets.filter(
    ({ options, caption }) => caption !== null || Object.keys(options).length > 0,
  );
  const extras = [
    content.form,
    content.title,
    content.parts.map(({ text, media: files }) => [text, media(files)]),
    content.firstComment,
    chosen.map(({ accountId, options, caption }) => [accountId, sorted(options), caption]).toSorted(),
  ];
  // A plain feed post has the hash it had before there were other forms, so standing approvals stay good.
  const further = JSON.stringify(extras) === JSON.stringify(['feed', '', [], '', []]) ? [] : extras;
  const canonical = JSON.stringify([
    content.characterId,
    content.caption,
    content.hashtags,
    content.language,
    content.rating,
    media(content.media),
    content.targets.map(({ accountId }) => accountId).toSorted(),
    ...further,
  ]);
  return createHash('sha256').update(canonical).digest('hex');
}

/** Hours after its time at which a delivery is no longer sent by itself: no bursts after downtime. */
export const missedAfterHours = 6;

export function isMissed(publishAt: Date, now: Date): boolean {
  return now.getTime() - publishAt.getTime() > missedAfterHours * 3600_000;
}

/** Tries of one delivery before a person has to look at it. */
export const mostAttempts = 8;

/** What each failure means for a delivery. Whatever may have published is never sent again blindly. */
export const afterFailure = {
  rate_limited: { state: 'scheduled', again: true },
  unavailable: { state: 'scheduled', again: true },
  needs_reconnect: { state: 'failed', again: false },
  rejected: { state: 'failed', again: false },
  media_rejected: { state: 'failed', again: false },
  policy: { state: 'failed', again: false },
  checkpoint: { state: 'failed', again: false },
  restricted: { state: 'failed', again: false },
  gone: { state: 'failed', again: false },
  outcome_unknown: { state: 'unknown', again: true },
} as const satisfies Record<PlatformFailure, { state: DeliveryState; again: boolean }>;

/** Seconds before the next try: what the platform said, else doubling from 5 s up to 10 minutes. */
export function waitBeforeRetry(attemptNumber: number, retryAfterSeconds: number | undefined): number {
  const own = Math.min(600, 5 * 2 ** Math.max(0, attemptNumber - 1));
  return Math.min(24 * 3600, Math.max(1, retryAfterSeconds ?? own));
}

/**
 * A handle as it is shown: an address may be a key by itself, such as that of an upload under way, so only its
 * host is.
 */
export function shownHandle(value: string): string {
  return value.replaceAll(/https?:\/\/([^/\s"']+)[^\s"']*/g, 'https://$1/…');
}

/** Seconds between looks at an unknown outcome; after the last one a person decides. */
export const reconcileWaits: readonly number[] = [2, 5, 15, 60, 300];
