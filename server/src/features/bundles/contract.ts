import { z } from 'zod';
import { Character } from '#features/characters/contract.ts';

/** What a character can be exported as. The file is `GET /api/v1/character-bundles/:characterId/file?format=…`. */
export const exportFormats = [
  'bundle',
  'card-png',
  'card-json',
  'card-charx',
  'card-v2-json',
  'eliza',
] as const;
/** Which pictures and clips go along in a bundle; the portrait always does. */
export const assetChoices = ['none', 'chosen', 'all'] as const;

/** GET /api/v1/character-bundles/:characterId/file ; answers the file. */
export const ExportCharacter = z.object({
  format: z.enum(exportFormats).default('bundle'),
  assets: z.enum(assetChoices).default('chosen'),
});
export type ExportCharacter = z.infer<typeof ExportCharacter>;

/** GET /api/v1/character-bundles/:characterId/estimate */
export const ExportEstimate = z.object({
  /** Of a bundle, by what goes along. */
  bundles: z.array(z.object({ assets: z.enum(assetChoices), bytes: z.number(), files: z.number() })),
  versions: z.number(),
  references: z.number(),
  declarations: z.number(),
  history: z.number(),
  /** Saved looks. */
  looks: z.number(),
  /** Whether there is a picture for a PNG card. */
  hasPortrait: z.boolean(),
});
export type ExportEstimate = z.infer<typeof ExportEstimate>;

/** The largest file that can be imported, in bytes. */
export const maxImportBytes = 2 * 1024 ** 3;

export const ImportFinding = z.object({
  level: z.enum(['refused', 'warning', 'note']),
  what: z.enum(['minor', 'age', 'instruction', 'hidden', 'secret', 'shortened', 'unused', 'media']),
  message: z.string(),
  where: z.string(),
  quote: z.string(),
});
export type ImportFinding = z.infer<typeof ImportFinding>;

/** POST /api/v1/character-bundles/preview (multipart: file) ; keeps nothing. */
export const ImportPreview = z.object({
  /** Of the file: what is imported must be what was shown. */
  sha256: z.string(),
  bytes: z.number(),
  kind: z.enum(['bundle', 'card']),
  /** Such as "Character Card V3, in a picture". */
  formatLabel: z.string(),
  name: z.string(),
  handle: z.string(),
  /** Whether somebody here has that handle. */
  handleTaken: z.boolean(),
  tagline: z.string(),
  /** As it is stated; null when a person must say it. */
  age: z.number().nullable(),
  bio: z.string(),
  tone: z.string(),
  topics: z.array(z.string()),
  avoid: z.array(z.string()),
  languages: z.array(z.string()),
  samplePosts: z.array(z.string()),
  canon: z.array(z.string()),
  /** A small picture as a data URL. */
  portrait: z.string().nullable(),
  counts: z.object({
    versions: z.number(),
    assets: z.number(),
    references: z.number(),
    history: z.number(),
  }),
  /** Declarations and consents that come along. */
  declarations: z.array(
    z.object({
      kind: z.enum(['synthetic', 'consent']),
      signer: z.string(),
      statement: z.string(),
      live: z.boolean(),
    }),
  ),
  findings: z.array(ImportFinding),
  /** What a character needs and this file does not hold, in words. */
  missing: z.array(z.string()),
  /** Why it cannot be imported; null when it can. */
  refusal: z.string().nullable(),
});
export type ImportPreview = z.infer<typeof ImportPreview>;

/** POST /api/v1/character-bundles/import (multipart: these fields, then file) ; a form holds words only. */
export const ImportFields = z.strictObject({
  /** Of the file that was previewed. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'Look at the preview first.'),
  handle: z
    .string()
    .trim()
    .regex(
      /^[a-z0-9](?:[a-z0-9._-]{0,28}[a-z0-9])?$/,
      'A handle is 1 to 30 small letters, digits, dots, dashes or underscores.',
    ),
  /** Stated by the person for a card; a bundle has its own. */
  age: z.coerce
    .number('Say how old the character is.')
    .int()
    .min(18, 'A character must be an adult: 18 or older. This cannot be changed.')
    .max(120)
    .optional(),
  timeZone: z.string().max(60).optional(),
  /** "true": the person stands by the declarations and consents that come along. */
  acceptRecords: z.enum(['true', 'false']).default('false'),
  /** The words of a synthetic declaration the person makes now; without any the character arrives paused. */
  statement: z.string().trim().min(20).max(4000).optional(),
});
export type ImportFields = z.infer<typeof ImportFields>;

export const ImportedCharacter = z.object({
  character: Character,
  /** Pictures and clips that were in the library already. */
  assetsKnown: z.number(),
  assetsAdded: z.number(),
});
export type ImportedCharacter = z.infer<typeof ImportedCharacter>;

/** POST /api/v1/character-bundles/:characterId/declaration ; for a character that came without one. */
export const DeclareSynthetic = z.strictObject({
  statement: z.string().trim().min(20).max(4000),
});
export type DeclareSynthetic = z.infer<typeof DeclareSynthetic>;
