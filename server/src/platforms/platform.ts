import type { PostForm } from '#kernel/post-form.ts';
import type { Engaging, OAuthFlow, Reading, Webhooks } from './engagement.ts';
import type { MediaLimits, OptionChoice, PlatformManifest, TextLimits } from './manifest.ts';

export type { PostForm } from '#kernel/post-form.ts';
export type {
  Capability,
  ConnectField,
  ImageLimits,
  MediaLimits,
  OptionChoice,
  PlatformManifest,
  PostOption,
  RateLimit,
  TextLimits,
  VideoLimits,
} from './manifest.ts';

/** The port every social platform is reached through. Adapters sit in a folder each beside this file. */

/** The closed list of ways an outside call can fail. */
const platformFailures = [
  /** Nothing was published; the platform says when to come back. */
  'rate_limited',
  /** Proved not published: refused connection, an answer before acceptance, or still processing. */
  'unavailable',
  /** The account has to be connected again by a person. */
  'needs_reconnect',
  /** The request is wrong and will be refused again. */
  'rejected',
  /** This file will not be taken. */
  'media_rejected',
  /** The platform's rules, or ours on disclosure, forbid it. */
  'policy',
  /** A person has to confirm something in the platform's own app before it goes on. */
  'checkpoint',
  /** The account is limited or lacks a permission. */
  'restricted',
  /** The account, or the post asked about, exists no longer. */
  'gone',
  /** It may have been published: reconcile before anything else. */
  'outcome_unknown',
] as const;
export type PlatformFailure = (typeof platformFailures)[number];

export interface PlatformErrorDetails {
  readonly retryAfterSeconds?: number | undefined;
  /** The platform's own code, such as `36003/2207009`. */
  readonly remoteCode?: string | undefined;
  /** One sentence: what a person should do. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/** A failed outside call. The message may be shown to people and never holds a secret. */
export class PlatformError extends Error {
  override readonly name = 'PlatformError';
  readonly failure: PlatformFailure;
  readonly retryAfterSeconds: number | undefined;
  readonly remoteCode: string | undefined;
  readonly hint: string | undefined;

