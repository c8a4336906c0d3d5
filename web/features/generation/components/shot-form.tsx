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
import { OptionPicture } from './option-picture.tsx';
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
  scene: optionsOf(scenes, (id) => <OptionPicture kind="scene" id={id} sketch={<SceneGlyph scene={id} />} />),
  outfit: optionsOf(outfits, (id) => (
    <OptionPicture kind="outfit" id={id} sketch={<OutfitGlyph outfit={id} />} />
  )),
  pose: optionsOf(poses, (id) => <OptionPicture kind="pose" id={id} sketch={<PoseGlyph pose={id} />} />),
  expression: optionsOf(expressions, (id) => (
    <OptionPicture kind="expression" id={id} sketch={<ExpressionGlyph expression={id} />} />
  )),
  gaze: optionsOf(gazes, (id) => <GazeGlyph gaze={id} />),
  light: optionsOf(lights, (id) => <OptionPicture kind="light" id={id} sketch={<LightGlyph light={id} />} />),
  framing: optionsOf(framings, (id) => <FramingGlyph framing={id} />),
  style: optionsOf(styles, (id) => <OptionPicture kind="style" id={id} sketch={<StyleGlyph style={id} />} />),
  format: optionsOf(formats, (id) => <FormatGlyph format={id} />),
};

type Part = keyof typeof options;

/** What is chosen together, in the order in which one composes a picture. */
const tabs: readonly { value: string; label: string; parts: readonly Part[] }[] = [
  { value: 'place', label: 'Place', parts: ['scene', 'light'] },
  { value: 'outfit', label: 'Outfit', parts: ['outfit'] },
  { value: 'pose', label: 'Pose', parts: ['pose'] },
  { value: 'face', label: 'Face', parts: ['expression', 'gaze'] },
  { value: 'camera', label: 'Camera', parts: ['framing', 'style', 'format'] },
];
const labels: Readonly<Record<Part, string>> = {
  scene: 'Scene',
  light: 'Light',
  outfit: 'Outfit',
  pose: 'Pose',
  expression: 'Expression',
  gaze: 'Gaze',
  framing: 'Framing',
  style: 'Style',
  format: 'Format',
};

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
  return (
    <Tabs defaultValue="place">
      <div className="flex items-center gap-2">
        <div className="min-w-0 flex-1">
          <TabList tabs={tabs} label="Parts of the shot" />
        </div>
        <Button size="small" look="ghost" onClick={() => onChange(surprisingShot(shot))}>
          <Shuffle aria-hidden /> Surprise me
        </Button>
      </div>
      {tabs.map(({ value, parts }) => (
        <TabPanel key={value} value={value} className="flex flex-col gap-5 pt-4">
          {parts.map((part) => (
            <OptionTiles
              key={part}
              label={labels[part]}
              hideLabel={parts.length === 1}
              value={shot[part]}
              onChange={(choice) => onChange({ ...shot, [part]: choice })}
              options={options[part]}
            />
          ))}
        </TabPanel>
      ))}
    </Tabs>
  );
}
