'use client';
import type { Film } from '@ainfluencer/server/contract/films';
import { minutesAndSeconds } from '@ainfluencer/server/kernel/film-problems';
import { Archive, ArrowLeft, History, Redo2, TriangleAlert, Undo2 } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { useFilm } from '#features/films/data.ts';
import { useArchiveFilm } from '#features/films/mutations.ts';
import { type FilmEditor, type SaveState, useFilmEditor } from '#features/films/use-film-editor.ts';
import { useSpeaking } from '#features/films/use-speaking.ts';
import { Button, IconButton } from '#ui/button.tsx';
import { Page } from '#ui/page.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { say, sayError } from '#ui/toast.ts';
import { FilmPreview } from './film-preview.tsx';
import { RenderPanel } from './render-panel.tsx';
import { SceneSettings } from './scene-settings.tsx';
import { SoundLanes } from './sound-lanes.tsx';
import { Storyboard } from './storyboard.tsx';
import { VersionSheet } from './version-sheet.tsx';

export function FilmPage({ id }: { id: string }) {
  const film = useFilm(id);
  const [round, setRound] = useState(0);
  if (film.error && !film.data) {
    return (
      <Page title="Film">
        <ProblemNote error={film.error} onRetry={() => void film.refetch()} />
      </Page>
    );
  }
  if (!film.data) {
    return (
      <Page title="Film">
        <Skeleton className="h-96 rounded-2xl" />
      </Page>
    );
  }
  const reload = () => void film.refetch().then(() => setRound((count) => count + 1));
  return <Editor key={round} film={film.data} onReload={reload} />;
}

const saveWords: Record<SaveState, string> = {
  saved: 'Saved',
  saving: 'Saving …',
  failed: 'Not saved yet, trying again',
  conflict: 'Changed elsewhere',
};

function Editor({ film, onReload }: { film: Film; onReload: () => void }) {
  const editor = useFilmEditor(film);
  const { draft, timeline, problems } = editor;
  const [selected, setSelected] = useState<string | undefined>(draft.scenes[0]?.id);
  const [at, setAt] = useState(0);
  const [isLookingBack, setIsLookingBack] = useState(false);
  useUndoKeys(editor);
  const speaking = useSpeaking(editor, film.characterId);
  const archive = useArchive(film, editor);
  const scene = draft.scenes.find(({ id }) => id === selected) ?? draft.scenes[0];
  const select = (id: string) => {
    setSelected(id);
    const timed = timeline.scenes.find((one) => one.scene.id === id);
    if (timed) setAt(timed.startSeconds + timed.overlapSeconds);
  };
  return (
    <Page
      wide
      title={film.title}
      lead={`${film.characterName} · ${minutesAndSeconds(timeline.seconds)}`}
      actions={
        <>
          <span role="status" className="text-[13px] text-ink-faint">
            {editor.isSaved || editor.state !== 'saved' ? saveWords[editor.state] : 'Saving …'}
          </span>
          <IconButton label="Undo" shortcut="Ctrl Z" disabled={!editor.canUndo} onClick={editor.undo}>
            <Undo2 />
          </IconButton>
          <IconButton label="Redo" disabled={!editor.canRedo} onClick={editor.redo}>
            <Redo2 />
          </IconButton>
          <IconButton label="Versions" disabled={!editor.isSaved} onClick={() => setIsLookingBack(true)}>
            <History />
          </IconButton>
          <IconButton label="Archive the film" disabled={!editor.isSaved} onClick={archive}>
            <Archive />
          </IconButton>
          <Link
            href="/films"
            className="inline-flex h-10 items-center gap-2 rounded-xl px-3 text-sm text-ink-soft hover:bg-hover"
          >
            <ArrowLeft className="size-4" aria-hidden /> All films
          </Link>
        </>
      }
    >
      {editor.state === 'conflict' && (
        <div
          role="alert"
          className="flex flex-wrap items-center gap-3 rounded-xl bg-warn-soft px-4 py-3 text-sm"
        >
          <span className="min-w-0 flex-1">
            This film was changed in another window, so your last change here is not saved.
          </span>
          <Button size="small" onClick={onReload}>
            Load the newer version
          </Button>
        </div>
      )}
      {editor.state === 'failed' && <ProblemNote error={editor.error} />}
      <VersionSheet
        film={film}
        current={editor.version}
        open={isLookingBack}
        onOpenChange={setIsLookingBack}
        onReload={onReload}
      />
      <div className="grid gap-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="flex min-w-0 flex-col gap-6">
          <FilmPreview editor={editor} at={at} onSeek={setAt} />
          <Storyboard editor={editor} characterId={film.characterId} selected={scene?.id} onSelect={select} />
          <SoundLanes editor={editor} characterId={film.characterId} />
        </div>
        <div className="flex min-w-0 flex-col gap-6">
          {scene && (
            <SceneSettings
              key={scene.id}
              editor={editor}
              scene={scene}
              characterId={film.characterId}
              speaking={speaking}
            />
          )}
          {problems.length > 0 && draft.scenes.length > 0 && (
            <ul
              aria-label="To put right"
              className="flex flex-col gap-2 rounded-2xl bg-warn-soft p-4 text-sm"
            >
              {problems.map(({ message, hint, sceneId }) => (
                <li key={`${sceneId}${message}`} className="flex gap-2">
                  <TriangleAlert className="mt-0.5 size-4 shrink-0 text-warn" aria-hidden />
                  <span>
                    <span className="font-medium">{message}</span> {hint}
                  </span>
                </li>
              ))}
            </ul>
          )}
          <RenderPanel film={film} editor={editor} />
        </div>
      </div>
    </Page>
  );
}

/** Puts the film away, with a way back, and goes to the list. */
function useArchive(film: Film, editor: FilmEditor) {
  const router = useRouter();
  const change = useArchiveFilm();
  return () =>
    change.mutate(
      { id: film.id, version: editor.version, archived: true },
      {
        onError: sayError,
        onSuccess: ({ id, version }) => {
          say('The film is archived.', () =>
            change.mutate({ id, version, archived: false }, { onError: sayError }),
          );
          router.push('/films');
        },
      },
    );
}

function useUndoKeys({ undo, redo }: FilmEditor) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isText = event.target instanceof HTMLElement && event.target.matches('input, textarea');
      if (isText || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return;
      event.preventDefault();
      if (event.shiftKey) redo();
      else undo();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [undo, redo]);
}
