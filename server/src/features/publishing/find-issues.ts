import type { Ctx } from '#context';
import { type AccountRow, needsPerson } from '#features/accounts/index.ts';
import type { Rendition } from '#features/library/index.ts';
import { withLimits } from '#platforms/account-limits.ts';
import { findDraftProblems } from '#platforms/check-draft.ts';
import { mediaLimitsOf } from '#platforms/check-form.ts';
import type { DraftMedia, MediaLimits, PostDraft } from '#platforms/platform.ts';
import { type Compiled, compileDelivery, disclosure } from './compile-delivery.ts';
import type { PostContent, PostMedia } from './content.ts';
import type { PostIssue } from './contract.ts';
import type { DeliveryRow } from './queries.ts';
import { renditionFor, sharedAspect } from './rendition.ts';

export interface DeliveryView {
  readonly delivery: DeliveryRow;
  readonly account: AccountRow | undefined;
  readonly compiled: Compiled;
  readonly issues: readonly PostIssue[];
  /** What is changed of words and files so that the platform takes them. */
  readonly changes: readonly string[];
}

export interface Issues {
  readonly post: readonly PostIssue[];
  readonly byDelivery: ReadonlyMap<string, DeliveryView>;
}

/** Everything that would stop or spoil a post, found before anything is sent. `accounts` are those of its character. */
export function findIssues(ctx: Ctx, content: PostContent, accounts: readonly AccountRow[]): Issues {
  const byDelivery = new Map<string, DeliveryView>();
  for (const delivery of content.deliveries) {
    const account = accounts.find(({ id }) => id === delivery.accountId);
    byDelivery.set(delivery.id, viewOf(ctx, content, delivery, account));
  }
  return { post: postIssues(content, content.deliveries), byDelivery };
}

function postIssues(content: PostContent, rows: readonly DeliveryRow[]): PostIssue[] {
  const issues: PostIssue[] = [];
  if (content.text.trim() === '' && content.media.length === 0) {
    issues.push({
      severity: 'blocks',
      message: 'The post is empty.',
      hint: 'Write a caption or add a picture.',
    });
  }
  if (!rows.some(({ state }) => state !== 'cancelled')) {
    issues.push({
      severity: 'blocks',
      message: 'No account is chosen, so the post would go nowhere.',
      hint: 'Choose at least one account, or connect a rehearsal account.',
    });
  }
  for (const { asset, altText } of content.media) {
    if (asset.kind === 'image' && altText.trim() === '') {
      issues.push({
        severity: 'warns',
        message: 'A picture has no description.',
        hint: 'Describe it for people who cannot see it.',
      });
    }
  }
  return issues;
}

function viewOf(
  ctx: Ctx,
  content: PostContent,
  delivery: DeliveryRow,
  account: AccountRow | undefined,
): DeliveryView {
  const manifest = withLimits(ctx.platforms.manifest(delivery.platform), account?.limits);
  const compiled = compileDelivery(manifest, content, delivery.captionOverride);
  const { post } = content;
  const media = adaptedMedia(mediaLimitsOf(manifest, post), content.media);
  const parts = content.parts.map(({ text, media }) => ({ text, ...adaptedMedia(manifest.media, media) }));
  const draft: PostDraft = {
    form: post.form,
    title: post.title,
    caption: compiled.caption,
    firstComment: post.firstComment,
    options: delivery.options,
    disclosure,
    media: media.drafts,
    parts: parts.map(({ text, drafts }) => ({ text, media: drafts })),
  };
  const issues: PostIssue[] = findDraftProblems(manifest, draft).map(({ message, hint }) => ({
    severity: 'blocks',
    message: `${manifest.name}: ${message}`,
    hint,
  }));
  if (account?.paused)
    issues.push(warning(`${manifest.name}: this account is paused.`, 'Resume it on the accounts page.'));
  if (account && needsPerson(account.health)) {
    issues.push(
      warning(`${manifest.name}: ${account.healthReason}`, account.healthHint || 'Open the account.'),
    );
  }
  const changes = [...compiled.changes, ...media.changes, ...parts.flatMap((part) => part.changes)];
  return { delivery, account, compiled, issues, changes };
}

const warning = (message: string, hint: string): PostIssue => ({ severity: 'warns', message, hint });

/** The rendition that would be sent is what counts, not the file in the library. */
function draftMedia({ asset, altText }: PostMedia, rendition: Rendition | undefined): DraftMedia {
  const kind = asset.kind === 'video' ? 'video' : 'image';
  const longest = rendition?.kind === 'video' ? rendition.maxSeconds : undefined;
  const seconds = asset.durationSeconds ?? undefined;
  return {
    kind,
    mime: rendition?.kind === 'image' ? `image/${rendition.format}` : asset.mime,
    bytes: Math.min(asset.bytes, rendition?.maxBytes ?? asset.bytes),
    width: rendition?.width ?? asset.width ?? 1,
    height: rendition?.height ?? asset.height ?? 1,
    durationSeconds: seconds === undefined ? undefined : Math.min(seconds, longest ?? seconds),
    altText,
    publicUrl: 'made when it is sent',
  };
}

/** Files as they would be sent, with what that changes, numbered where there are several. */
function adaptedMedia(limits: MediaLimits, media: readonly PostMedia[]) {
  const aspect = sharedAspect(
    limits,
    media.map(({ asset }) => asset),
  );
  const adapted = media.map((one) => ({ one, ...renditionFor(limits, one.asset, aspect) }));
  return {
    drafts: adapted.map(({ one, rendition }) => draftMedia(one, rendition)),
    changes: adapted.flatMap(({ changes }, index) =>
      changes.map((change) => (media.length > 1 ? `File ${index + 1}: ${change}` : change)),
    ),
  };
}
