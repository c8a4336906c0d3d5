'use client';
import { ImageOff } from 'lucide-react';
import { useState } from 'react';
import { cx } from './cx.ts';

interface PictureProps {
  src: string | null | undefined;
  alt: string;
  className?: string;
  /** Classes of the box that keeps the place while loading. */
  boxClassName?: string;
  eager?: boolean;
}

/** A picture that keeps its place while it loads and says so when it cannot. */
export function Picture({ src, alt, className, boxClassName, eager = false }: PictureProps) {
  const [loaded, setLoaded] = useState<string>();
  const [failed, setFailed] = useState<string>();
  const shown = src && failed !== src;
  return (
    <div className={cx('relative overflow-hidden bg-sunken', boxClassName)}>
      {shown ? (
        // biome-ignore lint/performance/noImgElement: the API serves the size asked for.
        <img
          src={src}
          alt={alt}
          loading={eager ? 'eager' : 'lazy'}
          decoding="async"
          ref={(element) => {
            if (element?.complete && element.naturalWidth > 0 && loaded !== src) setLoaded(src);
          }}
          onLoad={() => setLoaded(src)}
          onError={() => setFailed(src)}
          className={cx('size-full object-cover transition-opacity duration-300', loaded !== src && 'opacity-0', className)}
        />
      ) : (
        <span className="flex size-full min-h-16 items-center justify-center text-ink-faint" role="img" aria-label={alt}>
          <ImageOff className="size-6" aria-hidden />
        </span>
      )}
    </div>
  );
}
