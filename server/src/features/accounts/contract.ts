import { z } from 'zod';
import { textUnits } from '#kernel/text-length.ts';

const AskedField = z.object({
  name: z.string(),
  label: z.string(),
  help: z.string(),
  secret: z.boolean(),
  kind: z.enum(['text', 'secret', 'url', 'switch']),
  optional: z.boolean(),
  defaultValue: z.string().optional(),
});
export type AskedField = z.infer<typeof AskedField>;
const Choice = z.object({ value: z.string(), label: z.string() });
/** A choice a person may make for one delivery. */
const OptionInfo = z.object({
  name: z.string(),
  label: z.string(),
  help: z.string(),
  kind: z.enum(['choice', 'switch', 'text']),
  choices: z.array(Choice),
  /** Null where it has to be chosen each time. */
  defaultValue: z.string().nullable(),
  choicesFromAccount: z.boolean(),
  maxLength: z.number().nullable(),
  onlyWith: z.enum(['image', 'video']).nullable(),
  /** What is not taken together with this switch on. */
  excludes: z.object({ option: z.string(), value: z.string(), reason: z.string() }).nullable(),
});
export type OptionInfo = z.infer<typeof OptionInfo>;
const Limit = z.object({ label: z.string(), value: z.string() });

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
  connect: z.array(AskedField),
  guide: z.array(z.string()),
  verifiedLive: z.string().nullable(),
  /** Capabilities by the names of the port, such as `publish_thread`. */
  can: z.array(z.string()),
  limits: z.array(Limit),
  options: z.array(OptionInfo),
  /** A title beside the text, where posts have one. */
  title: z.object({ max: z.number(), required: z.boolean() }).nullable(),
  /** Most characters of a first comment; null where there is none. */
  firstCommentMax: z.number().nullable(),
  threadPartsMax: z.number().nullable(),
  /** What to create at the platform first. */
  setUp: z.array(z.object({ text: z.string(), url: z.string().nullable() })),
  /** Signing in on the platform's own page, and what its app registration gives; null where it has none. */
  oauth: z.object({ fields: z.array(AskedField), scopes: z.array(z.string()) }).nullable(),
  /** False where a person posts by hand. */
  hasApi: z.boolean(),
  rehearsal: z.boolean(),
  rehearsalSignIn: z.boolean(),
  /** Whether a test post can be seen by nobody else. */
  privateTest: z.boolean(),
  /** What has to be shown beside the choices of each post; null where the platform demands nothing. */
  consent: z
    .object({ text: z.string(), links: z.array(z.object({ label: z.string(), url: z.string() })) })
    .nullable(),
  apiVersion: z.string().nullable(),
  composeUrl: z.string().nullable(),
  sources: z.array(z.object({ url: z.string(), readOn: z.string() })),
});
export type PlatformInfo = z.infer<typeof PlatformInfo>;
export const PlatformInfos = z.object({
  items: z.array(PlatformInfo),
  /** Where platforms send a person back to: belongs in each app registration, letter for letter. */
  redirectUrl: z.string(),
});

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
  /** What a person should do about it. */
  healthHint: z.string(),
  /** When it is over by itself. */
  healthUntil: z.string().nullable(),
  /** Whether it stays so until a person has done something. */
  needsPerson: z.boolean(),
  paused: z.boolean(),
  pauseReason: z.string(),
  tokenExpiresAt: z.string().nullable(),
  lastSuccessAt: z.string().nullable(),
  /** When the platform was last asked how the account is, and what stood in the way. */
  checkedAt: z.string().nullable(),
  checkMessage: z.string(),
  /** Posts the platform still takes today, where it tells. */
  publishesLeft: z.number().nullable(),
  /** Choices of options that come from the account itself, by option. */
  choices: z.record(z.string(), z.array(Choice)),
  /** The public timeline page of a rehearsal account. */
  timelineUrl: z.string().nullable(),
  createdAt: z.string(),
});
export type Account = z.infer<typeof Account>;
/** GET /api/v1/accounts?characterId= */
export const Accounts = z.object({ items: z.array(Account) });

