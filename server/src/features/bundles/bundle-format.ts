import { z } from 'zod';
import { CharacterContent, ConsentScope, characterStates } from '#features/characters/contract.ts';
import { assetKinds } from '#features/library/contract.ts';
import { mostLooks } from '#features/looks/contract.ts';
import { ShotLook } from '#kernel/shot.ts';
import { cardContainers, cardFormats } from './parse-card.ts';

/**
 * Our own bundle: a ZIP with `manifest.json`, its records in JSON and the files they name, each under its SHA-256.
 * Nothing in it names a row of the studio it comes from, so that the same character gives the same records anywhere.
 */
export const bundleFormat = 'ainfluencer-character';
/** Raised when an older program could no longer read a bundle rightly. */
export const bundleVersion = 1;
export const manifestName = 'manifest.json';
export const recordNames = {
  character: 'character.json',
  versions: 'versions.json',
  declarations: 'declarations.json',
  references: 'references.json',
  assets: 'assets.json',
  history: 'history.json',
  looks: 'looks.json',
} as const;
export const readmeName = 'README.txt';
const filesFolder = 'files/';
export const fileNameOf = (sha256: string) => `${filesFolder}${sha256}`;

export const bundleLimits = { entries: 20_000, totalBytes: 4 * 1024 ** 3 } as const;
export const largestManifestBytes = 8 * 1024 * 1024;
export const largestRecordBytes = 64 * 1024 * 1024;

/** Digital source types of the IPTC: https://cv.iptc.org/newscodes/digitalsourcetype/ */
const sourceTypes = [
  'algorithmicMedia',
  'trainedAlgorithmicMedia',
  'compositeWithTrainedAlgorithmicMedia',
] as const;
export const sourceTypeScheme = 'http://cv.iptc.org/newscodes/digitalsourcetype/';
/** Stands in every bundle: its files are the studio's own, without the marks of a published copy. */
export const bundlePurpose =
  'This bundle is a backup and not a publication. Its files carry no AI marks of their own: publish from the studio, which labels and signs each copy as AI-made.';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'Not the hash of a file.');
const at = z.iso.datetime();

export const Manifest = z.object({
  format: z.literal(bundleFormat),
  formatVersion: z.number().int().min(1),
  product: z.object({ name: z.string().max(60), version: z.string().max(40) }),
  exportedAt: at,
  /** Which of its pictures and clips go along. */
  assets: z.enum(['none', 'chosen', 'all']),
  /** What the bundle is for; bundles of older releases do not say. */
  purpose: z.string().max(1000).optional(),
  files: z
    .array(
      z.object({
        path: z.string().max(200),
        sha256,
        bytes: z.number().int().min(0),
        /** Of what is AI-made: its IPTC digital source type, as an address. */
        digitalSourceType: z.string().max(200).optional(),
      }),
    )
    .max(bundleLimits.entries),
});
export type Manifest = z.infer<typeof Manifest>;

const File = z.object({ sha256, bytes: z.number().int().min(0), mime: z.string().max(80) });
/** Who did it, by name: people of another studio have no account here. */
const Doer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('user'), name: z.string().max(200) }),
  z.object({ kind: z.literal('system'), job: z.string().max(200) }),
]);

export const CharacterRecord = z.object({
  handle: z.string().max(60),
  state: z.enum(characterStates),
  timeZone: z.string().max(60),
  version: z.number().int().min(1),
  /** SHA-256 of the portrait, which is among the assets. */
  portrait: sha256.nullable(),
  /** Centroid of its face descriptors. */
  identity: z.array(z.number()).max(2048).nullable(),
  identityVersion: z.number().int().nullable(),
  card: z
    .object({
      format: z.enum(cardFormats),
      container: z.enum(cardContainers),
      text: z.string(),
      file: z.object({ sha256, bytes: z.number().int() }).nullable(),
    })
    .nullable(),
});
export type CharacterRecord = z.infer<typeof CharacterRecord>;

export const VersionRecord = z.object({
  ...CharacterContent.shape,
  version: z.number().int().min(1),
  note: z.string().max(400),
  actor: Doer,
  createdAt: at,
});
export type VersionRecord = z.infer<typeof VersionRecord>;

export const DeclarationRecord = z.object({
  kind: z.enum(['synthetic', 'consent']),
  statement: z.string().max(4000),
  signer: z.string().max(200),
  scope: z.union([ConsentScope, z.strictObject({})]),
  actor: Doer,
  createdAt: at,
  withdrawnAt: at.nullable(),
});
export type DeclarationRecord = z.infer<typeof DeclarationRecord>;

