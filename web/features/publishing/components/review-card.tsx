'use client';
import type { Delivery, Post } from '@ainfluencer/server/contract/publishing';
import {
  ArrowLeft,
  ArrowRight,
  Bot,
  Check,
  Eye,
  EyeOff,
  MessageSquareWarning,
  Pencil,
  X,
} from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { PlatformMark } from '#features/accounts/components/platform-mark.tsx';
import { usePlatforms } from '#features/accounts/data.ts';
import { useCharacter } from '#features/characters/data.ts';
import { mannerOfPlatform, previewOf } from '#features/publishing/preview-of.ts';
import { swipePixels, useSwipe } from '#features/publishing/use-swipe.ts';
import { workingCopyOf } from '#features/publishing/working-copy.ts';
import { Ago } from '#ui/ago.tsx';
import { Button } from '#ui/button.tsx';
import { cx } from '#ui/cx.ts';
import { dayAndTime } from '#ui/time.ts';
import { WrittenText } from '#ui/written-text.tsx';
import { Issues } from './issues.tsx';
import { PlatformPreview } from './platform-preview.tsx';

interface ReviewCardProps {
  post: Post;
  onApprove: () => void;
  onChanges: () => void;
  onReject: () => void;
}

/** The picture or clip as it will be sent, or the words where there is none. */
function Shown({ post, item }: { post: Post; item: Post['media'][number] | undefined }) {
  if (!item) {
    return (
      <div className="flex min-h-64 items-center rounded-3xl border border-line bg-surface p-8 font-display text-2xl leading-snug whitespace-pre-line">
        {post.caption || 'No picture and no caption'}
      </div>
    );
  }
  if (item.asset.kind === 'video') {
    return (
      // biome-ignore lint/a11y/useMediaCaption: captions are burned into the clip.
      <video
        key={item.asset.id}
        controls
        playsInline
        poster={item.asset.thumbnailUrl ?? undefined}
        src={item.asset.fileUrl}
        aria-label={item.altText || 'Clip'}
        className="max-h-[74dvh] w-full rounded-3xl bg-black object-contain"
      />
    );
  }
  return (
    // biome-ignore lint/performance/noImgElement: the file itself, as it will be sent.
    <img
      src={item.asset.fileUrl}
      alt={item.altText}
      draggable={false}
      className="max-h-[74dvh] w-full rounded-3xl bg-sunken object-contain ring-1 ring-line"
    />
  );
}

interface PicturesProps {
  post: Post;
  shown: number;
  onShow: (index: number) => void;
}

/** The other pictures of a post, to look at one after the other. */
function Pictures({ post, shown, onShow }: PicturesProps) {
  if (post.media.length < 2) return null;
  return (
    <fieldset className="flex gap-2" aria-label="Pictures of this post">
      {post.media.map(({ asset }, index) => (
        <button
          key={asset.id}
          type="button"
          aria-label={`Picture ${index + 1}`}
          aria-pressed={index === shown}
          onClick={() => onShow(index)}
          className={cx(
            'size-14 overflow-hidden rounded-lg ring-1 ring-line',
            index === shown && 'ring-3 ring-accent',
          )}
        >
          {/* biome-ignore lint/performance/noImgElement: a thumbnail of the API. */}
          <img src={asset.thumbnailUrl ?? asset.fileUrl} alt="" className="size-full object-cover" />
        </button>
      ))}
    </fieldset>
  );
}

/** The post in the manner of the delivery's platform, on request. */
function AsThere({ post, delivery }: { post: Post; delivery: Delivery }) {
  const [isOpen, setOpen] = useState(false);
  const platform = usePlatforms().data?.get(delivery.platform);
  const portrait = useCharacter(post.characterId).data?.portraitUrl;
  if (!platform) return null;
  return (
    <div className="flex flex-col items-start gap-3">
      <Button size="small" look="soft" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? <EyeOff aria-hidden /> : <Eye aria-hidden />} As people see it
      </Button>
      {isOpen && (
        <div className="w-full">
          <PlatformPreview
            manner={mannerOfPlatform(platform)}
            post={previewOf({
              copy: workingCopyOf(post),
              accountId: delivery.accountId,
              handle: delivery.handle,
              displayName: post.characterName,
              avatarUrl: portrait,
              platform,
              text: delivery.caption,
              when: delivery.publishAt ? dayAndTime(delivery.publishAt, delivery.timeZone) : 'now',
            })}
          />
        </div>
      )}
    </div>
  );
}