const Fields = z.record(z.string().max(40), z.string().max(4000));

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
    fields: Fields,
  }),
  z.strictObject({
    mode: z.literal('hand_off'),
    characterId: z.uuid(),
    platform: z.string().max(40),
    handle: z.string().trim().min(1).max(100),
  }),
]);
export type ConnectAccount = z.infer<typeof ConnectAccount>;

/** POST /api/v1/accounts/:id/check ; POST /api/v1/accounts/:id/pause {paused} */
export const PauseAccount = z.strictObject({ paused: z.boolean() });

/** GET /api/v1/accounts/:id */
export const AccountDetails = z.object({
  ...Account.shape,
  remoteId: z.string(),
  /** Whether the profile itself says that it is automated; null where the platform does not tell. */
  profileLabelled: z.boolean().nullable(),
  /** What connecting had to say. */
  warnings: z.array(z.string()),
  disconnectedAt: z.string().nullable(),
  canSignIn: z.boolean(),
  quotas: z.array(
    z.object({
      bucket: z.string(),
      used: z.number(),
      max: z.number(),
      windowSeconds: z.number(),
      per: z.enum(['account', 'app']),
      /** The platform itself takes no more until then. */
      closedUntil: z.string().nullable(),
    }),
  ),
  limits: z.array(Limit),
  limitsOfItsOwn: z.boolean(),
  apiVersion: z.string().nullable(),
  verifiedLive: z.string().nullable(),
});
export type AccountDetails = z.infer<typeof AccountDetails>;

/** DELETE /api/v1/accounts/:id : what is left to do at the platform; empty when nothing is. */
export const Disconnected = z.object({ note: z.string() });

/** POST /api/v1/accounts/:id/reconnect */
export const ReconnectAccount = z.strictObject({ fields: Fields });

/** POST /api/v1/accounts/sign-in ; fields of the app that are left out are those kept. */
export const BeginSignIn = z.strictObject({
  platform: z.string().max(40),
  mode: z.enum(['rehearsal', 'live']),
  characterId: z.uuid(),
  /** The account that is connected again. */
  accountId: z.uuid().optional(),
  fields: Fields.optional(),
});
export type BeginSignIn = z.infer<typeof BeginSignIn>;
export const SignInBegun = z.object({ authorizeUrl: z.string() });

/** GET /api/v1/accounts/sign-ins/:id */
export const SignIn = z.object({
  id: z.string(),
  platform: z.string(),
  platformName: z.string(),
  mode: z.enum(['rehearsal', 'live']),
  step: z.enum(['begun', 'finishing', 'choosing', 'done', 'failed']),
  characterId: z.string(),
  accountIds: z.array(z.string()),
  message: z.string(),
  hint: z.string(),
  choices: z.array(z.object({ remoteId: z.string(), handle: z.string(), displayName: z.string() })),
});
export type SignIn = z.infer<typeof SignIn>;
/** Why a return from a platform leads to no sign-in: `?problem=` of the page it ends on. */
export const SignInProblem = z.enum(['unknown', 'somebody_else', 'used', 'signed_out', 'not_allowed']);
export type SignInProblem = z.infer<typeof SignInProblem>;
/** POST /api/v1/accounts/sign-ins/:id/choose */
export const ChooseAccounts = z.strictObject({ remoteIds: z.array(z.string().max(200)).max(100) });
export const ChosenAccounts = z.object({ accountIds: z.array(z.string()) });

/** GET /api/v1/app-registrations ; PUT and DELETE /api/v1/app-registrations/:platform */
export const AppRegistration = z.object({
  platform: z.string(),
  platformName: z.string(),
  /** Secrets are kept and never shown: their value is null. */
  fields: z.array(
    z.object({ name: z.string(), label: z.string(), secret: z.boolean(), value: z.string().nullable() }),
  ),
  keptAt: z.string(),
});
export type AppRegistration = z.infer<typeof AppRegistration>;
export const AppRegistrations = z.object({ items: z.array(AppRegistration) });
export const KeepAppRegistration = z.strictObject({ fields: Fields });
