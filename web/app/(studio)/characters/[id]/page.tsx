import type { Metadata } from 'next';
import { CharacterPage } from '#features/characters/components/character-page.tsx';

export const metadata: Metadata = { title: 'Character' };

export default async function CharacterRoute({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <CharacterPage id={id} />;
}
