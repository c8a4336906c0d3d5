'use client';
import { type EditFilm, Film, type FilmPart } from '@ainfluencer/server/contract/films';
import type { Asset } from '@ainfluencer/server/contract/library';
import type { FilmDraft, FilmScene } from '@ainfluencer/server/kernel/film';
import { findProblems, lengthsOf } from '@ainfluencer/server/kernel/film-problems';
import { planTimeline } from '@ainfluencer/server/kernel/film-timeline';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { api } from '#api/client.ts';
import { ApiProblem } from '#api/problem.ts';

const saveAfterMilliseconds = 700;
const tryAgainMilliseconds = 5000;
/** Changes of the same thing within this time are undone together. */
const sameChangeMilliseconds = 1200;
const mostUndone = 100;

export type SaveState = 'saved' | 'saving' | 'failed' | 'conflict';

/** The draft of a film while it is edited: changes at once, saves by itself, and undoes. */
export function useFilmEditor(film: Film) {
  const client = useQueryClient();
  const [draft, setDraft] = useState(film.draft);
  const [past, setPast] = useState<readonly FilmDraft[]>([]);
  const [future, setFuture] = useState<readonly FilmDraft[]>([]);
  const [saved, setSaved] = useState({ draft: film.draft, version: film.version });
  const [state, setState] = useState<SaveState>('saved');
  const [error, setError] = useState<unknown>();
  const [added, setAdded] = useState<readonly FilmPart[]>([]);
  const last = useRef({ what: '', at: 0 });

  const change = useCallback(
    (what: string, next: (draft: FilmDraft) => FilmDraft) => {
      const now = Date.now();
      const isSame = last.current.what === what && now - last.current.at < sameChangeMilliseconds;
      last.current = { what, at: now };
      if (!isSame) setPast((list) => [...list.slice(-mostUndone), draft]);
      setFuture([]);
      setDraft(next(draft));
    },
    [draft],
  );
  const undo = useCallback(() => {
    const before = past.at(-1);
    if (!before) return;
    last.current = { what: '', at: 0 };
    setPast(past.slice(0, -1));
    setFuture([draft, ...future]);
    setDraft(before);
  }, [past, future, draft]);
  const redo = useCallback(() => {
    const [next, ...rest] = future;
    if (!next) return;
    setFuture(rest);
    setPast([...past, draft]);
    setDraft(next);
  }, [past, future, draft]);

  const isDirty = draft !== saved.draft;
  useEffect(() => {
    if (!isDirty || state === 'conflict' || state === 'saving') return;
    const wait = state === 'failed' ? tryAgainMilliseconds : saveAfterMilliseconds;
    const timer = setTimeout(async () => {
      setState('saving');
      try {
        const body: EditFilm = { version: saved.version, draft };
        const answer = await api.patch(`/films/${film.id}`, Film, body);
        client.setQueryData(['films', 'one', film.id], answer);
        setSaved({ draft, version: answer.version });
        setState('saved');
        setError(undefined);
      } catch (problem) {
        setError(problem);
        setState(problem instanceof ApiProblem && problem.status === 409 ? 'conflict' : 'failed');
      }
    }, wait);
    return () => clearTimeout(timer);
  }, [isDirty, draft, saved, state, film.id, client]);

  const parts = useMemo(() => {
    const known = new Set(film.parts.map(({ id }) => id));
    return [...film.parts, ...added.filter(({ id }) => !known.has(id))];
  }, [film.parts, added]);
  const timeline = useMemo(() => planTimeline(draft, lengthsOf(parts)), [draft, parts]);
  const problems = useMemo(() => findProblems(draft, parts), [draft, parts]);
  const know = useCallback((part: FilmPart) => setAdded((list) => [...list, part]), []);

  return {
    ...{ draft, parts, timeline, problems, change, know, undo, redo, state, error },
    canUndo: past.length > 0,
    canRedo: future.length > 0,
    version: saved.version,
    isSaved: !isDirty && state === 'saved',
  };
}
export type FilmEditor = ReturnType<typeof useFilmEditor>;

export function partOf(asset: Asset): FilmPart {
  const { id, kind, altText, width, height, durationSeconds, fileUrl, thumbnailUrl } = asset;
  return {
    ...{ id, kind, width, height, durationSeconds, fileUrl, thumbnailUrl },
    name: altText,
    missing: false,
  };
}

/** A new scene of a picture or clip of the library. */
export function sceneOf(asset: Asset): FilmScene {
  const common = {
    id: crypto.randomUUID?.() ?? String(Math.random()).slice(2),
    assetId: asset.id,
    text: '',
    voiceAssetId: null,
    transition: 'cut' as const,
  };
  if (asset.kind === 'image') return { ...common, kind: 'picture', seconds: 4, movement: 'in' };
  const outSeconds = Math.floor((asset.durationSeconds ?? 1) * 10) / 10;
  return { ...common, kind: 'clip', inSeconds: 0, outSeconds, sound: true };
}

/** The list with one item moved to another place. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const item = list[from];
  if (item === undefined || to < 0 || to >= list.length) return [...list];
  return list.toSpliced(from, 1).toSpliced(to, 0, item);
}
