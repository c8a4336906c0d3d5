import type { FramePlan } from './clip-plan.ts';
import { Coverage } from './coverage.ts';
import type { Viseme } from './mouth-cues.ts';
import { type Box, type Planes, planesFromRgba } from './planes.ts';
import { blendRun, drawRun, quadsOf, updateQuads } from './sampling.ts';
import { fillGrid, gridStep, type HeadGeometry, type WarpGrid } from './warp.ts';

/** RGBA pixels of a whole layer, or of the box of a patch. */
export interface Pixels {
  readonly rgba: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export interface ClipLayers {
  /** The character at rest, eyes open; what is not covered shows the background. */
  readonly character: Pixels;
  /** Opaque. */
  readonly background: Pixels;
  readonly mouthBox: Box;
  readonly mouths: Readonly<Partial<Record<Viseme, FacePatch>>>;
  readonly eyesBox: Box;
  readonly eyesClosed: FacePatch;
  /** Between the eyes, and the middle of the mouth. */
  readonly eyes: { readonly x: number; readonly y: number };
  readonly mouth: { readonly x: number; readonly y: number };
}

/** The same part of two pictures: their difference is what a part of the face does. */
export interface FacePatch {
  readonly resting: Pixels;
  readonly changed: Pixels;
}

/** What a patch adds to the layer it was cut from, fading out at its edge. */
interface Patch extends Channels<Int16Array> {
  readonly box: Box;
}

/** How far from the edge of a patch it counts fully, in pixels. */
const featherPixels = 14;
/** The background is farther away: it grows less when the camera comes near, and moves less. */
const backgroundDepth = 0.45;

/** Draws the frames of a talking clip from a few key pictures, straight into yuv420p. */
export class Compositor {
  readonly #character: Planes;
  readonly #mouths: ReadonlyMap<string, Patch>;
  readonly #eyes: Patch;
  readonly #head: HeadGeometry;
  readonly #grid: WarpGrid;
  /** The character with this frame's face. */
  readonly #face: Channels<Uint8Array>;
  readonly #faceQuads: Channels<Int32Array>;
  readonly #backgroundQuads: Channels<Int32Array>;
  readonly #coverage: Coverage;
  readonly #chromaCoverage: Coverage;

  constructor(layers: ClipLayers) {
    const { width, height } = layers.character;
    this.#character = planesFromRgba(layers.character.rgba, width, height);
    const background = planesFromRgba(layers.background.rgba, width, height);
    this.#backgroundQuads = eachChannel((channel, half) => quadsOf(background[channel], width >> half));
    this.#eyes = patchOf(layers.eyesBox, layers.eyesClosed);
    const mouths = Object.entries(layers.mouths);
    this.#mouths = new Map(mouths.map(([viseme, pixels]) => [viseme, patchOf(layers.mouthBox, pixels)]));
    this.#head = headOf(layers);
    this.#grid = {
      columns: Math.ceil(width / gridStep) + 1,
      rows: Math.ceil(height / gridStep) + 1,
      x: new Float64Array((Math.ceil(width / gridStep) + 1) * (Math.ceil(height / gridStep) + 1)),
      y: new Float64Array((Math.ceil(width / gridStep) + 1) * (Math.ceil(height / gridStep) + 1)),
    };
    this.#face = eachChannel((channel) => this.#character[channel].slice());
    this.#faceQuads = eachChannel((channel, half) => quadsOf(this.#character[channel], width >> half));
    this.#coverage = new Coverage(this.#character.alpha, width, height, 4);
    this.#chromaCoverage = new Coverage(this.#character.chromaAlpha, width >> 1, height >> 1, 3);
  }

