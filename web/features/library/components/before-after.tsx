'use client';
import { Columns2, MoveHorizontal } from 'lucide-react';
import { useState } from 'react';
import { useAsset } from '#features/library/data.ts';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Skeleton } from '#ui/skeleton.tsx';

interface BeforeAfterProps {
  beforeId: string;
  afterId: string;
  size?: 'small' | 'medium';
}

/** Opens two pictures over each other, with a line to move between them. */
export function BeforeAfter({ beforeId, afterId, size = 'medium' }: BeforeAfterProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size={size} onClick={() => setOpen(true)}>
        <Columns2 aria-hidden /> Before and after
      </Button>
      {open && (
        <Dialog
          open
          onOpenChange={setOpen}
          title="Before and after"
          description="Move the line."
          className="sm:w-[min(48rem,calc(100vw-2rem))]"
        >
          <Compared beforeId={beforeId} afterId={afterId} />
        </Dialog>
      )}
    </>
  );
}

function Compared({ beforeId, afterId }: { beforeId: string; afterId: string }) {
  const before = useAsset(beforeId).data;
  const after = useAsset(afterId).data;
  const [share, setShare] = useState(50);
  if (!before || !after) return <Skeleton className="aspect-4/5 max-h-[60dvh] w-full rounded-2xl" />;
  const ratio = after.width && after.height ? `${after.width} / ${after.height}` : '4 / 5';
  return (
    <figure className="flex flex-col gap-3">
      <div
        className="relative mx-auto max-h-[60dvh] max-w-full overflow-hidden rounded-2xl bg-sunken has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus"
        style={{
          aspectRatio: ratio,
          width: '100%',
          maxWidth: `calc(60dvh * ${ratio})`,
        }}
      >
        {/* biome-ignore lint/performance/noImgElement: the API serves the file itself. */}
        <img
          src={after.fileUrl}
          alt={`After: ${after.altText}`}
          className="absolute inset-0 size-full object-contain"
        />
        {/* biome-ignore lint/performance/noImgElement: the API serves the file itself. */}
        <img
          src={before.fileUrl}
          alt={`Before: ${before.altText}`}
          className="absolute inset-0 size-full object-contain"
          style={{ clipPath: `inset(0 ${100 - share}% 0 0)` }}
        />
        <span
          aria-hidden
          className="absolute inset-y-0 w-0.5 bg-white shadow-lift"
          style={{ left: `calc(${share}% - 1px)` }}
        />
        <span
          aria-hidden
          className="absolute top-1/2 flex size-8 -translate-1/2 items-center justify-center rounded-full bg-white text-black shadow-lift"
          style={{ left: `${share}%` }}
        >
          <MoveHorizontal className="size-4" />
        </span>
        <input
          type="range"
          min={0}
          max={100}
          value={share}
          aria-label="How much of the picture before is shown"
          onChange={(event) => setShare(Number(event.target.value))}
          className="absolute inset-0 size-full cursor-ew-resize opacity-0"
        />
      </div>
      <figcaption className="tabular flex justify-between gap-3 text-[13px] text-ink-soft">
        <Side name="Before" asset={before} />
        <Side name="After" asset={after} end />
      </figcaption>
    </figure>
  );
}

interface SideProps {
  name: string;
  asset: { width: number | null; height: number | null; score: number | null };
  end?: boolean;
}

function Side({ name, asset, end = false }: SideProps) {
  return (
    <span className={end ? 'text-right' : undefined}>
      <span className="block font-medium text-ink">{name}</span>
      {asset.width} × {asset.height}
      {asset.score !== null && ` · ${Math.round(asset.score)} of 100`}
    </span>
  );
}
