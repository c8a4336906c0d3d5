import type { Box } from '#media/crop-box.ts';

/** A face found in a picture. */
export interface Face {
  /** How sure the detector is, 0 to 1. */
  readonly score: number;
  /** In pixels of the upright picture. */
  readonly box: Box;
  /** 128 numbers; the Euclidean distance of two tells whether they are one person. */
  readonly descriptor: readonly number[];
  /** Apparent age in years: a rough guess that may hold something back, and never clears it. */
  readonly age: number;
}

/** Shares that sum to 1, from the picture classifier. */
export interface Nudity {
  readonly drawing: number;
  readonly hentai: number;
  readonly neutral: number;
  readonly porn: number;
  readonly sexy: number;
}

export interface Quality {
  /**
   * 90th percentile, over tiles of 48 pixels, of the variance of the Laplacian on the grey picture at 768 pixels:
   * how sharp the sharpest parts are, so that a soft background costs nothing.
   */
  readonly sharpness: number;
  /** Mean brightness, 0 to 255. */
  readonly brightness: number;
  /** Share of pixels that are almost white, and almost black. */
  readonly highlights: number;
  readonly shadows: number;
}

/** A measurement, or why it could not be made. */
export type Measured<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: string };

/** Everything the checks ask of one picture. */
export interface Measurement {
  readonly width: number;
  readonly height: number;
  readonly faces: Measured<readonly Face[]>;
  readonly nudity: Measured<Nudity>;
  readonly quality: Measured<Quality>;
}
