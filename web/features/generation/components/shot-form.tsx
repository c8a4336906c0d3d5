'use client';
import {
  expressions,
  formats,
  framings,
  gazes,
  lights,
  outfits,
  poses,
  type Shot,
  scenes,
  styles,
} from '@ainfluencer/server/kernel/shot';
import { Shuffle } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '#ui/button.tsx';
import { OptionTiles } from '#ui/option-tiles.tsx';
import { TabList, TabPanel, Tabs } from '#ui/tabs.tsx';
import {
  ExpressionGlyph,
  FormatGlyph,
  FramingGlyph,
  GazeGlyph,
  LightGlyph,
  OutfitGlyph,
  PoseGlyph,
  SceneGlyph,
  StyleGlyph,
} from './shot-glyphs.tsx';

function optionsOf<Id extends string>(
  table: Readonly<Record<Id, { label: string }>>,
  picture: (id: Id) => ReactNode,
) {
  return (Object.keys(table) as Id[]).map((value) => ({
    value,
    label: table[value].label,
    picture: picture(value),
  }));
}

const options = {
  scene: optionsOf(scenes, (id) => <SceneGlyph scene={id} />),
  outfit: optionsOf(outfits, (id) => <OutfitGlyph outfit={id} />),
  pose: optionsOf(poses, (id) => <PoseGlyph pose={id} />),
  expression: optionsOf(expressions, (id) => <ExpressionGlyph expression={id} />),
  gaze: optionsOf(gazes, (id) => <GazeGlyph gaze={id} />),
  light: optionsOf(lights, (id) => <LightGlyph light={id} />),
  framing: optionsOf(framings, (id) => <FramingGlyph framing={id} />),
  style: optionsOf(styles, (id) => <StyleGlyph style={id} />),
  format: optionsOf(formats, (id) => <FormatGlyph format={id} />),
};

const tabs = [
  { value: 'place', label: 'Place' },
  { value: 'outfit', label: 'Outfit' },
  { value: 'pose', label: 'Pose' },
  { value: 'face', label: 'Face' },
  { value: 'camera', label: 'Camera' },
];

const anyOf = <Value extends string>(list: readonly { value: Value }[]): Value =>
  (list[Math.floor(Math.random() * list.length)] ?? list[0])!.value;

/** Another scene, outfit, pose and expression; camera and style stay, since those are the person's taste. */
export function surprisingShot(shot: Shot): Shot {
  return {
    ...shot,
    scene: anyOf(options.scene),
    outfit: anyOf(options.outfit),
    pose: anyOf(options.pose),
    expression: anyOf(options.expression),
    light: anyOf(options.light),
  };
}

interface ShotFormProps {
  shot: Shot;
  onChange: (shot: Shot) => void;
}

export function ShotForm({ shot, onChange }: ShotFormProps) {
  const set = (change: Partial<Shot>) => onChange({ ...shot, ...change });
  return (
    <div className="flex flex-col gap-1">
      <Tabs defaultValue="place">
        <div className="flex items-center gap-2">
          <div className="min-w-0 flex-1">
            <TabList tabs={tabs} label="Parts of the shot" />
          </div>
          <Button size="small" look="ghost" onClick={() => onChange(surprisingShot(shot))}>
            <Shuffle aria-hidden /> Surprise me
          </Button>
        </div>
        <TabPanel value="place" className="flex flex-col gap-5 pt-4">
          <OptionTiles
            label="Scene"
            value={shot.scene}
            onChange={(scene) => set({ scene })}
            options={options.scene}
          />
          <OptionTiles
            label="Light"
            value={shot.light}
            onChange={(light) => set({ light })}
            options={options.light}
          />
        </TabPanel>
        <TabPanel value="outfit" className="pt-4">
          <OptionTiles
            label="Outfit"
            value={shot.outfit}
            onChange={(outfit) => set({ outfit })}
            options={options.outfit}
          />
        </TabPanel>
        <TabPanel value="pose" className="pt-4">
          <OptionTiles
            label="Pose"
            value={shot.pose}
            onChange={(pose) => set({ pose })}
            options={options.pose}
          />
        </TabPanel>
        <TabPanel value="face" className="flex flex-col gap-5 pt-4">
          <OptionTiles
            label="Expression"
            value={shot.expression}
            onChange={(expression) => set({ expression })}
            options={options.expression}
          />
          <OptionTiles
            label="Gaze"
            value={shot.gaze}
            onChange={(gaze) => set({ gaze })}
            options={options.gaze}
          />
        </TabPanel>
        <TabPanel value="camera" className="flex flex-col gap-5 pt-4">
          <OptionTiles
            label="Framing"
            value={shot.framing}
            onChange={(framing) => set({ framing })}
            options={options.framing}
          />
          <OptionTiles
            label="Style"
            value={shot.style}
            onChange={(style) => set({ style })}
            options={options.style}
          />
          <OptionTiles
            label="Format"
            value={shot.format}
            onChange={(format) => set({ format })}
            options={options.format}
          />
        </TabPanel>
      </Tabs>
    </div>
  );
}
