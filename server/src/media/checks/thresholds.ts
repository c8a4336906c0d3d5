import type { EngineLook, LikenessLines } from './check.ts';

/** Faces narrower than this, in pixels of the picture, or less certain than this are not looked at. */
export const usableFace = { widthPixels: 60, score: 0.5 } as const;

/**
 * Euclidean distance of a face to the centroid of the enrolled ones; see README.md in this folder for how the lines were
 * measured. Photo-like pictures of one person differ more than renders of one model do.
 */
export const identityDistance: Readonly<Record<EngineLook, { best: number; pass: number; fail: number }>> = {
  // Measured on 43 pairs of the same and 301 of other characters: at 0.40 95 % of the same pass and none of the others.
  builtin: { best: 0.15, pass: 0.4, fail: 0.45 },
  photo: { best: 0.25, pass: 0.5, fail: 0.58 },
};

/** The lines for a character whose own are not known yet. */
export function fixedLines(engine: EngineLook): LikenessLines {
  const kind = engine === 'builtin' ? 'pictures of the built-in engine' : 'pictures like photographs';
  return { ...identityDistance[engine], from: `the line for ${kind}` };
}

/**
 * Share of "porn" and "hentai" together. On 94 clothed or swimwear pictures none came to 0.5. Explicit pictures were
 * not measured, which is why a person approves as well.
 *
 * `suggestive` is the line for the share of "sexy". Renders of the built-in engine reach 0.96 in a summer dress, so it
 * says nothing about them: they are clothed adults by construction, and the line is out of reach.
 */
export const nudityShare = {
  pass: 0.3,
  fail: 0.7,
  suggestive: { photo: 0.8, builtin: Number.POSITIVE_INFINITY },
} as const;

/** Whoever looks younger than this, in years, must not be shown in a way that is more than plain (a rough guess). */
export const youngestSuggestive = 25;

/**
 * Estimated age in years below which a face is blocked, and below which a person looks. Of 39 faces of adults (22 in
 * the face library's sample photographs, 17 drawn ones) the youngest estimates were 18.4 and 22.8.
 */
export const apparentAge = { fail: 18, review: 21 } as const;

export const sharpness = { best: 400, pass: 100, fail: 50 } as const;

export const exposure = { darkest: 30, brightest: 225, highlights: 0.15, shadows: 0.25 } as const;

/** Share of a video's frames in which a usable face is seen. */
export const framesWithFace = { pass: 0.8, fail: 0.5 } as const;
