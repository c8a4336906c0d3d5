'use client';
import type { Look } from '@ainfluencer/server/kernel/look';
import {
  type AngleId,
  angles,
  distances,
  expressions,
  formats,
  framings,
  gazes,
  lenses,
  lights,
  moods,
  outfits,
  poses,
  type Shot,
  scenes,
  styles,
} from '@ainfluencer/server/kernel/shot';
import { Shuffle } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '#ui/button.tsx';
import { OptionTiles } from '#ui/option-tiles.tsx';
import { TabList, TabPanel, Tabs } from '#ui/tabs.tsx';
import { OptionPicture } from './option-picture.tsx';
import { OutfitColor } from './outfit-color.tsx';
import {
  CameraGlyph,
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
import { StylingFields } from './styling-fields.tsx';

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

/** What the built-in artist does not draw: there is no picture of it. */
const undrawn: Partial<Record<AngleId, ReactNode>> = {
  overhead: <CameraGlyph turned={90} />,
  tilted: <CameraGlyph turned={18} />,
};

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
  mood: optionsOf(moods, (id) => <OptionPicture kind="mood" id={id} sketch={<LightGlyph light="scene" />} />),
  lens: optionsOf(lenses, (id) => <OptionPicture kind="lens" id={id} sketch={<CameraGlyph />} />),
  distance: optionsOf(distances, (id) => <OptionPicture kind="distance" id={id} sketch={<CameraGlyph />} />),
  angle: optionsOf(
    angles,
    (id) => undrawn[id] ?? <OptionPicture kind="angle" id={id} sketch={<CameraGlyph />} />,
  ),
  framing: optionsOf(framings, (id) => <FramingGlyph framing={id} />),
  style: optionsOf(styles, (id) => <OptionPicture kind="style" id={id} sketch={<StyleGlyph style={id} />} />),
  format: optionsOf(formats, (id) => <FormatGlyph format={id} />),
};

type Part = keyof typeof options;

/** What is chosen together, in the order in which one composes a picture. */
const tabs: readonly { value: string; label: string; parts: readonly Part[] }[] = [
  { value: 'place', label: 'Place', parts: ['scene', 'light', 'mood'] },
  { value: 'outfit', label: 'Outfit', parts: ['outfit'] },
  { value: 'styling', label: 'Hair', parts: [] },
  { value: 'pose', label: 'Pose', parts: ['pose'] },
  { value: 'face', label: 'Face', parts: ['expression', 'gaze'] },
  { value: 'camera', label: 'Camera', parts: ['framing', 'lens', 'distance', 'angle', 'style', 'format'] },
];
const labels: Readonly<Record<Part, string>> = {
  scene: 'Scene',
  light: 'Light',
  outfit: 'Outfit',
  pose: 'Pose',
  expression: 'Expression',
  gaze: 'Gaze',
  mood: 'Mood',
  framing: 'Framing',
  lens: 'Lens',
  distance: 'Distance',
  angle: 'Angle',
  style: 'Style',
  format: 'Format',
};

const cameraParts = { lens: 'portrait', distance: 'framing', angle: 'eye' } as const;
type CameraPart = keyof typeof cameraParts;
const isCameraPart = (part: Part): part is CameraPart => part in cameraParts;

function choiceOf(shot: Shot, part: Part): string {
  if (part === 'mood') return shot.mood ?? 'scene';
  return isCameraPart(part) ? (shot.camera?.[part] ?? cameraParts[part]) : shot[part];
}

/** The camera as every engine has it by itself is left out of the shot. */
function withPart(shot: Shot, part: Part, choice: string): Shot {
  if (!isCameraPart(part)) return { ...shot, [part]: choice };
  const camera = { ...shot.camera, [part]: choice === cameraParts[part] ? undefined : choice };
  return { ...shot, camera: Object.values(camera).some(Boolean) ? camera : undefined };
}

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
  /** How the character looks every day. */
  look: Look | undefined;
}

export function ShotForm({ shot, onChange, look }: ShotFormProps) {
  return (
    <Tabs defaultValue="place">
      <div className="flex items-center gap-2">
        <div className="min-w-0 flex-1">
          <TabList tabs={tabs} label="Parts of the shot" />
        </div>
        <IconButton label="Surprise me" size="small" onClick={() => onChange(surprisingShot(shot))}>
          <Shuffle />
        </IconButton>
      </div>
      {tabs.map(({ value, parts }) => (
        <TabPanel key={value} value={value} className="flex flex-col gap-5 pt-4">
          {parts.map((part) => (
            <OptionTiles
              key={part}
              label={labels[part]}
              hideLabel={parts.length === 1}
              value={choiceOf(shot, part)}
              onChange={(choice) => onChange(withPart(shot, part, choice))}
              options={options[part]}
            />
          ))}
          {value === 'outfit' && <OutfitColor shot={shot} onChange={onChange} />}
          {value === 'styling' && <StylingFields shot={shot} onChange={onChange} look={look} />}
        </TabPanel>
      ))}
    </Tabs>
  );
}
