import { z } from 'zod';
import { Look } from '#kernel/look.ts';
import { PageQuery, pageOf } from '#kernel/paging.ts';
import { Canon, Persona } from '#kernel/persona.ts';
import { Shot } from '#kernel/shot.ts';
import { Voice } from '#kernel/voice.ts';

export const characterStates = ['active', 'paused', 'archived'] as const;

const name = z.string().trim().min(1, 'Give the character a name.').max(60);
const handle = z
  .string()
  .trim()
  .regex(
    /^[a-z0-9](?:[a-z0-9._-]{0,28}[a-z0-9])?$/,
    'A handle is 1 to 30 small letters, digits, dots, dashes or underscores.',
  );
const age = z
  .number()
  .int()
  .min(18, 'A character must be an adult: 18 or older. This cannot be changed.')
  .max(120);

/** What a character version holds. */
export const CharacterContent = z.strictObject({
  name,
  tagline: z.string().trim().max(160).default(''),
  age,
  persona: Persona.prefault({}),
  look: Look.prefault({}),
  voice: Voice.prefault({}),
  canon: Canon,
});
export type CharacterContent = z.infer<typeof CharacterContent>;

export const Declaration = z.strictObject({
  kind: z.enum(['synthetic', 'consent']),
  /** The words the person agreed to, kept as they were shown. */
  statement: z.string().trim().min(20).max(4000),
  /** Who stands for it. */
  signer: z.string().trim().min(1).max(120),
});
export type Declaration = z.infer<typeof Declaration>;

/** POST /api/v1/characters */
export const CreateCharacter = z.strictObject({
  ...CharacterContent.shape,
  handle,
  timeZone: z.string().max(60).optional(),
  declaration: Declaration,
});
export type CreateCharacter = z.infer<typeof CreateCharacter>;
export type CreateCharacterInput = z.input<typeof CreateCharacter>;

/** PATCH /api/v1/characters/:id ; makes a new version. `version` is the one the person was looking at. */
export const EditCharacter = z.strictObject({
  version: z.number().int(),
  note: z.string().trim().max(200).default(''),
  name: name.optional(),
  tagline: z.string().trim().max(160).optional(),
  age: age.optional(),
  persona: Persona.optional(),
  look: Look.optional(),
  voice: Voice.optional(),
  canon: z
    .array(z.object({ fact: z.string().min(1).max(300), at: z.iso.date().optional() }))
    .max(200)
    .optional(),
  handle: handle.optional(),
  timeZone: z.string().max(60).optional(),
});
export type EditCharacter = z.input<typeof EditCharacter>;

