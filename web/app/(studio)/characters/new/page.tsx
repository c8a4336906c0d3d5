import type { Metadata } from 'next';
import { CreateCharacter } from '#features/characters/components/create-character.tsx';

export const metadata: Metadata = { title: 'New character' };

export default function NewCharacterPage() {
  return <CreateCharacter />;
}
