'use client';
import type { FilmSummary } from '@ainfluencer/server/contract/films';
import { minutesAndSeconds } from '@ainfluencer/server/kernel/film-problems';
import { Clapperboard, Plus } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { CharacterSelect } from '#features/characters/components/character-select.tsx';
import { useActiveCharacters } from '#features/characters/data.ts';
import { isRendering, useFilms } from '#features/films/data.ts';
import { useCreateFilm } from '#features/films/mutations.ts';
import { Badge } from '#ui/badge.tsx';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { Field, Input } from '#ui/field.tsx';
import { Page } from '#ui/page.tsx';
import { Picture } from '#ui/picture.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { SkeletonGrid } from '#ui/skeleton.tsx';
import { dayAndTime } from '#ui/time.ts';

/** All films, last changed first. */
export function FilmList() {
  const films = useFilms();
  const [creating, setCreating] = useState(false);
  const items = films.data?.items;
  const create = (
    <Button look="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden /> New film
    </Button>
  );
  return (
    <Page
      title="Films"
      lead="Pictures and clips put together, with voice, captions and music."
      actions={items && items.length > 0 && create}
    >
      {films.error && <ProblemNote error={films.error} onRetry={() => void films.refetch()} />}
      {films.isPending && <SkeletonGrid tiles={4} />}
      {items?.length === 0 && (
        <EmptyState icon={Clapperboard} title="No films yet" action={create}>
          Put pictures and clips of the library one after the other, let the character speak over them, and
          make a file for each platform.
        </EmptyState>
      )}
      {items && items.length > 0 && (
        <ul className="grid grid-cols-2 gap-4 sm:grid-cols-3 lg:grid-cols-4" aria-label="Films">
          {items.map((film) => (
            <FilmCard key={film.id} film={film} />
          ))}
        </ul>
      )}
      <CreateFilmDialog open={creating} onOpenChange={setCreating} />
    </Page>
  );
}

function FilmCard({ film }: { film: FilmSummary }) {
  return (
    <li className="min-w-0">
      <Link href={`/films/${film.id}`} className="group block rounded-2xl">
        {film.thumbnailUrl ? (
          <Picture
            src={film.thumbnailUrl}
            alt=""
            boxClassName="aspect-4/5 rounded-2xl ring-1 ring-line"
            className="transition-transform group-hover:scale-[1.02]"
          />
        ) : (
          <span className="flex aspect-4/5 items-center justify-center rounded-2xl bg-sunken text-ink-faint ring-1 ring-line">
            <Clapperboard className="size-8" aria-hidden />
          </span>
        )}
        <span className="mt-2 block truncate font-medium">{film.title}</span>
        <span className="tabular block text-[13px] text-ink-soft">
          {film.characterName} · {minutesAndSeconds(film.seconds)} ·{' '}
          {film.scenes === 1 ? '1 scene' : `${film.scenes} scenes`}
        </span>
        <span className="mt-1 flex flex-wrap items-center gap-1.5 text-xs text-ink-faint">
          {film.render && isRendering(film.render) && <Badge tone="info">Rendering</Badge>}
          {film.render?.state === 'done' && <Badge tone="good">Rendered</Badge>}
          {film.render?.state === 'failed' && <Badge tone="bad">Failed</Badge>}
          {dayAndTime(film.updatedAt)}
        </span>
      </Link>
    </li>
  );
}

function CreateFilmDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const router = useRouter();
  const create = useCreateFilm();
  const characters = useActiveCharacters().data?.items ?? [];
  const [title, setTitle] = useState('');
  const [chosen, setChosen] = useState<string>();
  const characterId = chosen ?? characters[0]?.id;
  const submit = () => {
    if (!characterId || title.trim() === '') return;
    create.mutate({ characterId, title }, { onSuccess: ({ id }) => router.push(`/films/${id}`) });
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="New film"
      footer={
        <Button
          look="primary"
          busy={create.isPending}
          disabled={!characterId || title.trim() === ''}
          onClick={submit}
        >
          Begin
        </Button>
      }
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Field label="Name">
          {(props) => (
            <Input
              {...props}
              maxLength={120}
              value={title}
              onChange={(event) => setTitle(event.target.value)}
              placeholder="A day in the rain"
            />
          )}
        </Field>
        <Field label="Character">
          {({ id }) => <CharacterSelect id={id} value={characterId} onChange={setChosen} />}
        </Field>
        {create.error && <ProblemNote error={create.error} />}
      </form>
    </Dialog>
  );
}
