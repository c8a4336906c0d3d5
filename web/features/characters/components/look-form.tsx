'use client';
import { bodyBuilds, hairStyles, type Look } from '@ainfluencer/server/kernel/look';
import { RotateCcw, Shuffle } from 'lucide-react';
import { Button } from '#ui/button.tsx';
import { ColorField } from '#ui/color-field.tsx';
import { Field, Textarea } from '#ui/field.tsx';
import { OptionTiles } from '#ui/option-tiles.tsx';
import { Slider } from '#ui/slider.tsx';
import { Switch } from '#ui/switch.tsx';
import { Segmented, TabList, TabPanel, Tabs } from '#ui/tabs.tsx';
import { HairGlyph } from './hair-glyph.tsx';
import { eyeColors, faceGroups, hairColors, hairLabels, lipColors } from './look-words.ts';

interface LookFormProps {
  look: Look;
  /** The character's age: the face may not look younger than an adult, and follows the age by default. */
  onChange: (look: Look) => void;
}

const tabs = [
  { value: 'shape', label: 'Shape' },
  { value: 'face', label: 'Face' },
  { value: 'hair', label: 'Hair' },
  { value: 'colors', label: 'Skin and colours' },
  { value: 'body', label: 'Body' },
];

const percent = (value: number) => `${Math.round(value * 100)}`;
const signed = (value: number) => `${value > 0 ? '+' : ''}${Math.round(value * 100)}`;

/** A face nobody chose: every slider near the middle, so that the result is a plausible person. */
function shuffledFace(look: Look): Look {
  const near = () => Math.round((Math.random() + Math.random() - 1) * 60) / 100;
  const face = Object.fromEntries(Object.keys(look.face).map((name) => [name, near()]));
  return { ...look, face: { ...look.face, ...face } };
}

export function LookForm({ look, onChange }: LookFormProps) {
  const set = (change: Partial<Look>) => onChange({ ...look, ...change });
  return (
    <Tabs defaultValue="shape">
      <TabList tabs={tabs} label="Parts of the look" />
      <TabPanel value="shape">
        <ShapeFields look={look} set={set} />
      </TabPanel>
      <TabPanel value="face" className="flex flex-col gap-6">
        <div className="flex flex-wrap gap-2">
          <Button size="small" onClick={() => onChange(shuffledFace(look))}>
            <Shuffle aria-hidden /> Surprise me
          </Button>
          <Button
            size="small"
            look="ghost"
            onClick={() =>
              set({
                face: Object.fromEntries(Object.keys(look.face).map((name) => [name, 0])) as Look['face'],
              })
            }
          >
            <RotateCcw aria-hidden /> Back to the middle
          </Button>
        </div>
        {faceGroups.map((group) => (
          <section key={group.label} aria-label={group.label}>
            <h2 className="mb-2 text-sm font-semibold">{group.label}</h2>
            <div className="grid gap-x-8 gap-y-3 sm:grid-cols-2">
              {group.sliders.map(({ name, label, ends }) => (
                <Slider
                  key={name}
                  label={label}
                  min={-1}
                  max={1}
                  value={look.face[name]}
                  shown={signed(look.face[name])}
                  ends={ends}
                  onChange={(value) => set({ face: { ...look.face, [name]: value } })}
                />
              ))}
            </div>
          </section>
        ))}
      </TabPanel>
      <TabPanel value="hair">
        <HairFields look={look} set={set} />
      </TabPanel>
      <TabPanel value="colors">
        <ColorFields look={look} set={set} />
      </TabPanel>
      <TabPanel value="body">
        <BodyFields look={look} set={set} />
      </TabPanel>
    </Tabs>
  );
}

interface PartProps {
  look: Look;
  set: (change: Partial<Look>) => void;
}

function ShapeFields({ look, set }: PartProps) {
  const { african, asian, european } = look.heritage;
  const sum = african + asian + european || 1;
  const setHeritage = (name: keyof Look['heritage'], value: number) => {
    const next = { ...look.heritage, [name]: value };
    // All at nothing has no meaning: the last one stays.
    if (next.african + next.asian + next.european > 0.02) set({ heritage: next });
  };
  return (
    <div className="flex flex-col gap-6">
      <Slider
        label="Features"
        value={look.femininity}
        ends={['masculine', 'feminine']}
        onChange={(femininity) => set({ femininity })}
      />
      <Slider
        label="Looks"
        value={look.apparentAge}
        min={18}
        max={90}
        step={1}
        shown={`${look.apparentAge} years`}
        ends={['18', '90']}
        onChange={(apparentAge) => set({ apparentAge })}
      />
      <section aria-label="Base shapes" className="flex flex-col gap-3">
        <div>
          <h2 className="text-sm font-semibold">Base shapes</h2>
          <p className="text-[13px] text-ink-faint">The three base face shapes of the 3D model, mixed.</p>
        </div>
        {(
          [
            ['african', 'African', african],
            ['asian', 'Asian', asian],
            ['european', 'European', european],
          ] as const
        ).map(([name, label, value]) => (
          <Slider
            key={name}
            label={label}
            value={value}
            shown={`${Math.round((value / sum) * 100)} %`}
            onChange={(next) => setHeritage(name, next)}
          />
        ))}
      </section>
    </div>
  );
}

