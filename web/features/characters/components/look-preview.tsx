'use client';
import type { Look } from '@ainfluencer/server/kernel/look';
import { formats, type Shot } from '@ainfluencer/server/kernel/shot';
import { LoaderCircle } from 'lucide-react';
import { useLookPreview } from '#features/characters/previews.ts';
import { cx } from '#ui/cx.ts';
import { ProblemNote } from '#ui/problem-note.tsx';

interface LookPreviewProps {
  look: Look | undefined;
  shot?: Partial<Shot>;
  /** Words for who cannot see it. */
  label: string;
  className?: string;
  /** Shown until the first picture is drawn. */
  meanwhile?: string | null | undefined;
  /** Tells several on one screen apart: each waits for its own newest picture. */
  place?: string;
  /** The most of the window's height it may take, 0 to 1. */
  tallest?: number;
}

/** The live picture beside the sliders. */
export function LookPreview(props: LookPreviewProps) {
  const { look, shot = {}, label, className, meanwhile, place = '', tallest } = props;
  const preview = useLookPreview(look, shot, place);
  const { width, height } = formats[shot.format ?? 'portrait'];
  return (
    <figure
      className={cx('relative overflow-hidden rounded-3xl bg-sunken ring-1 ring-line', className)}
      style={{
        aspectRatio: `${width} / ${height}`,
        ...(tallest && { width: `min(100%, calc(${tallest * 100}dvh * ${width} / ${height}))` }),
      }}
    >
      {(preview.src ?? meanwhile) ? (
        // biome-ignore lint/performance/noImgElement: a data URL just drawn.
        <img
          src={preview.src ?? meanwhile ?? ''}
          alt={label}
          className={cx(
            'size-full object-cover object-top transition-opacity duration-300',
            preview.drawing && 'opacity-80',
          )}
        />
      ) : (
        !preview.error && <div className="size-full animate-pulse" role="status" aria-label="Drawing" />
      )}
      {preview.drawing && (
        <span className="absolute right-3 bottom-3 flex items-center gap-1.5 rounded-full bg-ink/75 px-2.5 py-1 text-xs text-paper">
          <LoaderCircle className="size-3.5 animate-spin" aria-hidden /> Drawing
        </span>
      )}
      {preview.error && (
        <div className="absolute inset-x-3 bottom-3">
          <ProblemNote error={preview.error} onRetry={preview.retry} />
        </div>
      )}
    </figure>
  );
}
