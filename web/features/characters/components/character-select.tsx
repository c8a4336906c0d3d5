'use client';
import { useActiveCharacters } from '#features/characters/data.ts';
import { Select } from '#ui/select.tsx';

interface CharacterSelectProps {
  value: string | undefined;
  onChange: (id: string) => void;
  id?: string;
  /** Adds a first choice that means no particular one, with the value `all`. */
  all?: boolean;
  size?: 'small' | 'medium';
  className?: string;
}

export function CharacterSelect({
  value,
  onChange,
  id,
  all = false,
  size = 'medium',
  className,
}: CharacterSelectProps) {
  const characters = useActiveCharacters().data?.items ?? [];
  return (
    <Select
      {...(id ? { id } : { label: 'Character' })}
      size={size}
      value={value}
      onChange={onChange}
      placeholder="Choose a character"
      choices={[
        ...(all ? [{ value: 'all', label: 'All characters' }] : []),
        ...characters.map((character) => ({ value: character.id, label: character.name })),
      ]}
      {...(className && { className })}
    />
  );
}
