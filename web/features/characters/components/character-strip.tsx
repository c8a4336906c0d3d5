'use client';
import { Plus } from 'lucide-react';
import Link from 'next/link';
import { useActiveCharacters } from '#features/characters/data.ts';
import { Picture } from '#ui/picture.tsx';
import { Skeleton } from '#ui/skeleton.tsx';

/** The characters at a glance, side by side. */
export function CharacterStrip() {
  const characters = useActiveCharacters();
  const tile = 'flex w-32 shrink-0 snap-start flex-col gap-2 sm:w-40';
  return (
    <ul className="no-scrollbar -mx-4 flex snap-x scroll-px-4 gap-4 overflow-x-auto px-4 pb-1 sm:mx-0 sm:scroll-px-0 sm:px-0">
      {!characters.data &&
        ['a', 'b', 'c'].map((key) => (
          <li key={key} className={tile}>
            <Skeleton className="aspect-4/5 rounded-2xl" />
          </li>
        ))}
      {characters.data?.items.map((character) => (
        <li key={character.id} className={tile}>
          <Link href={`/characters/${character.id}`} className="group flex flex-col gap-2 rounded-2xl">
            <Picture
              src={character.portraitUrl}
              alt=""
              boxClassName="aspect-4/5 rounded-2xl ring-1 ring-line"
              className="object-top transition-transform duration-500 group-hover:scale-[1.03]"
            />
            <span className="px-0.5 leading-tight">
              <span className="block truncate text-sm font-semibold">{character.name}</span>
              <span className="block truncate text-xs text-ink-faint">@{character.handle}</span>
            </span>
          </Link>
        </li>
      ))}
      <li className={tile}>
        <Link
          href="/characters/new"
          className="flex aspect-4/5 flex-col items-center justify-center gap-2 rounded-2xl border border-dashed border-line-strong text-sm font-medium text-ink-soft transition-colors hover:border-accent hover:text-accent-ink"
        >
          <Plus className="size-6" aria-hidden />
          New character
        </Link>
      </li>
    </ul>
  );
}
