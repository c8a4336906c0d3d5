'use client';
import type { Generation, Take } from '@ainfluencer/server/contract/generation';
import { Shot } from '@ainfluencer/server/kernel/shot';
import { ArrowRight, Check } from 'lucide-react';
import { z } from 'zod';
import { CheckList } from '#features/generation/components/check-list.tsx';
import { ScoreParts } from '#features/generation/components/score-parts.tsx';
import { useChooseTake } from '#features/generation/mutations.ts';
import { BeforeAfter } from '#features/library/components/before-after.tsx';
import { ChangeMenu } from '#features/library/components/change-picture.tsx';
import { SaveLook } from '#features/looks/components/save-look.tsx';
import { useMakePost } from '#features/publishing/make-post.ts';
import { Badge } from '#ui/badge.tsx';
import { Button, LinkButton } from '#ui/button.tsx';
import { Picture } from '#ui/picture.tsx';
import { say, sayError } from '#ui/toast.ts';

/** The take itself: a picture, a clip, a recording or words. */
export function Shown({ take, medium, name }: { take: Take; medium: Generation['medium']; name: string }) {
  if (medium === 'text') {
    return (
      <blockquote className="rounded-3xl border border-line bg-surface p-6 font-display text-xl leading-relaxed whitespace-pre-line shadow-soft sm:p-8">
        {take.caption}
        {take.hashtags && take.hashtags.length > 0 && (
          <span className="mt-4 block font-sans text-sm text-accent-ink">
            {take.hashtags.map((tag) => `#${tag}`).join(' ')}
          </span>
        )}
      </blockquote>
    );
  }
  if (!take.fileUrl) return null;
  if (medium === 'speech') {
    return (
      <div className="rounded-3xl border border-line bg-surface p-6 shadow-soft">
        {/* biome-ignore lint/a11y/useMediaCaption: what is said stands in the request. */}
        <audio controls src={take.fileUrl} className="w-full" aria-label={`Take ${take.number}`} />
      </div>
    );
  }
  if (medium === 'video') {
    return (
      // biome-ignore lint/a11y/useMediaCaption: captions are burned into the clip.
      <video
        key={take.fileUrl}
        controls
        playsInline
        poster={take.thumbnailUrl ?? undefined}
        src={take.fileUrl}
        className="mx-auto max-h-[70dvh] w-auto max-w-full rounded-3xl bg-black"
        aria-label={`Take ${take.number} of ${name}`}
      />
    );
  }
  return (
    <Picture
      src={take.fileUrl}
      alt={`Take ${take.number} of ${name}`}
      eager
      boxClassName="mx-auto max-h-[70dvh] w-fit max-w-full rounded-3xl ring-1 ring-line"
      className="max-h-[70dvh] w-auto object-contain"
    />
  );
}

/** A request for a change to a picture that is there. */
const Changed = z.looseObject({ change: z.looseObject({ assetId: z.string() }) });

/** One take large, why it scored as it did, and what to do with it. */
export function TakeDetail({ generation, take }: { generation: Generation; take: Take }) {
  const choose = useChooseTake();
  const makePost = useMakePost();
  const chosen = generation.chosenTakeId === take.id;
  const choosable = take.state === 'done' && !chosen;
  const previous = generation.chosenTakeId;
  const changed = Changed.safeParse(generation.request).data;
  const shot = shotOf(generation);
  const pick = () =>
    choose.mutate(
      { generationId: generation.id, takeId: take.id },
      {
        onError: sayError,
        onSuccess: () =>
          say(
            `Take ${take.number} is chosen${generation.forPostId && take.assetId ? ', for its post' : ''}.`,
            previous
              ? () => choose.mutate({ generationId: generation.id, takeId: previous }, { onError: sayError })
              : undefined,
          ),
      },
    );
  const post = () =>
    makePost.mutate({
      characterId: generation.characterId,
      assetId: take.kind === 'audio' ? undefined : (take.assetId ?? undefined),
      caption: take.caption ?? '',
      hashtags: take.hashtags ?? [],
    });
  return (
    <div className="grid grid-cols-1 items-start gap-5 xl:grid-cols-[minmax(0,1fr)_18rem]">
      <Shown take={take} medium={generation.medium} name={generation.characterName} />
      <div className="flex flex-col gap-4">
        <div className="flex flex-wrap items-center gap-3">
          {take.score !== null && (
            <span className="tabular font-display text-4xl leading-none font-semibold">
              {Math.round(take.score)}
            </span>
          )}
          <span className="text-sm text-ink-soft">
            Take {take.number}
            <span className="tabular block text-xs text-ink-faint">seed {take.seed}</span>
            {take.madeBy && (
              <span className="block text-xs text-ink-faint">
                by {take.madeBy.engineName}, {take.madeBy.model}
              </span>
            )}
          </span>
          {chosen && (
            <Badge tone="accent">
              <Check aria-hidden /> Chosen
            </Badge>
          )}
          {take.state === 'set_aside' && <Badge tone="warn">Set aside</Badge>}
        </div>
        <ScoreParts generation={generation} take={take} />
        <CheckList checks={take.checks} />
        {take.warnings.map((warning) => (
          <p key={warning} className="text-[13px] text-warn">
            {warning}
          </p>
        ))}
        <div className="flex flex-wrap gap-2 xl:flex-col">
          {generation.forPostId && (
            <LinkButton
              href={`/posts/${generation.forPostId}`}
              look={generation.inPost ? 'primary' : 'secondary'}
            >
              Open its post <ArrowRight aria-hidden />
            </LinkButton>
          )}
          {generation.medium !== 'speech' && take.state === 'done' && (
            <Button
              look={generation.forPostId ? 'secondary' : 'primary'}
              busy={makePost.isPending}
              onClick={post}
            >
              Make a post <ArrowRight aria-hidden />
            </Button>
          )}
          {choosable && (
            <Button busy={choose.isPending} onClick={pick}>
              <Check aria-hidden /> Choose this take
            </Button>
          )}
          {generation.medium === 'image' && take.assetId && take.thumbnailUrl && (
            <>
              {changed && <BeforeAfter beforeId={changed.change.assetId} afterId={take.assetId} />}
              <ChangeMenu assetId={take.assetId} />
            </>
          )}
          {generation.medium === 'image' && shot && take.state === 'done' && take.assetId && (
            <SaveLook
              characterId={generation.characterId}
              shot={shot}
              assetId={take.assetId}
              look="secondary"
            />
          )}
        </div>
      </div>
    </div>
  );
}

/** What was asked for; older releases knew other shots. */
function shotOf({ request }: Generation): Shot | undefined {
  return Shot.safeParse(request.shot).data;
}
