'use client';
import type { Character } from '@ainfluencer/server/contract/characters';
import { AccountList } from '#features/accounts/components/account-list.tsx';

export function CharacterAccounts({ character }: { character: Character }) {
  return <AccountList characterId={character.id} />;
}
