import type { Metadata } from 'next';
import { FilmList } from '#features/films/components/film-list.tsx';

export const metadata: Metadata = { title: 'Films' };

export default function FilmsPage() {
  return <FilmList />;
}