export const ReferenceRecord = z.object({
  kind: z.enum(['face', 'voice']),
  file: File,
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  /** Place of its declaration in `declarations.json`. */
  declaration: z.number().int().min(0),
  createdAt: at,
});
export type ReferenceRecord = z.infer<typeof ReferenceRecord>;

/** Without the other assets that a reason may speak of: those are keys of the studio it comes from. */
const Check = z.object({
  name: z.string().max(80),
  version: z.string().max(80),
  score: z.number().nullable(),
  threshold: z.number().nullable(),
  verdict: z.enum(['pass', 'review', 'fail', 'not_applicable']),
  reason: z.string().max(2000),
});

export const AssetRecord = z.object({
  file: File,
  kind: z.enum(assetKinds),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  durationSeconds: z.number().nullable(),
  characterVersion: z.number().int().nullable(),
  engine: z.string().max(200),
  model: z.string().max(400),
  seed: z.number().int().nullable(),
  prompt: z.string().max(20_000),
  recipe: z.record(z.string(), z.unknown()),
  sourceType: z.enum(sourceTypes),
  altText: z.string().max(4000),
  tags: z.array(z.string().max(200)).max(200),
  score: z.number().nullable(),
  identityDistance: z.number().nullable(),
  measuredAs: z.enum(['builtin', 'photo']).nullable().default(null),
  measuredAgainst: z.string().max(200).nullable().default(null),
  checks: z.array(Check).max(100),
  /** Perceptual hashes, hex. */
  hashes: z
    .object({ phash: z.string().regex(/^[0-9a-f]{16}$/), dhash: z.string().regex(/^[0-9a-f]{64}$/) })
    .nullable(),
  /** SHA-256 of the picture before a clip plays, and of its WebVTT. */
  cover: sha256.nullable(),
  captions: sha256.nullable(),
  createdAt: at,
  archivedAt: at.nullable(),
});
export type AssetRecord = z.infer<typeof AssetRecord>;

/** One thing it said, or a caption written for it. */
export const Said = z.object({
  kind: z.enum(['post', 'written']),
  at,
  caption: z.string().max(20_000),
  hashtags: z.array(z.string().max(200)).max(200),
  language: z.string().max(40),
  state: z.string().max(40),
  published: z
    .array(
      z.object({ platform: z.string().max(60), url: z.string().max(2000).nullable(), at: at.nullable() }),
    )
    .max(100),
});
export type Said = z.infer<typeof Said>;

/** A saved look, named apart from the others of the character. */
export const LookRecord = z.object({
  name: z.string().trim().min(1).max(60),
  content: ShotLook,
  /** SHA-256 of the picture that stands for it, where that is among the assets. */
  picture: sha256.nullable(),
  actor: Doer,
  createdAt: at,
});
export type LookRecord = z.infer<typeof LookRecord>;

/** Everything but the bytes of the files. */
export interface Records {
  readonly character: CharacterRecord;
  /** Oldest first. */
  readonly versions: readonly VersionRecord[];
  readonly declarations: readonly DeclarationRecord[];
  readonly references: readonly ReferenceRecord[];
  readonly assets: readonly AssetRecord[];
  readonly history: readonly Said[];
  /** Newest first. */
  readonly looks: readonly LookRecord[];
}

export const recordShapes = {
  character: CharacterRecord,
  versions: z.array(VersionRecord).min(1).max(5000),
  declarations: z.array(DeclarationRecord).max(1000),
  references: z.array(ReferenceRecord).max(1000),
  assets: z.array(AssetRecord).max(bundleLimits.entries),
  history: z.array(Said).max(100_000),
  looks: z.array(LookRecord).max(mostLooks),
} as const;

/** The same records always give the same bytes. */
export function recordBytes(record: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(record, null, 1)}\n`, 'utf8');
}

/** SHA-256 of every file that the records name, each once and in order. */
export function filesOf(records: Records): string[] {
  const named = [
    records.character.card?.file?.sha256,
    ...records.declarations.map(({ scope }) => ('evidence' in scope ? scope.evidence?.sha256 : undefined)),
    ...records.references.map(({ file }) => file.sha256),
    ...records.assets.flatMap(({ file, cover, captions }) => [file.sha256, cover, captions]),
  ];
  return [...new Set(named.filter((sha256) => typeof sha256 === 'string'))].toSorted();
}

/** What the files of a bundle were made by, as the IPTC names it, by SHA-256; papers and references are left out. */
export function sourceTypesOf({ assets }: Records): ReadonlyMap<string, string> {
  return new Map(
    assets.flatMap(({ file, cover, sourceType }) =>
      [file.sha256, cover]
        .filter((sha256) => sha256 !== null)
        .map((sha256) => [sha256, `${sourceTypeScheme}${sourceType}`] as const),
    ),
  );
}
