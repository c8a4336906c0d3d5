import type { Metadata } from 'next';
import { CharacterGrid } from '#features/characters/components/character-grid.tsx';

export const metadata: Metadata = { title: 'Characters' };

export default function CharactersPage() {
  return <CharacterGrid />;
}
