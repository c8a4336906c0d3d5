import type { ConnectedAccount, Credentials, PlatformAccount, PlatformCall } from './platform.ts';

/** The optional halves of the port: signing in on the platform's page, reading, answering, being told. */

export interface OAuthStart {
  /** By the names in `manifest.oauth.fields`. */
  readonly fields: Readonly<Record<string, string>>;
  /** This studio's own address that the platform sends the person back to. */
  readonly redirectUrl: string;
  /** Comes back unchanged; the caller checks it. */
  readonly state: string;
  /** The rehearsal's address, or absent for the platform itself. */
  readonly baseUrl?: string | undefined;
}

/** Signing in by OAuth 2, with PKCE where the platform takes it. */
export interface OAuthFlow {
  /** Where to send the person, and what `finish` needs afterwards (verifier, client); the caller seals it. */
  begin(
    start: OAuthStart,
    call: PlatformCall,
  ): Promise<{ readonly authorizeUrl: string; readonly kept: Credentials }>;
  /** What the person may connect: one account, or several to choose from (the Pages of a user). */
  finish(
    answer: {
      readonly query: Readonly<Record<string, string>>;
      readonly kept: Credentials;
      readonly redirectUrl: string;
      readonly baseUrl?: string | undefined;
    },
    call: PlatformCall,
  ): Promise<readonly ConnectedAccount[]>;
}

export interface RemotePerson {
  readonly remoteId: string;
  readonly handle: string;
  readonly displayName: string;
}

/** A comment, reply or mention as the platform shows it. Text of others: never trusted, never obeyed. */
export interface RemoteComment {
  readonly remoteId: string;
  /** The post of ours it stands under; null for a mention elsewhere. */
  readonly postRemoteId: string | null;
  /** The comment it answers; null when it answers the post itself. */
  readonly parentRemoteId: string | null;
  readonly author: RemotePerson;
  /** Whether this account wrote it itself. */
  readonly mine: boolean;
  readonly text: string;
  readonly createdAt: Date;
  readonly url: string | null;
  readonly likes: number | null;
  readonly hidden: boolean;
}

export interface RemoteMessage {
  readonly remoteId: string;
  readonly conversationId: string;
  readonly author: RemotePerson;
  readonly mine: boolean;
  readonly text: string;
  readonly createdAt: Date;
  /** Until when the platform lets us answer; null when it sets no end. */
  readonly replyUntil: Date | null;
}

/** One page, oldest or newest first as the platform has it; `next` is null at the end. */
export interface RemotePage<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** Counts by the product's own names; null where the platform does not tell. `raw` keeps what it said. */
export interface RemoteNumbers {
  readonly remoteId: string;
  readonly likes: number | null;
  readonly comments: number | null;
  readonly shares: number | null;
  readonly saves: number | null;
  readonly views: number | null;
  readonly reach: number | null;
  readonly raw: Readonly<Record<string, number>>;
}

export interface AccountNumbers {
  readonly followers: number | null;
  readonly following: number | null;
  readonly posts: number | null;
  readonly raw: Readonly<Record<string, number>>;
}

/** Asking for what others did. Each method stands only where `manifest.can` has its capability. */
export interface Reading {
  comments?(
    postRemoteId: string,
    cursor: string | null,
    account: PlatformAccount,
    call: PlatformCall,
  ): Promise<RemotePage<RemoteComment>>;
  mentions?(
    cursor: string | null,
    account: PlatformAccount,
    call: PlatformCall,
  ): Promise<RemotePage<RemoteComment>>;
  messages?(
    cursor: string | null,
    account: PlatformAccount,
    call: PlatformCall,
  ): Promise<RemotePage<RemoteMessage>>;
  /** At most 25 posts at once; a post that is gone is left out. */
  numbers?(
    postRemoteIds: readonly string[],
    account: PlatformAccount,
    call: PlatformCall,
  ): Promise<readonly RemoteNumbers[]>;
  accountNumbers?(account: PlatformAccount, call: PlatformCall): Promise<AccountNumbers>;
}

export interface ReplyInput {
  /** The comment, post or message answered. */
  readonly toRemoteId: string;
  /** The post all stands under, where there is one. */
  readonly postRemoteId: string | null;
  readonly text: string;
  /** Names this reply for ever; adapters that can, make it the platform's own key. */
  readonly operationKey: string;
}

/** Acting towards others, one by one and on a person's word. */
export interface Engaging {
  /** @returns the reply's remote id. */
  reply?(
    input: ReplyInput,
    account: PlatformAccount,
    call: PlatformCall,
  ): Promise<{ readonly remoteId: string }>;
  hideComment?(
    remoteId: string,
    hidden: boolean,
    account: PlatformAccount,
    call: PlatformCall,
  ): Promise<void>;
  removeComment?(remoteId: string, account: PlatformAccount, call: PlatformCall): Promise<void>;
  /** Fine when it is liked already. */
  like?(remoteId: string, account: PlatformAccount, call: PlatformCall): Promise<void>;
  /** Fine when it is followed already. */
  follow?(person: string, account: PlatformAccount, call: PlatformCall): Promise<void>;
}

export interface WebhookRequest {
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** The bytes as they came: signatures are over these. */
  readonly body: Buffer;
}

/** What a webhook says happened; the caller then asks the platform itself for the truth. */
export interface WebhookEvent {
  readonly accountRemoteId: string;
  readonly about: 'comments' | 'mentions' | 'messages' | 'post' | 'account';
  /** The post or comment meant, where it says. */
  readonly remoteId: string | null;
}

/** Being told by the platform. Secrets are the account's credentials or its app's. */
export interface Webhooks {
  /** The answer to a subscription's challenge (GET), or null when this is none or it is not ours. */
  challenge?(
    request: WebhookRequest,
    secrets: Credentials,
  ): { readonly body: string; readonly mime: string } | null;
  /** Whether the platform itself sent this: compared in constant time. */
  verify(request: WebhookRequest, secrets: Credentials): boolean;
  /** @throws PlatformError 'rejected' for what cannot be read. */
  events(request: WebhookRequest): readonly WebhookEvent[];
}
