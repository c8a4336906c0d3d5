'use client';
import { useAssets } from '#features/library/data.ts';
import { Button } from '#ui/button.tsx';
import { Sheet } from '#ui/dialog.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { SkeletonRows } from '#ui/skeleton.tsx';

interface VoiceSheetProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  characterId: string;
  onPick: (assetId: string) => void;
}

/** The recordings of a character, to listen to and pick from. */
export function VoiceSheet({ open, onOpenChange, characterId, onPick }: VoiceSheetProps) {
  const assets = useAssets({ characterId, kind: 'audio' }, 40);
  const items = assets.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Sheet open={open} onOpenChange={onOpenChange} title="Recordings" description="Newest first.">
      {assets.error && <ProblemNote error={assets.error} onRetry={() => void assets.refetch()} />}
      {assets.isPending && <SkeletonRows rows={4} />}
      {assets.data && items.length === 0 && (
        <p className="py-8 text-sm text-ink-faint">
          No recordings yet. Write words into a scene and have them spoken.
        </p>
      )}
      <ul className="flex flex-col gap-3">
        {items.map((asset) => (
          <li key={asset.id} className="flex flex-col gap-2 rounded-xl border border-line p-3">
            <p className="text-sm">{asset.altText || 'A recording'}</p>
            <div className="flex items-center gap-2">
              {/* biome-ignore lint/a11y/useMediaCaption: what is said stands above. */}
              <audio
                controls
                preload="none"
                src={asset.fileUrl}
                className="h-9 min-w-0 flex-1"
                aria-label={asset.altText}
              />
              <Button size="small" onClick={() => onPick(asset.id)}>
                Use
              </Button>
            </div>
          </li>
        ))}
      </ul>
      {assets.hasNextPage && (
        <Button
          className="mt-4 w-full"
          busy={assets.isFetchingNextPage}
          onClick={() => void assets.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </Sheet>
  );
}