export const CharacterSummary = z.object({
  id: z.string(),
  name: z.string(),
  handle: z.string(),
  tagline: z.string(),
  age: z.number(),
  state: z.enum(characterStates),
  version: z.number(),
  /** Of the portrait, or null while it is being drawn. */
  portraitUrl: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type CharacterSummary = z.infer<typeof CharacterSummary>;

export const referenceKinds = ['face', 'voice'] as const;

/** What a real person has agreed to; kept with the consent. Dates are ISO dates. */
export const ConsentScope = z.object({
  covers: z.array(z.enum(referenceKinds)).min(1),
  purpose: z.string(),
  givenOn: z.iso.date(),
  /** The last day on which it holds; null without an end. */
  until: z.iso.date().nullable(),
  /** How it was given. */
  note: z.string(),
  /** The signed paper or the message, as it was uploaded; null when only the note tells of it. */
  evidence: z.object({ sha256: z.string(), mime: z.string(), bytes: z.number() }).nullable(),
});
export type ConsentScope = z.infer<typeof ConsentScope>;

export const DeclarationState = z.object({
  id: z.string(),
  kind: z.enum(['synthetic', 'consent']),
  statement: z.string(),
  signer: z.string(),
  createdAt: z.string(),
  /** Whether something may stand on it today: not withdrawn, and not past its end. */
  live: z.boolean(),
  withdrawnAt: z.string().nullable(),
  consent: z
    .object({ ...ConsentScope.omit({ evidence: true }).shape, evidenceUrl: z.string().nullable() })
    .nullable(),
});
export type DeclarationState = z.infer<typeof DeclarationState>;

/** GET /api/v1/characters/:id/declarations ; newest first, withdrawn ones included. */
export const Declarations = z.object({ items: z.array(DeclarationState) });

const givenOn = z.iso.date('Say on which day the consent was given.');
/**
 * POST /api/v1/characters/:id/consents : what a real person has agreed to, when a note tells how it was given.
 * POST /api/v1/characters/:id/consents/with-file : the same as a form (multipart) with the signed paper; `covers` is
 * then written `face`, `voice` or `face,voice`.
 */
export const GiveConsent = z.strictObject({
  /** The real person. */
  person: z.string().trim().min(1, 'Say who gives the consent.').max(120),
  covers: z.array(z.enum(referenceKinds)).min(1, 'Say what it covers: the face, the voice or both.'),
  purpose: z.string().trim().min(3, 'Say what the person agreed to.').max(1000),
  givenOn,
  until: givenOn.optional(),
  note: z.string().trim().max(1000).default(''),
});
export type GiveConsent = z.infer<typeof GiveConsent>;
export type GiveConsentInput = z.input<typeof GiveConsent>;

/** GET /api/v1/characters/:id */
export const Character = z.object({
  ...CharacterSummary.shape,
  persona: Persona,
  look: Look,
  voice: Voice,
  canon: Canon,
  timeZone: z.string(),
  declaration: DeclarationState.nullable(),
  /** Whether its face has been learnt, so that takes can be measured. */
  identityReady: z.boolean(),
});
export type Character = z.infer<typeof Character>;

/** GET /api/v1/characters */
export const ListCharacters = z.object({
  ...PageQuery.shape,
  search: z.string().trim().max(80).optional(),
  state: z.enum(characterStates).optional(),
  sort: z.enum(['newest', 'name']).default('newest'),
});
export type ListCharacters = z.infer<typeof ListCharacters>;
export const CharacterPage = pageOf(CharacterSummary);

/** POST /api/v1/characters/:id/state */
export const SetCharacterState = z.strictObject({ state: z.enum(characterStates) });
export type SetCharacterState = z.infer<typeof SetCharacterState>;

/** GET /api/v1/characters/:id/versions */
export const CharacterVersion = z.object({
  version: z.number(),
  name: z.string(),
  tagline: z.string(),
  age: z.number(),
  persona: Persona,
  look: Look,
  voice: Voice,
  canon: Canon,
  note: z.string(),
  actorName: z.string(),
  createdAt: z.string(),
});
export type CharacterVersion = z.infer<typeof CharacterVersion>;
export const CharacterVersions = z.object({ items: z.array(CharacterVersion) });

/** POST /api/v1/characters/:id/versions/:version/restore ; answers the Character. */
export const RestoreVersion = z.strictObject({ currentVersion: z.number().int() });

/** The largest reference or consent file, in bytes. */
export const maxReferenceBytes = 25 * 1024 * 1024;
/** What can be uploaded: JPEG, PNG and WebP; WAV, MP3, FLAC, OGG and M4A; a consent also as PDF. */
export const uploadMimes = {
  face: ['image/jpeg', 'image/png', 'image/webp'],
  voice: ['audio/wav', 'audio/mpeg', 'audio/flac', 'audio/ogg', 'audio/mp4'],
  consent: ['application/pdf', 'image/jpeg', 'image/png', 'image/webp'],
} as const;

/** GET /api/v1/characters/:id/references ; POST (multipart: file, kind, declarationId) ; DELETE …/:referenceId */
export const CharacterReference = z.object({
  id: z.string(),
  kind: z.enum(referenceKinds),
  url: z.string(),
  mime: z.string(),
  bytes: z.number(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  declarationId: z.string(),
  createdAt: z.string(),
});
export type CharacterReference = z.infer<typeof CharacterReference>;
export const CharacterReferences = z.object({ items: z.array(CharacterReference) });

/** GET /api/v1/persona-templates */
export const PersonaTemplate = z.object({
  id: z.string(),
  name: z.string(),
  tagline: z.string(),
  age: z.number(),
  persona: Persona,
  look: Look,
  voice: Voice,
  /** A picture of this template, drawn by the built-in engine. */
  pictureUrl: z.string(),
});
export type PersonaTemplate = z.infer<typeof PersonaTemplate>;
export const PersonaTemplates = z.object({ items: z.array(PersonaTemplate) });

/** POST /api/v1/look-previews ; answers image/jpeg bytes. */
export const LookPreview = z.strictObject({
  look: Look,
  shot: Shot.partial().default({}),
  pixels: z.number().int().min(160).max(960).default(480),
  /** Where it is shown: a newer one for the same place stops the one before. */
  place: z.string().max(40).default(''),
});
export type LookPreview = z.input<typeof LookPreview>;

/** POST /api/v1/voice-samples ; answers audio/wav bytes. */
export const VoiceSample = z.strictObject({
  voice: Voice,
  script: z.string().trim().min(1).max(300),
});
export type VoiceSample = z.input<typeof VoiceSample>;
