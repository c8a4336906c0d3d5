'use client';
import { type FilmPart, type MusicFile, musicStatement } from '@ainfluencer/server/contract/films';
import { minutesAndSeconds } from '@ainfluencer/server/kernel/film-problems';
import { Trash2, Upload } from 'lucide-react';
import { useId, useState } from 'react';
import { useMusic } from '#features/films/data.ts';
import { useAddMusic, useDeleteMusic, useRestoreMusic } from '#features/films/mutations.ts';
import { Button, IconButton } from '#ui/button.tsx';
import { Sheet } from '#ui/dialog.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Progress } from '#ui/progress.tsx';
import { Checkbox } from '#ui/switch.tsx';
import { say, sayError } from '#ui/toast.ts';

interface MusicSheetProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onPick: (music: FilmPart) => void;
}

const partOf = ({ id, name, durationSeconds, fileUrl }: MusicFile): FilmPart => ({
  ...{ id, name, durationSeconds, fileUrl, kind: 'music' },
  ...{ width: null, height: null, thumbnailUrl: null, missing: false },
});

/** The workspace's music, and a way to add more, with a statement of the right to use it. */
export function MusicSheet({ open, onOpenChange, onPick }: MusicSheetProps) {
  const music = useMusic();
  const add = useAddMusic();
  const drop = useDrop();
  const [file, setFile] = useState<File>();
  const [hasRights, setHasRights] = useState(false);
  const [sent, setSent] = useState(0);
  const fileId = useId();
  const items = music.data?.items ?? [];
  const send = () => {
    if (!file) return;
    setSent(0);
    add.mutate(
      { file, hasRights, onProgress: setSent },
      {
        onSuccess: (made) => {
          setFile(undefined);
          setHasRights(false);
          onPick(partOf(made));
        },
      },
    );
  };
  return (
    <Sheet open={open} onOpenChange={onOpenChange} title="Music" description="From your own files.">
      <div className="flex flex-col gap-4 rounded-2xl bg-sunken p-4">
        <div className="flex flex-col gap-1.5">
          <label htmlFor={fileId} className="text-sm font-medium">
            Music file
          </label>
          <input
            id={fileId}
            type="file"
            accept="audio/*"
            onChange={(event) => {
              setFile(event.target.files?.[0]);
              add.reset();
            }}
            className="w-full text-sm file:mr-3 file:rounded-lg file:border file:border-line-strong file:bg-raised file:px-3 file:py-1.5 file:text-ink"
          />
          <p className="text-[13px] text-ink-faint">
            MP3, M4A, WAV, FLAC or OGG, up to 60 MB and 20 minutes.
          </p>
        </div>
        <Checkbox label={musicStatement} checked={hasRights} onChange={setHasRights} />
        {add.isPending && <Progress label="Uploading the music" fraction={sent < 1 ? sent : undefined} />}
        {add.error && <ProblemNote error={add.error} />}
        <Button look="primary" disabled={!file || !hasRights} busy={add.isPending} onClick={send}>
          <Upload aria-hidden /> Add it
        </Button>
      </div>
      {music.error && <ProblemNote error={music.error} onRetry={() => void music.refetch()} />}
      <ul className="mt-5 flex flex-col gap-3" aria-label="Music files">
        {items.map((one) => (
          <li key={one.id} className="flex flex-col gap-2 rounded-xl border border-line p-3">
            <p className="flex justify-between gap-3 text-sm">
              <span className="min-w-0 truncate font-medium">{one.name}</span>
              <span className="tabular text-ink-faint">{minutesAndSeconds(one.durationSeconds)}</span>
            </p>
            <div className="flex items-center gap-2">
              {/* biome-ignore lint/a11y/useMediaCaption: it is music. */}
              <audio
                controls
                preload="none"
                src={one.fileUrl}
                className="h-9 min-w-0 flex-1"
                aria-label={one.name}
              />
              <Button size="small" onClick={() => onPick(partOf(one))}>
                Use
              </Button>
              <IconButton label={`Delete ${one.name}`} size="small" onClick={() => drop(one)}>
                <Trash2 />
              </IconButton>
            </div>
            <p className="text-xs text-ink-faint">Rights stated by {one.statedBy}.</p>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}

/** Deletes at once, with a way back. */
function useDrop() {
  const remove = useDeleteMusic();
  const restore = useRestoreMusic();
  return ({ id, name }: MusicFile) =>
    remove.mutate(id, {
      onError: sayError,
      onSuccess: () =>
        say(`“${name}” is deleted. Films that use it will say so.`, () =>
          restore.mutate(id, { onError: sayError }),
        ),
    });
}
