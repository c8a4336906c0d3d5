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
  /** Fresher than the last drawing of the page: changes may come from what ends later. */
  const latest = useRef(draft);
  const kept = useRef(saved);
  const saving = useRef<Promise<void>>(Promise.resolve());

  const show = useCallback((next: FilmDraft) => {
    latest.current = next;
    setDraft(next);
  }, []);
  const change = useCallback(
    (what: string, next: (draft: FilmDraft) => FilmDraft) => {
      const now = Date.now();
      const before = latest.current;
      const isSame = last.current.what === what && now - last.current.at < sameChangeMilliseconds;
      last.current = { what, at: now };
      if (!isSame) setPast((list) => [...list.slice(-mostUndone), before]);
      setFuture([]);
      show(next(before));
    },
    [show],
  );
  const undo = useCallback(() => {
    const before = past.at(-1);
    if (!before) return;
    last.current = { what: '', at: 0 };
    setPast(past.slice(0, -1));
    setFuture([draft, ...future]);
    show(before);
  }, [past, future, draft, show]);
  const redo = useCallback(() => {
    const [next, ...rest] = future;
    if (!next) return;
    setFuture(rest);
    setPast([...past, draft]);
    show(next);
  }, [past, future, draft, show]);

  const save = useCallback(() => {
    saving.current = saving.current.then(async () => {
      const wanted = latest.current;
      if (wanted === kept.current.draft) return;
      setState('saving');
      try {
        const body: EditFilm = { version: kept.current.version, draft: wanted };
        const answer = await api.patch(`/films/${film.id}`, Film, body);
        kept.current = { draft: wanted, version: answer.version };
        client.setQueryData(['films', 'one', film.id], answer);
        setSaved(kept.current);
        setState('saved');
        setError(undefined);
      } catch (problem) {
        setError(problem);
        setState(problem instanceof ApiProblem && problem.status === 409 ? 'conflict' : 'failed');
      }
    });
  }, [film.id, client]);
  const isDirty = draft !== saved.draft;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each further change begins the wait anew.
  useEffect(() => {
    if (!isDirty || state === 'conflict' || state === 'saving') return;
    const timer = setTimeout(save, state === 'failed' ? tryAgainMilliseconds : saveAfterMilliseconds);
    return () => clearTimeout(timer);
  }, [isDirty, draft, state, save]);
  // Whoever leaves the page right after a change loses nothing.
  useEffect(() => save, [save]);

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
