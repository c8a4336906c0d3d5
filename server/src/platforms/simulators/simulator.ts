/** The rehearsal network: platforms simulated as plain request handlers over a store of documents and blobs. */

/** Where one simulated platform keeps everything. Each method is atomic by itself; nothing asks for more. */
export interface SimulatorStore {
  /** The document, or undefined. */
  get(collection: string, key: string): Promise<unknown>;
  /** Writes only where there is none; false when there is. */
  add(collection: string, key: string, value: unknown): Promise<boolean>;
  put(collection: string, key: string, value: unknown): Promise<void>;
  /** Documents whose key starts with `prefix`, in byte order of their keys. */
  list(collection: string, prefix: string): Promise<readonly StoredDocument[]>;
  /** Whether there was one to delete. */
  delete(collection: string, key: string): Promise<boolean>;
  /** Blobs are named by their content: a second write of a key changes nothing. */
  putBlob(key: string, blob: StoredBlob): Promise<void>;
  getBlob(key: string): Promise<StoredBlob | undefined>;
}

export interface StoredDocument {
  readonly key: string;
  readonly value: unknown;
}

export interface StoredBlob {
  readonly mime: string;
  readonly content: Buffer;
}

export interface SimulatorRequest {
  readonly method: string;
  /** Path below the simulator's own address, such as `/xrpc/com.atproto.repo.createRecord`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface SimulatorAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A Buffer is sent as it is, anything else as JSON. */
  readonly body: unknown;
}

/** Faults only the platform itself can act out; the rest is done around it (see misbehave.ts). */
export type InnerFault =
  | { readonly misbehaviour: 'slow_processing'; readonly seconds: number }
  | { readonly misbehaviour: 'media_refused' };

/** Faults that are an ordinary refusal of the platform, in its own words. */
export type Refusal = 'rate_limited' | 'server_error' | 'expired_token' | 'duplicate';

export interface SimulatedAccount {
  readonly remoteId: string;
  readonly handle: string;
  readonly displayName: string;
  /** What a person would type to connect it: the fields of the adapter's manifest. */
  readonly fields: Readonly<Record<string, string>>;
}

/** An app registration on a simulated platform. */
export interface SimulatedApp {
  /** What a person would copy from there: by the names in `manifest.oauth.fields`. */
  readonly fields: Readonly<Record<string, string>>;
}

export interface NewSimulatedAccount {
  readonly handle: string;
  readonly displayName: string;
  readonly bio?: string;
}

/** What a visitor sees on a profile. Addresses are paths of this server, except a post's own `url`. */
export interface SimulatedTimeline {
  readonly platform: string;
  readonly platformName: string;
  readonly handle: string;
  readonly displayName: string;
  readonly bio: string;
  readonly automated: boolean;
  /** Newest first. */
  readonly posts: readonly SimulatedPost[];
}

export interface SimulatedPost {
  readonly id: string;
  /** 'post' when absent. */
  readonly kind?: 'post' | 'story' | 'reply';
  /** The `id` of the post it answers, for a reply: a part of a thread, or a comment. */
  readonly repliesTo?: string;
  /** Absent for the account's own. */
  readonly author?: SimulatedStranger;
  readonly title?: string;
  readonly likes?: number;
  readonly text: string;
  /** ISO 8601. */
  readonly at: string;
  readonly url: string;
  readonly aiLabel: { readonly shown: boolean; readonly by: 'platform' | 'caption' | 'none' };
  readonly media: readonly {
    readonly kind: 'image' | 'video';
    readonly url: string;
    readonly altText: string;
    readonly width: number | null;
    readonly height: number | null;
  }[];
}

export interface Simulator {
  readonly platformId: string;
  /** The kinds of request that publishing makes, in order: where the fault matrix puts its faults. */
  readonly publishingKinds: readonly string[];
  /** The one kind whose success makes a post public. */
  readonly publishKind: string;
  /** The kind of request whose fault `media_refused` and `slow_processing` belong to. */
  readonly mediaKind: string;
  /** The kind that posts a comment or a reply, where it is another than `publishKind`. */
  readonly commentKind?: string;
  kindOf(request: SimulatorRequest): string;
  handle(request: SimulatorRequest, fault?: InnerFault): Promise<SimulatorAnswer>;
  refuse(refusal: Refusal): SimulatorAnswer;
  /** @throws AppError 'conflict' when the handle is taken, 'invalid' when it is none. */
  createAccount(input: NewSimulatedAccount): Promise<SimulatedAccount>;
  /**
   * Registers an app as a person would in the platform's console, where the adapter has `manifest.oauth`.
   * Its authorize page is made by `authorizePage` (see authorize-page.ts) and lists every account there is.
   */
  createApp?(input: { readonly redirectUrl: string }): Promise<SimulatedApp>;
  /** By handle or remote id; undefined for nobody. */
  readTimeline(account: string): Promise<SimulatedTimeline | undefined>;
  /** What strangers do there; absent where the platform has nothing of it. */
  readonly crowd?: SimulatedCrowd;
}

export interface SimulatedStranger {
  readonly handle: string;
  readonly displayName: string;
}

/** Strangers on the rehearsal network: what tests and rehearsals let happen under an account's posts. */
export interface SimulatedCrowd {
  /** `postId` as the adapter published it. @returns the comment's remote id. */
  comment(input: {
    readonly postId: string;
    readonly parentId?: string;
    readonly author: SimulatedStranger;
    readonly text: string;
  }): Promise<string>;
  /** Names the account in a post of the stranger's own. @returns its remote id. */
  mention?(input: {
    readonly accountRemoteId: string;
    readonly author: SimulatedStranger;
    readonly text: string;
  }): Promise<string>;
  message?(input: {
    readonly accountRemoteId: string;
    readonly author: SimulatedStranger;
    readonly text: string;
  }): Promise<string>;
  /** Adds to what the post's numbers say. */
  react(
    postId: string,
    more: { readonly likes?: number; readonly shares?: number; readonly views?: number },
  ): Promise<void>;
}

export interface SimulatorOptions {
  readonly store: SimulatorStore;
  /** The address the simulator is mounted at, without a trailing slash: `http://127.0.0.1:3000/rehearsal/bluesky`. */
  readonly baseUrl: string;
  readonly now: () => Date;
  /** The page that shows a post. */
  readonly postUrl: (post: { readonly handle: string; readonly postId: string }) => string;
  /** Whether media may be fetched from an origin, such as this studio's own. */
  readonly mayFetch: (origin: string) => boolean;
}
