'use client';
import { Post } from '@ainfluencer/server/contract/publishing';
import { withHashtags } from '@ainfluencer/server/kernel/text-length';
import { ApiProblem } from '#api/problem.ts';
import type { WorkingCopy } from '#features/publishing/working-copy.ts';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Picture } from '#ui/picture.tsx';

/** The post as somebody else saved it, when that is why a save was refused. */
export function conflictOf(error: unknown): Post | undefined {
  if (!(error instanceof ApiProblem) || error.code !== 'conflict') return undefined;
  return Post.safeParse(error.facts.current).data;
}

interface ConflictProps {
  mine: WorkingCopy;
  theirs: Post;
  busy: boolean;
  onKeepMine: () => void;
  onTakeTheirs: () => void;
  onClose: () => void;
}

/** Both versions side by side; nothing is lost before one is chosen. */
export function ConflictDialog({ mine, theirs, busy, onKeepMine, onTakeTheirs, onClose }: ConflictProps) {
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="This post was changed somewhere else"
      description="Another browser saved it while you were editing. Choose which version stays."
      className="sm:w-[min(54rem,calc(100vw-2rem))]"
      footer={
        <>
          <Button onClick={onTakeTheirs}>Take the saved version</Button>
          <Button look="primary" busy={busy} onClick={onKeepMine}>
            Keep mine
          </Button>
        </>
      }
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Version
          title="Yours, not saved"
          caption={mine.caption}
          hashtags={mine.hashtags}
          media={mine.media}
        />
        <Version
          title="Saved meanwhile"
          caption={theirs.caption}
          hashtags={theirs.hashtags}
          media={theirs.media}
        />
      </div>
    </Dialog>
  );
}

interface VersionProps {
  title: string;
  caption: string;
  hashtags: readonly string[];
  media: Post['media'];
}

function Version({ title, caption, hashtags, media }: VersionProps) {
  return (
    <section aria-label={title} className="rounded-2xl border border-line bg-raised p-4">
      <h3 className="mb-2 text-sm font-semibold">{title}</h3>
      <p className="text-sm whitespace-pre-line">{withHashtags(caption, hashtags) || 'No caption'}</p>
      <div className="mt-3 flex gap-2">
        {media.map(({ asset, altText }) => (
          <Picture key={asset.id} src={asset.thumbnailUrl} alt={altText} boxClassName="size-16 rounded-lg" />
        ))}
      </div>
    </section>
  );
}
