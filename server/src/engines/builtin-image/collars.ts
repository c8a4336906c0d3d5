import type { PosedBody } from './body-parts.ts';
import type { Landmarks } from './cloth-field.ts';
import type { GarmentCut } from './garment-spec.ts';
import { type CutGarment, chainEdges } from './garments.ts';
import { type EdgeLine, evenLine, type Profile, type ProfileAt, type Surface, sweep } from './trims.ts';
import { mix, smoothstep, type Vector } from './vector.ts';

/** An upright roll of fabric: its foot on the edge, its top `height` above. */
const roll = (height: number, thickness: number, lean: number): Profile =>
  Array.from({ length: 12 }, (_, k) => {
    const angle = (k / 12) * Math.PI * 2;
    const along = (Math.cos(angle) * 0.5 + 0.42) * height;
    return [along, Math.sin(angle) * thickness + lean * along] as const;
  });

/** A band that stands and folds over: `stand` up, then `fall` down outside. */
const folded = (stand: number, fall: number, gap: number): Profile => [
  [-0.04, 0.0],
  [stand, 0.005],
  [stand + 0.035, 0.045],
  [stand - 0.01, 0.085],
  [stand - fall, gap + 0.05],
  [stand - fall - 0.01, gap + 0.025],
  [stand - 0.03, 0.055],
  [-0.04, 0.03],
];

const linesOf = (garment: CutGarment, edge: 'neck' | 'open'): EdgeLine[] =>
  chainEdges(garment.edges.filter((each) => each.edge === edge))
    .map((line) => evenLine(line, 0.06))
    .filter((line) => line.lengthDecimetres > 0.8);

/** Adds the collar of a garment to `to`: rolled, folded, with lapels, or a hood lying on the back. */
export function buildCollar(
  to: Surface,
  cut: GarmentCut,
  garment: CutGarment,
  _body: PosedBody,
  marks: Landmarks,
): void {
  const up = (): Vector => [0, 1, 0];
  const towardMiddle = (p: Vector): Vector => [-p[0], 0, 0];
  switch (cut.collar) {
    case 'turtle':
      for (const line of linesOf(garment, 'neck')) {
        sweep(to, line, roll(0.34, 0.05, -0.05), up);
        sweep(to, line, folded(0.3, 0.32, 0.06), up);
      }
      return;
    case 'shirt':
      for (const line of linesOf(garment, 'neck')) sweep(to, line, pointed(0.17, 0.24, 0.4), up);
      return;
    case 'lapel': {
      for (const line of linesOf(garment, 'neck')) sweep(to, line, pointed(0.15, 0.28, 0.5), up);
      for (const line of linesOf(garment, 'open')) sweep(to, line, lapel(line, marks), towardMiddle);
      return;
    }
    case 'hood':
      for (const line of linesOf(garment, 'neck'))
        sweep(to, line, (_, { rest }) => hoodRoll(smoothstep(0.35, -0.45, rest[2] - marks.neckZ)), up);
      return;
    default:
      return;
  }
}

/** A fold-over collar that is wider at its two ends. */
const pointed =
  (stand: number, middle: number, ends: number): ProfileAt =>
  (t) =>
    folded(
      stand * mix(0.55, 1, Math.sin(Math.PI * t)),
      mix(ends, middle, Math.sin(Math.PI * t) ** 0.6),
      0.05,
    );

/** Lapels: folded back along the open front, widest at the chest, gone above the waist. */
function lapel(line: EdgeLine, marks: Landmarks): ProfileAt {
  const top = Math.max(...line.points.map((point) => point.rest[1]));
  return (_, { rest }) => {
    const fallen = (top - rest[1]) / Math.max(0.5, top - marks.waistY);
    const width = 0.05 + 0.4 * smoothstep(-0.05, 0.3, fallen) * smoothstep(0.8, 0.34, fallen);
    return [
      [0.03, 0.01],
      [0.045, 0.045],
      [0.02, 0.075],
      [-width, 0.07],
      [-width - 0.015, 0.05],
      [-width, 0.035],
      [-0.02, 0.03],
      [-0.02, 0.01],
    ];
  };
}

/** A soft thick roll, fat at the back where the hood lies. */
const hoodRoll = (back: number): Profile =>
  roll(mix(0.2, 0.5, back), mix(0.07, 0.24, back), mix(0.1, 0.55, back));
