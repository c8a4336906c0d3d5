'use client';
import type { Film } from '@ainfluencer/server/contract/films';
import { History } from 'lucide-react';
import { useFilmVersions } from '#features/films/data.ts';
import { useRestoreFilmVersion } from '#features/films/mutations.ts';
import { Ago } from '#ui/ago.tsx';
import { Badge } from '#ui/badge.tsx';
import { Button } from '#ui/button.tsx';
import { Sheet } from '#ui/dialog.tsx';
import { Picture } from '#ui/picture.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { SkeletonRows } from '#ui/skeleton.tsx';
import { say, sayError } from '#ui/toast.ts';

interface VersionSheetProps {
  film: Film;
  /** The version that the editor holds. */
  current: number;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Shows the film as it is now. */
  onReload: () => void;
}

/** What the film was before, and a way back to it. */
export function VersionSheet({ film, current, open, onOpenChange, onReload }: VersionSheetProps) {
  const versions = useFilmVersions(film.id, open);
  const restore = useRestoreFilmVersion(film.id);
  // By its promise, not by callbacks of this sheet: it goes away with the editor when the film is loaded anew, and the
  // way back is taken after that.
  const bringBack = async (version: number, currentVersion: number, canUndo: boolean) => {
    try {
      const made = await restore.mutateAsync({ version, currentVersion });
      onOpenChange(false);
      onReload();
      say(
        `Version ${version} is back, as version ${made.version}.`,
        canUndo ? () => void bringBack(currentVersion, made.version, false) : undefined,
      );
    } catch (error) {
      sayError(error);
    }
  };
  return (
    <Sheet
      open={open}
      onOpenChange={onOpenChange}
      title="Versions"
      description="Each change makes one. The last hundred are kept, and those that were rendered."
    >
      {versions.error && <ProblemNote error={versions.error} onRetry={() => void versions.refetch()} />}
      {versions.isPending && <SkeletonRows rows={5} />}
      <ul className="flex flex-col gap-2" aria-label="Versions of the film">
        {versions.data?.items.map(({ version, title, scenes, isRendered, thumbnailUrl, ...made }) => (
          <li key={version} className="flex items-center gap-3 rounded-xl border border-line p-2.5">
            <Picture src={thumbnailUrl} alt="" boxClassName="size-12 shrink-0 rounded-lg" />
            <div className="min-w-0 flex-1 text-sm">
              <p className="truncate font-medium">
                Version {version}
                {title !== film.title && <span className="text-ink-soft">, “{title}”</span>}
              </p>
              <p className="text-[13px] text-ink-faint">
                {scenes} {scenes === 1 ? 'scene' : 'scenes'} · {made.actorName} · <Ago at={made.createdAt} />
              </p>
            </div>
            {isRendered && <Badge>Rendered</Badge>}
            {version === current ? (
              <Badge tone="accent">Now</Badge>
            ) : (
              <Button
                size="small"
                busy={restore.isPending && restore.variables.version === version}
                aria-label={`Bring back version ${version}`}
                onClick={() => void bringBack(version, current, true)}
              >
                <History aria-hidden /> Bring back
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
