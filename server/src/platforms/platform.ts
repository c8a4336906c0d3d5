import type { TextUnit } from '#kernel/text-length.ts';

/** The port every social platform is reached through. Adapters sit in a folder each beside this file. */

/** What an adapter can do beyond publishing; generic code asks this list and never the platform's name. */
export type Capability = 'publish_text' | 'publish_image' | 'publish_images' | 'publish_video' | 'remove';

/** One thing a person is asked for when connecting an account. */
export interface ConnectField {
  readonly name: string;
  readonly label: string;
  /** Where to find it, in one or two sentences. */
  readonly help: string;
  readonly kind: 'text' | 'secret' | 'url' | 'switch';
  readonly required: boolean;
  /** A `switch` reads 'true' or 'false'. */
  readonly defaultValue?: string;
}

export interface ImageLimits {
  /** Most images in one post. */
  readonly max: number;
  readonly mimes: readonly string[];
  readonly maxBytes: number;
  /** Width divided by height. */
  readonly minAspect?: number;
  readonly maxAspect?: number;
  /** Wider images are scaled down by us before sending, so this is advice to renderers and not a refusal. */
  readonly maxWidth?: number;
}

export interface VideoLimits {
  readonly max: number;
  readonly mimes: readonly string[];
  readonly maxBytes: number;
  readonly minSeconds?: number;
  readonly maxSeconds: number;
  readonly minAspect?: number;
  readonly maxAspect?: number;
  readonly maxWidth?: number;
}

/** What a platform allows, as data. Limits that vary by account are asked for at run time and override it. */
export interface PlatformManifest {
  readonly id: string;
  readonly name: string;
  readonly can: readonly Capability[];
  readonly text: { readonly max: number; readonly unit: TextUnit; readonly maxBytes?: number };
  readonly hashtags: { readonly max: number; readonly maxLength?: number };
  readonly altText: { readonly max: number; readonly unit: TextUnit; readonly onVideo: boolean };
  readonly media: {
    /** Most files in one post, of either kind. */
    readonly maxItems: number;
    readonly images: ImageLimits;
    readonly video: VideoLimits;
    /** Whether images and videos may stand in one post. */
    readonly mixed: boolean;
  };
  readonly aiDisclosure: {
    /** The request field that marks a post as made with AI; null where the platform has none. */
    readonly native: string | null;
    /** Whether the caption has to carry the words, because nothing else does. */
    readonly caption: boolean;
  };
  readonly connect: readonly ConnectField[];
  /** What must be true before connecting, in sentences for people. */
  readonly connectNotes: readonly string[];
  /** The platform downloads media itself, so each file needs `publicUrl`. */
  readonly fetchesMediaByUrl: boolean;
  /** Where calls go for an ordinary account. */
  readonly defaultBaseUrl: string;
  readonly sources: readonly { readonly url: string; readonly readOn: string }[];
  /** ISO date on which it was last seen working against the real platform; null means never yet. */
  readonly verifiedLive: string | null;
}

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
  /** The account is limited, suspended or lacks a permission. */
  'restricted',
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
  /** The page that shows this account, when that is not on the platform's own site; a post is an anchor on it. */
  readonly webUrl?: string | undefined;
}

export interface PlatformCall {
  /** Ends every wait. */
  readonly signal: AbortSignal;
  now(): Date;
  /** Called when a session was refreshed; must have stored the new credentials before it resolves. */
  saveCredentials(credentials: Credentials, expiresAt: Date | null): Promise<void>;
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

export interface AccountCheck {
  readonly handle: string;
  readonly displayName: string;
  readonly tokenExpiresAt: Date | null;
  /** Posts still allowed in the platform's window; null when it does not say. */
  readonly publishesLeft: number | null;
  /** Whether the profile itself carries an automation or AI label; null where the platform has none. */
  readonly profileLabelled: boolean | null;
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

/** The part of a payload that can be checked before an account or a time is known. */
export interface PostDraft {
  /** The final text, disclosure wording included (see `discloseCaption`). */
  readonly caption: string;
  readonly media: readonly Omit<PayloadMedia, 'path' | 'sha256'>[];
  readonly disclosure: Disclosure;
}

export interface PublishPayload extends PostDraft {
  /** Names this delivery for ever; the same for every attempt of it. */
  readonly operationKey: string;
  /** BCP 47. */
  readonly language: string;
  readonly media: readonly PayloadMedia[];
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
}

export type Reconciled =
  | ({ readonly outcome: 'published' } & Published)
  /** Proved: `publish` may be called again with the same handles. */
  | { readonly outcome: 'not_published'; readonly evidence: string }
  /** No proof either way: ask again later, then let a person decide. */
  | { readonly outcome: 'undetermined'; readonly evidence: string; readonly retryAfterSeconds?: number };

export interface ReadBack {
  readonly found: boolean;
  readonly url: string | null;
  /** Whether what the platform shows says that it is AI-made. */
  readonly disclosed: boolean;
  /** One sentence: what was seen. */
  readonly evidence: string;
}

/**
 * One platform. Every method throws `PlatformError` and nothing else, and ends soon after the signal aborts.
 *
 * `publish` may be called again for the same delivery after any failure but `outcome_unknown`; after that one
 * only when `reconcile` answered `not_published`. It then resumes from the handles: nothing is uploaded or
 * created twice, and a post that turns out to be there already is returned, not repeated.
 */
export interface PlatformAdapter {
  readonly manifest: PlatformManifest;
  connect(input: ConnectInput, call: PlatformCall): Promise<ConnectedAccount>;
  /** Whether the account works, and refreshes credentials that are due. Changes nothing on the platform. */
  check(account: PlatformAccount, call: PlatformCall): Promise<AccountCheck>;
  publish(payload: PublishPayload, ledger: PublishLedger, call: PlatformCall): Promise<Published>;
  /** Whether an attempt went out. Changes nothing on the platform. */
  reconcile(payload: PublishPayload, handles: Handles, call: PlatformCall): Promise<Reconciled>;
  readBack(remoteId: string, account: PlatformAccount, call: PlatformCall): Promise<ReadBack>;
  /** Takes a post down; fine when it is gone already. Only where `manifest.can` has 'remove'. */
  remove?(remoteId: string, account: PlatformAccount, call: PlatformCall): Promise<void>;
}
