'use client';
import { ImageOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { cx } from './cx.ts';

interface PictureProps {
  /** Null while the picture does not exist yet. */
  src: string | null | undefined;
  alt: string;
  className?: string;
  /** Classes of the box that keeps the place while loading. */
  boxClassName?: string;
  eager?: boolean;
  /** Called when it has been loaded, or was refused for the first time. */
  onSettled?: () => void;
}

/** A picture still being drawn may be refused at first: when to ask again, in milliseconds. */
const askAgainAfter = [3000, 8000, 20_000, 40_000];

/** A picture that keeps its place while it is drawn and loaded, and says so when it cannot be had. */
export function Picture({ src, alt, className, boxClassName, eager = false, onSettled }: PictureProps) {
  const [loaded, setLoaded] = useState<string>();
  const [failures, setFailures] = useState(0);
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another picture starts afresh.
  useEffect(() => {
    setFailures(0);
    setRound(0);
  }, [src]);
  useEffect(() => {
    const pause = askAgainAfter[failures - 1];
    if (pause === undefined) return;
    const timer = setTimeout(() => setRound(failures), pause);
    return () => clearTimeout(timer);
  }, [failures]);
  const givenUp = failures > askAgainAfter.length;
  const shown = src && (failures === 0 || round === failures);
  const waiting = !givenUp && loaded !== src;
  return (
    <div className={cx('relative overflow-hidden bg-sunken', boxClassName)}>
      {waiting && <span aria-hidden className="absolute inset-0 animate-pulse bg-line/60" />}
      {shown && !givenUp && (
        // biome-ignore lint/performance/noImgElement: the API serves the size asked for.
        <img
          key={round}
          src={src}
          alt={alt}
          loading={eager ? 'eager' : 'lazy'}
          decoding="async"
          ref={(element) => {
            if (!element?.complete || element.naturalWidth === 0 || loaded === src) return;
            setLoaded(src);
            onSettled?.();
          }}
          onLoad={() => {
            setLoaded(src);
            onSettled?.();
          }}
          onError={() => {
            setFailures((count) => count + 1);
            onSettled?.();
          }}
          className={cx(
            'relative size-full object-cover transition-opacity duration-300',
            loaded !== src && 'opacity-0',
            className,
          )}
        />
      )}
      {givenUp && (
        <span
          className="flex size-full min-h-16 items-center justify-center text-ink-faint"
          role="img"
          aria-label={alt || 'Picture missing'}
        >
          <ImageOff className="size-6" aria-hidden />
        </span>
      )}
    </div>
  );
}
