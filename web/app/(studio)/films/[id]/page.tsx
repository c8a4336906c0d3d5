import type { Metadata } from 'next';
import { FilmPage } from '#features/films/components/film-page.tsx';

export const metadata: Metadata = { title: 'Film' };

export default async function FilmRoute({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <FilmPage id={id} />;
}
