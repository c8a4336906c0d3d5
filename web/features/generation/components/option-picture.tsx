'use client';
import { type ReactNode, useState } from 'react';

interface OptionPictureProps {
  kind:
    | 'scene'
    | 'outfit'
    | 'pose'
    | 'expression'
    | 'style'
    | 'light'
    | 'mood'
    | 'lens'
    | 'distance'
    | 'angle';
  id: string;
  /** Shown where no picture has been drawn of the option. */
  sketch: ReactNode;
}

/** An option of a shot as the built-in engine draws it. */
export function OptionPicture({ kind, id, sketch }: OptionPictureProps) {
  const [missing, setMissing] = useState(false);
  if (missing) return sketch;
  return (
    // biome-ignore lint/performance/noImgElement: a small file of the dashboard's own.
    <img
      src={`/shot-options/${kind}-${id}.webp`}
      alt=""
      width={160}
      height={120}
      loading="lazy"
      decoding="async"
      draggable={false}
      className="size-full object-cover"
      onError={() => setMissing(true)}
    />
  );
}