function HairFields({ look, set }: PartProps) {
  const hair = (change: Partial<Look['hair']>) => set({ hair: { ...look.hair, ...change } });
  return (
    <div className="flex flex-col gap-6">
      <OptionTiles
        label="Style"
        value={look.hair.style}
        onChange={(style) => hair({ style })}
        options={hairStyles.map((style) => ({
          value: style,
          label: hairLabels[style],
          picture: <HairGlyph style={style} color={look.hair.color} />,
        }))}
      />
      <ColorField
        label="Hair colour"
        value={look.hair.color}
        onChange={(color) => hair({ color })}
        swatches={hairColors}
      />
      <ColorField
        label="Brow colour"
        value={look.hair.brows ?? look.hair.color}
        onChange={(brows) => hair({ brows })}
        swatches={hairColors}
      />
      <Slider
        label="Grey"
        value={look.hair.grey}
        shown={`${percent(look.hair.grey)} %`}
        onChange={(grey) => hair({ grey })}
      />
      <div className="flex flex-col gap-2">
        <span className="text-[13px] font-medium">Facial hair</span>
        <Segmented
          label="Facial hair"
          value={look.facialHair}
          onChange={(facialHair) => set({ facialHair })}
          choices={[
            { value: 'none', label: 'None' },
            { value: 'stubble', label: 'Stubble' },
            { value: 'beard', label: 'Beard' },
          ]}
          className="self-start"
        />
      </div>
    </div>
  );
}

function ColorFields({ look, set }: PartProps) {
  const skin = (change: Partial<Look['skin']>) => set({ skin: { ...look.skin, ...change } });
  return (
    <div className="flex flex-col gap-6">
      <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
        <Slider
          label="Skin tone"
          value={look.skin.tone}
          ends={['light', 'dark']}
          onChange={(tone) => skin({ tone })}
        />
        <Slider
          label="Undertone"
          min={-1}
          max={1}
          value={look.skin.undertone}
          ends={['cool', 'warm']}
          onChange={(undertone) => skin({ undertone })}
        />
        <Slider
          label="Freckles"
          value={look.skin.freckles}
          ends={['none', 'many']}
          onChange={(freckles) => skin({ freckles })}
        />
        <Slider
          label="Blush"
          value={look.skin.blush}
          ends={['none', 'rosy']}
          onChange={(blush) => skin({ blush })}
        />
      </div>
      <ColorField
        label="Eye colour"
        value={look.eyes.color}
        onChange={(color) => set({ eyes: { ...look.eyes, color } })}
        swatches={eyeColors}
      />
      <Slider
        label="Eye shadow"
        value={look.eyes.shadow}
        ends={['bare', 'strong']}
        onChange={(shadow) => set({ eyes: { ...look.eyes, shadow } })}
      />
      <ColorField
        label="Lip colour"
        value={look.lips.color}
        onChange={(color) => set({ lips: { ...look.lips, color } })}
        swatches={lipColors}
      />
      <Slider
        label="Lip colour strength"
        value={look.lips.strength}
        ends={['natural', 'full']}
        onChange={(strength) => set({ lips: { ...look.lips, strength } })}
      />
    </div>
  );
}

function BodyFields({ look, set }: PartProps) {
  const body = (change: Partial<Look['body']>) => set({ body: { ...look.body, ...change } });
  return (
    <div className="flex flex-col gap-6">
      <div className="flex flex-col gap-2">
        <span className="text-[13px] font-medium">Build</span>
        <Segmented
          label="Build"
          value={look.body.build}
          onChange={(build) => body({ build })}
          choices={bodyBuilds.map((build) => ({
            value: build,
            label: build.charAt(0).toUpperCase() + build.slice(1),
          }))}
          className="self-start"
        />
      </div>
      <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
        <Slider
          label="Height"
          value={look.body.height}
          ends={['short', 'tall']}
          onChange={(height) => body({ height })}
        />
        <Slider
          label="Muscle"
          value={look.body.muscle}
          ends={['soft', 'strong']}
          onChange={(muscle) => body({ muscle })}
        />
        <Slider
          label="Weight"
          value={look.body.weight}
          ends={['light', 'heavy']}
          onChange={(weight) => body({ weight })}
        />
      </div>
      <Switch label="Glasses" checked={look.glasses} onChange={(glasses) => set({ glasses })} />
      <Field
        label="In words"
        hint="For engines that read prompts, once one is connected. The built-in engine draws what the sliders say."
      >
        {(props) => (
          <Textarea
            {...props}
            maxLength={400}
            value={look.notes}
            placeholder="A small scar on the left brow, silver hoop earrings"
            onChange={(event) => set({ notes: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}