/** What one account would get, to the letter. */
function Sent({ post, delivery }: { post: Post; delivery: Delivery }) {
  const over = delivery.captionLength > delivery.captionMax;
  return (
    <section
      aria-label={`To ${delivery.platformName} @${delivery.handle}`}
      className="flex flex-col gap-2.5 border-t border-line pt-4 first:border-0 first:pt-0"
    >
      <header className="flex items-center gap-3">
        <PlatformMark
          platform={delivery.platform}
          name={delivery.platformName}
          className="size-8 rounded-lg text-xs"
        />
        <p className="min-w-0 flex-1 text-sm leading-tight">
          <span className="block truncate font-medium">@{delivery.handle}</span>
          <span className="text-xs text-ink-faint">
            {delivery.platformName}
            {delivery.mode === 'rehearsal' && ', rehearsal'}
            {delivery.publishAt && `, ${dayAndTime(delivery.publishAt, delivery.timeZone)}`}
          </span>
        </p>
        <span className={cx('tabular text-xs', over ? 'font-semibold text-bad' : 'text-ink-faint')}>
          {delivery.captionLength} / {delivery.captionMax}
        </span>
      </header>
      <p className="text-[15px] leading-relaxed break-words whitespace-pre-line">
        <WrittenText text={delivery.caption || 'No words'} />
      </p>
      <p className="flex items-center gap-1.5 text-[13px] text-info">
        <Bot className="size-4 shrink-0" aria-hidden /> {delivery.disclosure}
      </p>
      <Issues issues={delivery.issues} />
      <AsThere post={post} delivery={delivery} />
    </section>
  );
}

/** What a swipe would do, uncovered as the picture moves away from it. */
function Underlay({ shift }: { shift: number }) {
  const decided = Math.abs(shift) >= swipePixels;
  const approving = shift > 0;
  const Icon = approving ? Check : MessageSquareWarning;
  return (
    <div
      aria-hidden
      className={cx(
        'absolute inset-0 flex items-center rounded-3xl px-6 transition-colors duration-150',
        approving ? 'justify-start' : 'justify-end',
        approving
          ? decided
            ? 'bg-good text-surface'
            : 'bg-good-soft text-good'
          : decided
            ? 'bg-warn text-surface'
            : 'bg-warn-soft text-warn',
      )}
    >
      <span
        className={cx(
          'flex flex-col items-center gap-1 text-xs font-semibold transition-transform duration-150',
          decided && 'scale-115',
        )}
      >
        <Icon className="size-7" /> {approving ? 'Approve' : 'Send back'}
      </span>
    </div>
  );
}

export function ReviewCard({ post, onApprove, onChanges, onReject }: ReviewCardProps) {
  const swipe = useSwipe(onApprove, onChanges);
  const [shown, setShown] = useState(0);
  const item = post.media[shown] ?? post.media[0];
  return (
    <article
      aria-label={`Post by ${post.characterName}`}
      className="grid animate-fade items-start gap-6 lg:grid-cols-[minmax(0,1.25fr)_minmax(0,1fr)] lg:gap-10"
    >
      <div className="flex min-w-0 flex-col gap-3">
        <div className="relative">
          {swipe.shift !== 0 && <Underlay shift={swipe.shift} />}
          <div
            {...swipe.handlers}
            data-swipe
            className="relative touch-pan-y transition-transform duration-200"
            style={
              swipe.shift
                ? {
                    transform: `translateX(${swipe.shift}px) rotate(${swipe.shift / 60}deg)`,
                    transition: 'none',
                  }
                : undefined
            }
          >
            <Shown post={post} item={item} />
          </div>
        </div>
        <p className="hidden items-center justify-between text-xs font-medium text-ink-faint pointer-coarse:flex">
          <span className="inline-flex items-center gap-1.5 text-warn">
            <ArrowLeft className="size-4" aria-hidden /> Swipe to send back
          </span>
          <span className="inline-flex items-center gap-1.5 text-good">
            Swipe to approve <ArrowRight className="size-4" aria-hidden />
          </span>
        </p>
        <Pictures post={post} shown={shown} onShow={setShown} />
        {item && (
          <p className="text-[13px] text-ink-faint">
            <span className="font-medium text-ink-soft">Alt text:</span> {item.altText || 'none'}
          </p>
        )}
      </div>
      <div className="flex flex-col gap-5 lg:sticky lg:top-8">
        <header>
          <p className="font-display text-2xl font-semibold">{post.characterName}</p>
          <p className="text-[13px] text-ink-faint">
            Sent to review <Ago at={post.updatedAt} /> ·{' '}
            <Link
              href={`/posts/${post.id}`}
              className="inline-flex items-center gap-1 font-medium text-ink-soft hover:text-ink"
            >
              <Pencil className="size-3" aria-hidden /> Edit
            </Link>
          </p>
        </header>
        <Issues issues={post.issues} />
        <div className="flex flex-col gap-5 rounded-2xl border border-line bg-surface p-5 shadow-soft">
          {post.deliveries.length === 0 && (
            <p className="text-sm text-ink-soft">
              It goes to no account yet. It can be approved, and aimed later; that changes what was approved.
            </p>
          )}
          {post.deliveries.map((delivery) => (
            <Sent key={delivery.id} post={post} delivery={delivery} />
          ))}
        </div>
        <div className="sticky bottom-16 z-20 -mx-4 grid grid-cols-[1fr_1fr_1.4fr] gap-2 border-t border-line bg-paper px-4 py-3 md:static md:mx-0 md:border-0 md:bg-transparent md:p-0">
          <Button size="large" className="px-3 text-sm" onClick={onReject}>
            <X aria-hidden /> Reject
          </Button>
          <Button size="large" className="px-3 text-sm" onClick={onChanges} aria-label="Request changes">
            <MessageSquareWarning aria-hidden /> Changes
          </Button>
          <Button size="large" look="primary" className="px-3" onClick={onApprove}>
            <Check aria-hidden /> Approve
          </Button>
        </div>
      </div>
    </article>
  );
}
