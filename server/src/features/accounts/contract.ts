import { z } from 'zod';
import { textUnits } from '#kernel/text-length.ts';

/** GET /api/v1/platforms : what each adapter can, from its manifest. */
export const PlatformInfo = z.object({
  id: z.string(),
  name: z.string(),
  text: z.object({
    max: z.number(),
    unit: z.enum(textUnits),
    maxBytes: z.number().optional(),
  }),
  hashtags: z.object({ max: z.number() }),
  altTextMax: z.number(),
  imagesMax: z.number(),
  video: z.boolean(),
  textOnly: z.boolean(),
  /** Whether the platform has an AI flag of its own; otherwise words in the caption tell. */
  nativeAiLabel: z.boolean(),
  /** Words added to the caption where there is no native flag. */
  disclosureSuffix: z.string(),
  connect: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      help: z.string(),
      secret: z.boolean(),
      kind: z.enum(['text', 'secret', 'url', 'switch']),
      optional: z.boolean(),
      defaultValue: z.string().optional(),
    }),
  ),
  guide: z.array(z.string()),
  verifiedLive: z.string().nullable(),
});
export type PlatformInfo = z.infer<typeof PlatformInfo>;
export const PlatformInfos = z.object({ items: z.array(PlatformInfo) });

/** What the last answers of the platform say of an account; anything but 'ok', 'retry' and 'quota' needs a person. */
export const accountHealths = [
  'ok',
  'retry',
  'quota',
  'reauth',
  'checkpoint',
  'restricted',
  'policy',
  'gone',
] as const;
export type AccountHealth = (typeof accountHealths)[number];
export const accountModes = ['rehearsal', 'live', 'hand_off'] as const;

export const Account = z.object({
  id: z.string(),
  characterId: z.string(),
  characterName: z.string(),
  platform: z.string(),
  platformName: z.string(),
  mode: z.enum(accountModes),
  handle: z.string(),
  displayName: z.string(),
  health: z.enum(accountHealths),
  healthReason: z.string(),
  paused: z.boolean(),
  tokenExpiresAt: z.string().nullable(),
  lastSuccessAt: z.string().nullable(),
  /** When the platform was last asked how the account is, and what stood in the way. */
  checkedAt: z.string().nullable(),
  checkMessage: z.string(),
  /** Posts the platform still takes today, where it tells. */
  publishesLeft: z.number().nullable(),
  /** The public timeline page of a rehearsal account. */
  timelineUrl: z.string().nullable(),
  createdAt: z.string(),
});
export type Account = z.infer<typeof Account>;
/** GET /api/v1/accounts?characterId= */
export const Accounts = z.object({ items: z.array(Account) });

/** POST /api/v1/accounts */
export const ConnectAccount = z.discriminatedUnion('mode', [
  z.strictObject({
    mode: z.literal('rehearsal'),
    characterId: z.uuid(),
    platform: z.string().max(40),
    /** The character's own handle when absent. */
    handle: z.string().trim().max(60).optional(),
  }),
  z.strictObject({
    mode: z.literal('live'),
    characterId: z.uuid(),
    platform: z.string().max(40),
    fields: z.record(z.string().max(40), z.string().max(4000)),
  }),
]);
export type ConnectAccount = z.infer<typeof ConnectAccount>;

/** POST /api/v1/accounts/:id/check ; POST /api/v1/accounts/:id/pause {paused} ; DELETE /api/v1/accounts/:id */
export const PauseAccount = z.strictObject({ paused: z.boolean() });
