'use client';
import { hairStyles, type Look } from '@ainfluencer/server/kernel/look';
import type { Shot } from '@ainfluencer/server/kernel/shot';
import { HairGlyph } from '#features/characters/components/hair-glyph.tsx';
import { hairColors, hairLabels, lipColors } from '#features/characters/components/look-words.ts';
import { ColorField } from '#ui/color-field.tsx';
import { OptionTiles } from '#ui/option-tiles.tsx';
import { Slider } from '#ui/slider.tsx';
import { Switch } from '#ui/switch.tsx';

interface StylingFieldsProps {
  shot: Shot;
  onChange: (shot: Shot) => void;
  /** How the character looks every day; until it is known nothing can be changed. */
  look: Look | undefined;
}

/** Hair and make-up for this picture alone. */
export function StylingFields({ shot, onChange, look }: StylingFieldsProps) {
  const { hair, makeUp } = shot;
  return (
    <div className="flex flex-col gap-5">
      <Switch
        label="Other hair"
        hint="For this picture alone."
        checked={hair !== undefined}
        disabled={!look}
        onChange={(on) => onChange({ ...shot, hair: on ? look?.hair : undefined })}
      />
      {hair && (
        <>
          <OptionTiles
            label="Hair"
            value={hair.style}
            onChange={(style) => onChange({ ...shot, hair: { ...hair, style } })}
            options={hairStyles.map((style) => ({
              value: style,
              label: hairLabels[style],
              picture: <HairGlyph style={style} color={hair.color} />,
            }))}
          />
          <ColorField
            label="Hair colour"
            value={hair.color}
            onChange={(color) => onChange({ ...shot, hair: { ...hair, color } })}
            swatches={hairColors}
          />
        </>
      )}
      <Switch
        label="Other make-up"
        checked={makeUp !== undefined}
        disabled={!look}
        onChange={(on) => onChange({ ...shot, makeUp: on && look ? makeUpOf(look) : undefined })}
      />
      {makeUp && <MakeUpFields makeUp={makeUp} set={(next) => onChange({ ...shot, makeUp: next })} />}
    </div>
  );
}

type MakeUp = NonNullable<Shot['makeUp']>;

const makeUpOf = ({ lips, eyes, skin }: Look): MakeUp => ({
  lips,
  eyeShadow: eyes.shadow,
  blush: skin.blush,
});

function MakeUpFields({ makeUp, set }: { makeUp: MakeUp; set: (makeUp: MakeUp) => void }) {
  const { lips } = makeUp;
  return (
    <>
      <ColorField
        label="Lip colour"
        value={lips.color}
        onChange={(color) => set({ ...makeUp, lips: { ...lips, color } })}
        swatches={lipColors}
      />
      <Slider
        label="Lip colour strength"
        value={lips.strength}
        ends={['natural', 'full']}
        onChange={(strength) => set({ ...makeUp, lips: { ...lips, strength } })}
      />
      <Slider
        label="Eye shadow"
        value={makeUp.eyeShadow}
        ends={['bare', 'strong']}
        onChange={(eyeShadow) => set({ ...makeUp, eyeShadow })}
      />
      <Slider
        label="Blush"
        value={makeUp.blush}
        ends={['none', 'rosy']}
        onChange={(blush) => set({ ...makeUp, blush })}
      />
    </>
  );
}