  /** Bytes of one frame. */
  get frameBytes(): number {
    return (this.#character.width * this.#character.height * 3) / 2;
  }

  /** Draws one frame into `out`, which holds `frameBytes`. */
  draw(plan: FramePlan, out: Uint8Array): void {
    const { width, height } = this.#character;
    this.#makeFace(plan);
    fillGrid(this.#grid, { width, height }, this.#head, plan);
    const zoom = 1 + (plan.zoom - 1) * backgroundDepth;
    const shift = plan.sway * this.#head.unit * 0.012;
    const luma = width * height;
    const chroma = luma >> 2;
    const view = { zoom, shift };
    this.#drawPlane(out.subarray(0, luma), 'y', view);
    this.#drawPlane(out.subarray(luma, luma + chroma), 'u', view);
    this.#drawPlane(out.subarray(luma + chroma), 'v', view);
  }

  #makeFace(plan: FramePlan): void {
    const patches: [Patch, RowWeight][] = [];
    for (const [viseme, weight] of Object.entries(plan.mouth)) {
      const patch = this.#mouths.get(viseme);
      if (patch && weight > 0) patches.push([patch, () => weight]);
    }
    if (plan.eyelids > 0) patches.push([this.#eyes, (depth) => lidAt(depth, plan.eyelids)]);
    const boxes = [this.#eyes.box, ...[...this.#mouths.values()].slice(0, 1).map((patch) => patch.box)];
    eachChannel((channel, half) => {
      const [base, face] = [this.#character[channel], this.#face[channel]];
      const width = this.#character.width >> half;
      // The boxes may touch: restore all of them before adding to any.
      for (const box of boxes) restore(face, base, halved(box, half), width);
      for (const [patch, weight] of patches)
        addPatch(face, patch[channel], halved(patch.box, half), width, weight);
      for (const box of boxes) updateQuads(this.#faceQuads[channel], face, width, halved(box, half));
    });
  }

  #drawPlane(out: Uint8Array, channel: Channel, { zoom, shift }: { zoom: number; shift: number }): void {
    const scale = channel === 'y' ? 1 : 2;
    const face = this.#faceQuads[channel];
    const background = this.#backgroundQuads[channel];
    const width = this.#character.width / scale;
    const height = this.#character.height / scale;
    const coverage = scale === 1 ? this.#coverage : this.#chromaCoverage;
    const { columns, x: gridX, y: gridY } = this.#grid;
    const step = gridStep / scale;
    const fixed = 65_536 / scale;
    const backStep = Math.round(65_536 / zoom);
    const backLeft = Math.round((width / 2 + (-width / 2 - shift / scale) / zoom) * 65_536);
    for (let row = 0; row < height; row++) {
      const gridRow = Math.floor(row / step);
      const below = (row - gridRow * step) / step;
      const backY = Math.round((height / 2 + (row - height / 2) / zoom) * 65_536);
      for (let column = 0; column < columns - 1; column++) {
        const node = gridRow * columns + column;
        const startX = (gridX[node]! + (gridX[node + columns]! - gridX[node]!) * below) * fixed;
        const startY = (gridY[node]! + (gridY[node + columns]! - gridY[node]!) * below) * fixed;
        const endX = (gridX[node + 1]! + (gridX[node + columns + 1]! - gridX[node + 1]!) * below) * fixed;
        const endY = (gridY[node + 1]! + (gridY[node + columns + 1]! - gridY[node + 1]!) * below) * fixed;
        const first = column * step;
        const from = row * width + first;
        const to = row * width + Math.min(width, first + step);
        const stepX = ((endX - startX) / step) | 0;
        const stepY = ((endY - startY) / step) | 0;
        const covered = coverage.at(startX, startY);
        const backX = (backLeft + first * backStep) | 0;
        if (covered === 'all') drawRun(out, face, width, from, to, startX, startY, stepX, stepY);
        else drawRun(out, background, width, from, to, backX, backY, backStep, 0);
        if (covered === 'some') {
          blendRun(out, face, coverage.quads, width, from, to, startX, startY, stepX, stepY);
        }
      }
    }
  }
}

function patchOf(box: Box, { resting, changed }: FacePatch): Patch {
  const before = planesFromRgba(resting.rgba, box.width, box.height);
  const after = planesFromRgba(changed.rgba, box.width, box.height);
  const differences = eachChannel((channel, half) => {
    const { width, height } = halved(box, half);
    return Int16Array.from(before[channel], (value, at) => {
      const [row, column] = [Math.floor(at / width), at % width];
      const edge = Math.min(row + 1, column + 1, height - row, width - column);
      return Math.round((after[channel][at]! - value) * Math.min(1, edge / (featherPixels >> half)));
    });
  });
  return { box, ...differences };
}

function restore(face: Uint8Array, base: Uint8Array, box: Box, stride: number): void {
  for (let row = box.top; row < box.top + box.height; row++) {
    const start = row * stride + box.left;
    face.set(base.subarray(start, start + box.width), start);
  }
}

/** The share of a patch in a row that lies at `depth` from its top, both 0 to 1. */
type RowWeight = (depth: number) => number;

/** A lid comes down over the eye: the upper part of a closed eye is seen first. */
function lidAt(depth: number, closed: number): number {
  const softness = 0.35;
  return Math.min(1, Math.max(0, (closed * (1 + softness) - depth) / softness));
}

function addPatch(
  face: Uint8Array,
  difference: Int16Array,
  box: Box,
  stride: number,
  weight: RowWeight,
): void {
  for (let row = 0; row < box.height; row++) {
    const share = Math.round(weight(row / box.height) * 256);
    const start = (box.top + row) * stride + box.left;
    for (let column = 0; column < box.width; column++) {
      const value = face[start + column]! + ((difference[row * box.width + column]! * share + 128) >> 8);
      face[start + column] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
}

type Channel = 'y' | 'u' | 'v';
type Channels<T> = Readonly<Record<Channel, T>>;

/** Luma at full size, chroma at half. */
function eachChannel<T>(make: (channel: Channel, half: 0 | 1) => T): Channels<T> {
  return { y: make('y', 0), u: make('u', 1), v: make('v', 1) };
}

function halved(box: Box, half: 0 | 1): Box {
  return {
    left: box.left >> half,
    top: box.top >> half,
    width: box.width >> half,
    height: box.height >> half,
  };
}

function headOf({ eyes, mouth }: ClipLayers): HeadGeometry {
  return { eyes, mouth, unit: Math.max(8, Math.hypot(mouth.x - eyes.x, mouth.y - eyes.y)) };
}