  constructor(failure: PlatformFailure, message: string, details: PlatformErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.failure = failure;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.remoteCode = details.remoteCode;
    this.hint = details.hint;
  }
}

/** Adapter-shaped secrets (tokens, refresh tokens). The caller encrypts them at rest. */
export type Credentials = Readonly<Record<string, string>>;

/** A connected account, as every call needs it. */
export interface PlatformAccount {
  readonly remoteId: string;
  readonly handle: string;
  readonly credentials: Credentials;
  /** Where calls go, without a trailing slash: `ConnectedAccount.baseUrl`, or the rehearsal's address. */
  readonly baseUrl: string;
  /** What the platform told of this account's own limits. */
  readonly limits?: AccountLimits | undefined;
  /** The page that shows this account, when that is not on the platform's own site; a post is an anchor on it. */
  readonly webUrl?: string | undefined;
}

export interface Renewed {
  readonly credentials: Credentials;
  /** When they stop working unless renewed again; null when they do not say. */
  readonly expiresAt: Date | null;
}

export interface PlatformCall {
  /** Ends every wait. */
  readonly signal: AbortSignal;
  now(): Date;
  /**
   * Renews credentials once, whoever asks: `renew` runs under the account's lock with the stored credentials and
   * its answer is stored before this resolves. When somebody else renewed `stale` meanwhile, theirs are given.
   */
  renewCredentials(
    stale: Credentials,
    renew: (stored: Credentials) => Promise<Renewed>,
  ): Promise<Credentials>;
  readonly limits: CallLimits;
}

/** Limits on calls, shared by all processes. Buckets are those of `manifest.rateLimits`. */
export interface CallLimits {
  /**
   * Counts a call before it is made.
   * @throws PlatformError 'rate_limited' with the seconds until the window opens, when it is used up.
   */
  take(bucket: string, cost?: number): Promise<void>;
  /** What an answer's headers say of a bucket. */
  learn(bucket: string, seen: { readonly remaining: number; readonly resetsAt: Date }): Promise<void>;
}

export interface ConnectInput {
  /** By the names in `manifest.connect`. */
  readonly fields: Readonly<Record<string, string>>;
  /** The rehearsal's address, or absent for the platform itself. */
  readonly baseUrl?: string | undefined;
}

export interface ConnectedAccount {
  readonly remoteId: string;
  readonly handle: string;
  readonly displayName: string;
  readonly credentials: Credentials;
  readonly baseUrl: string;
  /** When the credentials stop working unless refreshed; null when they do not expire or refresh themselves. */
  readonly tokenExpiresAt: Date | null;
  /** Things a person should know, such as a profile label that could not be set. */
  readonly warnings: readonly string[];
}

/** Limits as this account has them, where the platform tells; they replace those of the manifest. */
export interface AccountLimits {
  readonly text?: Partial<TextLimits>;
  readonly altTextMax?: number;
  readonly media?: {
    readonly maxItems?: number;
    readonly images?: Partial<MediaLimits['images']>;
    readonly video?: Partial<MediaLimits['video']>;
  };
  /** By the name of an option with `choicesFromAccount`. */
  readonly choices?: Readonly<Record<string, readonly OptionChoice[]>>;
}

export interface AccountCheck {
  readonly handle: string;
  readonly displayName: string;
  readonly tokenExpiresAt: Date | null;
  /** Posts still allowed in the platform's window; null when it does not say. */
  readonly publishesLeft: number | null;
  /** Whether the profile itself carries an automation or AI label; null where the platform has none. */
  readonly profileLabelled: boolean | null;
  readonly limits?: AccountLimits;
}

export interface PayloadMedia {
  readonly kind: 'image' | 'video';
  /** A file on this machine: the approved bytes. */
  readonly path: string;
  readonly mime: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly durationSeconds?: number | undefined;
  readonly altText: string;
  /** Hex. */
  readonly sha256: string;
  /** Needed where `manifest.fetchesMediaByUrl`; reachable without sign-in or redirects. */
  readonly publicUrl?: string | undefined;
}

/** How much of a post is made by AI. */
export type Disclosure = 'none' | 'ai_generated';

export type DraftMedia = Omit<PayloadMedia, 'path' | 'sha256'>;

/** The part of a payload that can be checked before an account or a time is known. */
export interface PostDraft {
  /** 'feed' when absent. */
  readonly form?: PostForm;
  /** Where `manifest.title` is; empty or absent otherwise. */
  readonly title?: string;
  /** The final text, disclosure wording included (see `discloseCaption`). */
  readonly caption: string;
  readonly media: readonly DraftMedia[];
  /** What follows the caption in a 'thread', in order. */
  readonly parts?: readonly { readonly text: string; readonly media: readonly DraftMedia[] }[];
  /** Posted by the account itself under the post, where `manifest.can` has 'first_comment'. */
  readonly firstComment?: string;
  /** By the names in `manifest.options`; an option left out has its default. */
  readonly options?: Readonly<Record<string, string>>;
  readonly disclosure: Disclosure;
}

export interface PublishPayload extends PostDraft {
  /** Names this delivery for ever; the same for every attempt of it. */
  readonly operationKey: string;
  /** BCP 47. */
  readonly language: string;
  readonly media: readonly PayloadMedia[];
  readonly parts?: readonly { readonly text: string; readonly media: readonly PayloadMedia[] }[];
  readonly account: PlatformAccount;
}

/** Names the platform gave, or we chose, on the way; enough to carry on after a crash. */
export type Handles = Readonly<Record<string, string>>;

/** The adapter's hold on the ledger. Everything it says is committed before it resolves. */
export interface PublishLedger {
  /** Handles of earlier attempts at this delivery, to be used again. */
  readonly handles: Handles;
  /** Keeps a handle; a second value under one name replaces the first. */
  remember(name: string, value: string): Promise<void>;
  /** Must be called right before each request that can make the post public, and before no other. */
  aboutToPublish(): Promise<void>;
}

export interface Published {
  readonly remoteId: string;
  readonly url: string;
  /** Things a person should know, such as a first comment that was refused. */
  readonly warnings?: readonly string[];
}

export type Reconciled =
  | ({ readonly outcome: 'published' } & Published)
  /** Proved: `publish` may be called again with the same handles. A thread with parts missing counts as this. */
  | { readonly outcome: 'not_published'; readonly evidence: string }
  /** No proof either way: ask again later, then let a person decide. */
  | { readonly outcome: 'undetermined'; readonly evidence: string; readonly retryAfterSeconds?: number };

export interface ReadBack {
  readonly found: boolean;
  readonly url: string | null;
  /** Whether what the platform shows says that it is AI-made; null while it shows the post to nobody else. */
  readonly disclosed: boolean | null;
  /** One sentence: what was seen. */
  readonly evidence: string;
}

/**
 * One platform. Every method throws `PlatformError` and nothing else, and ends soon after the signal aborts.
 *
 * `publish` may be called again for the same delivery after any failure but `outcome_unknown`; after that one
 * only when `reconcile` answered `not_published`. It then resumes from the handles: nothing is uploaded or
 * created twice, and a post that turns out to be there already is returned, not repeated. A thread or a first
 * comment is published part by part: each part's id is remembered, `aboutToPublish` comes before each.
 */
export interface PlatformAdapter {
  readonly manifest: PlatformManifest;
  connect(input: ConnectInput, call: PlatformCall): Promise<ConnectedAccount>;
  /** Where `manifest.oauth` is. */
  readonly oauth?: OAuthFlow;
  /** Whether the account works, and renews credentials that are due. Changes nothing on the platform. */
  check(account: PlatformAccount, call: PlatformCall): Promise<AccountCheck>;
  /** Makes the credentials worthless at the platform; fine when they are already. Absent where it has no way. */
  revoke?(account: PlatformAccount, call: PlatformCall): Promise<void>;
  publish(payload: PublishPayload, ledger: PublishLedger, call: PlatformCall): Promise<Published>;
  /** Whether an attempt went out. Changes nothing on the platform. */
  reconcile(payload: PublishPayload, handles: Handles, call: PlatformCall): Promise<Reconciled>;
  readBack(remoteId: string, account: PlatformAccount, call: PlatformCall): Promise<ReadBack>;
  /** Takes a post down; fine when it is gone already. Only where `manifest.can` has 'remove'. */
  remove?(remoteId: string, account: PlatformAccount, call: PlatformCall): Promise<void>;
  /** Replaces the text of a post. Only where `manifest.can` has 'edit'. */
  edit?(remoteId: string, text: string, account: PlatformAccount, call: PlatformCall): Promise<void>;
  readonly reading?: Reading;
  readonly engaging?: Engaging;
  readonly webhooks?: Webhooks;
}
