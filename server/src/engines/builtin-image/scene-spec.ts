/**
 * What Node tells the drawing page. Types only: the page imports this file too.
 * Colours are linear RGB, positions decimetres in world space, directions unit vectors that point to the light.
 */
import type { SceneId } from '#kernel/shot.ts';

export type Rgb = readonly [number, number, number];
export type Point = readonly [number, number, number];

/** One array of a part. `signed16` and `unsigned8` stand for -1 to 1 and 0 to 1. */
export interface BufferSpec {
  readonly name: string;
  readonly width: number;
  readonly type: 'float32' | 'signed16' | 'unsigned8' | 'index16' | 'index32';
  readonly bytes: number;
}

export interface PartSpec {
  readonly kind: 'skin' | 'cloth' | 'hair' | 'card' | 'eye' | 'solid';
  /** Names the content of the buffers, in their order: the page keeps the geometry of a key it has seen. */
  readonly key: string;
  readonly buffers: readonly BufferSpec[];
  /** Textures of the pack by uniform name. */
  readonly textures?: Readonly<Record<string, string>>;
  readonly uniforms: Readonly<Record<string, number | readonly number[]>>;
}

export interface LightRig {
  /** Points towards the light that casts the shadow. */
  readonly keyDirection: Point;
  readonly keyColor: Rgb;
  readonly fillDirection: Point;
  readonly fillColor: Rgb;
  readonly rimDirection: Point;
  readonly rimColor: Rgb;
  readonly skyColor: Rgb;
  readonly groundColor: Rgb;
}

export interface CameraSpec {
  readonly position: Point;
  readonly target: Point;
  readonly fovDegrees: number;
  /** The part of a larger picture to draw, in its pixels; its size is that of the scene. */
  readonly window?: {
    readonly left: number;
    readonly top: number;
    readonly fullWidth: number;
    readonly fullHeight: number;
  };
}

/** Colours are CSS colours here: the backdrop is painted with a 2D canvas. */
export interface BackdropSpec {
  readonly scene: SceneId;
  readonly seed: number;
  /** Height of the horizon on the picture, 0 top to 1 bottom. */
  readonly horizon: number;
  /** How far out of focus, 0 to 1. */
  readonly blur: number;
  /** The part of the painting that the camera sees; all of it when absent. */
  readonly view?: {
    /** How much nearer the background comes: 1 shows all of its height. */
    readonly zoom: number;
    /** Which part of it is seen, 0 its top to 1 its bottom. */
    readonly place: number;
  };
}

export interface FinishSpec {
  readonly style: 'clean' | 'oil' | 'gouache' | 'ink';
  readonly paint: boolean;
  /** Multiplies shadows and highlights, sRGB 0 to 1 around 0.5. */
  readonly shadowTint: Rgb;
  readonly highlightTint: Rgb;
  readonly bloom: number;
  readonly vignette: number;
  /** The tones of a mood; as they are when absent. */
  readonly tone?: {
    /** Times the strength of the colours. */
    readonly saturation: number;
    /** Times the distance from middle grey. */
    readonly contrast: number;
    /** Raises the blacks as on faded film, 0 to 1. */
    readonly fade: number;
  };
  /** Centre of the face on the picture and its radius in heights, for finer strokes there. */
  readonly face: readonly [x: number, y: number, radius: number];
  readonly seed: number;
}

export interface SceneSpec {
  readonly width: number;
  readonly height: number;
  readonly layer: 'full' | 'character' | 'background';
  readonly parts: readonly PartSpec[];
  readonly camera: CameraSpec;
  readonly lights: LightRig;
  readonly backdrop: BackdropSpec;
  readonly finish: FinishSpec;
  readonly focus: Point;
  /** Half-width of the box that casts shadows. */
  readonly shadowRadius: number;
  readonly output: { readonly type: 'image/jpeg' | 'image/png'; readonly quality: number };
}
