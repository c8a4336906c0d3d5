import type { FinishSpec } from '#engines/builtin-image/scene-spec.ts';
import type { PictureWindow } from './compose.ts';
import { axisOf, glowOf, type Raster } from './raster.ts';

/** Tones of 256 levels: a curve for shadows and highlights cannot be told from its table. */
const levels = 256;

/**
 * Bloom, split toning, vignette and a breath of grain, in place. With `isAlone` only the tones change, where
 * there is a figure.
 */
export function grade(
  picture: { readonly width: number; readonly height: number; readonly data: Uint8ClampedArray },
  look: FinishSpec,
  noise: Uint8Array,
  isAlone: boolean,
  view: PictureWindow,
): void {
  const { width, height, data } = picture;
  const isInk = look.paint && look.style === 'ink';
  const bloom = isAlone || isInk ? 0 : look.bloom * 0.42;
  const vignette = isAlone ? 0 : isInk ? 0.06 : look.vignette;
  const glow = bloom > 0 ? glowOf(picture as Raster, 0.006) : undefined;
  const across = glow && axisOf(width, glow.width);
  const down = glow && axisOf(height, glow.height);
  const tints = tintTables(look);
  const tone = look.tone && toneOf(look.tone);
  for (let y = 0; y < height; y++) {
    const vy = view.top + ((y + 0.5) / height) * view.height - 0.5;
    const rows = down && ([down.low[y]! * glow.width, down.high[y]! * glow.width] as const);
    const between = down ? down.share[y]! : 0;
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 4;
      if (isAlone && data[at + 3] === 0) continue;
      let r = data[at]!;
      let g = data[at + 1]!;
      let b = data[at + 2]!;
      if (glow && rows) {
        const [low, high, share] = [across!.low[x]!, across!.high[x]!, across!.share[x]!];
        const [a, c, d, e] = [
          (rows[0] + low) * 3,
          (rows[0] + high) * 3,
          (rows[1] + low) * 3,
          (rows[1] + high) * 3,
        ];
        r = lit(r, mix4(glow.data, a, c, d, e, share, between), bloom);
        g = lit(g, mix4(glow.data, a + 1, c + 1, d + 1, e + 1, share, between), bloom);
        b = lit(b, mix4(glow.data, a + 2, c + 2, d + 2, e + 2, share, between), bloom);
      }
      const light = Math.min(levels - 1, Math.max(0, (r * 0.3 + g * 0.59 + b * 0.11) | 0)) * 3;
      const vx = (view.left + ((x + 0.5) / width) * view.width - 0.5) * 0.9;
      const dim = vignette > 0 ? 1 - vignette * eased((Math.sqrt(vx * vx + vy * vy) - 0.32) / 0.53) : 1;
      const grain = (noise[((y & 255) * 256 + (x & 255)) * 4 + 3]! - 127.5) * 0.018;
      r -= (tints[light]! * r * (255 - r)) / 255;
      g -= (tints[light + 1]! * g * (255 - g)) / 255;
      b -= (tints[light + 2]! * b * (255 - b)) / 255;
      if (tone) {
        const grey = r * 0.3 + g * 0.59 + b * 0.11;
        const base = tone.lift + grey * tone.slope;
        const color = tone.slope * tone.saturation;
        r = base + (r - grey) * color;
        g = base + (g - grey) * color;
        b = base + (b - grey) * color;
      }
      data[at] = r * dim + grain;
      data[at + 1] = g * dim + grain;
      data[at + 2] = b * dim + grain;
    }
  }
}

/** A straight line for the tones: what black becomes, and how steep it rises. */
function toneOf({ saturation, contrast, fade }: NonNullable<FinishSpec['tone']>) {
  const lift = 118 * (1 - contrast) + 255 * fade;
  return { saturation, lift, slope: contrast - fade };
}

const lit = (value: number, glow: number, bloom: number) =>
  255 - (255 - value) * (1 - (glow / 255) * (glow / 255) * bloom);

function mix4(
  data: Float32Array,
  a: number,
  b: number,
  c: number,
  d: number,
  across: number,
  down: number,
): number {
  const upper = data[a]! + (data[b]! - data[a]!) * across;
  const lower = data[c]! + (data[d]! - data[c]!) * across;
  return upper + (lower - upper) * down;
}

const eased = (value: number) => {
  const t = Math.min(1, Math.max(0, value));
  return t * t * (3 - 2 * t);
};

/** By light: how far each channel bends away from its middle. */
function tintTables({ shadowTint, highlightTint }: FinishSpec): Float32Array {
  const out = new Float32Array(levels * 3);
  for (let light = 0; light < levels; light++) {
    const t = eased((light / 255 - 0.15) / 0.7);
    for (let c = 0; c < 3; c++)
      out[light * 3 + c] = 1 - 2 * (shadowTint[c]! + (highlightTint[c]! - shadowTint[c]!) * t);
  }
  return out;
}
