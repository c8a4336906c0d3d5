'use client';
import type { Shot } from '@ainfluencer/server/kernel/shot';
import { ColorField } from '#ui/color-field.tsx';
import { Switch } from '#ui/switch.tsx';

const swatches = [
  { color: '#f4f1ea', label: 'White' },
  { color: '#1d1d20', label: 'Black' },
  { color: '#8b8f98', label: 'Grey' },
  { color: '#b23a3a', label: 'Red' },
  { color: '#d98b4a', label: 'Orange' },
  { color: '#e0c158', label: 'Yellow' },
  { color: '#4f8a5b', label: 'Green' },
  { color: '#2f5fa5', label: 'Blue' },
  { color: '#6f4a9c', label: 'Purple' },
  { color: '#d98aa8', label: 'Pink' },
] as const;

/** The outfit's own colour, or another. */
export function OutfitColor({ shot, onChange }: { shot: Shot; onChange: (shot: Shot) => void }) {
  const { outfitColor } = shot;
  return (
    <div className="flex flex-col gap-4">
      <Switch
        label="Another colour"
        checked={outfitColor !== undefined}
        onChange={(on) => onChange({ ...shot, outfitColor: on ? '#2f5fa5' : undefined })}
      />
      {outfitColor !== undefined && (
        <ColorField
          label="Outfit colour"
          value={outfitColor}
          onChange={(color) => onChange({ ...shot, outfitColor: color })}
          swatches={swatches}
        />
      )}
    </div>
  );
}
