import type { TextUnit } from '#kernel/text-length.ts';

/** What a platform allows, as data: every adapter's `manifest.ts` fills this in, with its sources. */

/** What an adapter can do; generic code asks this list and never the platform's name. */
export type Capability =
  | 'publish_text'
  | 'publish_image'
  | 'publish_images'
  | 'publish_video'
  | 'publish_story'
  | 'publish_thread'
  | 'first_comment'
  | 'edit'
  | 'remove'
  | 'read_comments'
  | 'read_mentions'
  | 'read_messages'
  | 'read_numbers'
  | 'reply'
  | 'hide_comment'
  | 'like'
  | 'follow';

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
  readonly maxFramesPerSecond?: number;
}

export interface MediaLimits {
  /** Most files in one post, of either kind. */
  readonly maxItems: number;
  readonly images: ImageLimits;
  readonly video: VideoLimits;
  /** Whether images and videos may stand in one post. */
  readonly mixed: boolean;
  /** All files of a post are shown in the first one's aspect, so we cut them to it ourselves. */
  readonly sharesFirstAspect?: boolean;
}

export interface TextLimits {
  readonly max: number;
  readonly unit: TextUnit;
  readonly maxBytes?: number;
  /** What each link weighs, in the unit, where it is not its own length. */
  readonly linkWeight?: number;
  /** Characters that are refused, such as `<>`. */
  readonly forbids?: string;
}

/** A choice a person may make for one delivery, such as who sees it. Values are kept as text. */
export interface PostOption {
  readonly name: string;
  readonly label: string;
  /** One sentence. */
  readonly help: string;
  readonly kind: 'choice' | 'switch' | 'text';
  readonly choices?: readonly OptionChoice[];
  /** Null where the platform demands that a person chooses each time. A `switch` reads 'true' or 'false'. */
  readonly defaultValue: string | null;
  /** The choices come from the account itself when it is checked (`AccountLimits.choices`); a switch may lose one. */
  readonly choicesFromAccount?: boolean;
  readonly maxLength?: number;
  /** Only for posts with this in them; for all when absent. */
  readonly onlyWith?: 'image' | 'video';
  /** What the platform does not take together with this switch on. */
  readonly excludes?: { readonly option: string; readonly value: string; readonly reason: string };
}

/** Words that a platform wants shown beside the choices of a post, with the documents they name. */
export interface Consent {
  readonly text: string;
  readonly links: readonly { readonly label: string; readonly url: string }[];
}

export interface OptionChoice {
  readonly value: string;
  readonly label: string;
}

/** A documented limit on calls, kept across processes; what the answers' headers say overrides it. */
export interface RateLimit {
  /** The name adapters take from: `call.limits.take('publish')`. */
  readonly bucket: string;
  readonly max: number;
  readonly windowSeconds: number;
  /** Whose calls count together: one account's, or all of one app registration's. */
  readonly per: 'account' | 'app';
}

/** Signing in on the platform's own page, instead of pasting a token. */
export interface OAuthManifest {
  /** What the person's own app registration gives: client id, secret; or the server's address. */
  readonly fields: readonly ConnectField[];
  readonly scopes: readonly string[];
}

/** One step of what a person creates at the platform before connecting. */
export interface SetUpStep {
  readonly text: string;
  readonly url?: string;
}

/** How a person posts a prepared package by hand, in about a minute. */
export interface HandOffGuide {
  /** Switches and steps in the app, in order; the one about the AI label is always among them. */
  readonly checklist: readonly string[];
  /** Hosts on which the post's address may lie, to check what a person pastes. */
  readonly postHosts: readonly string[];
  /** Where posting starts, if there is such a page. */
  readonly composeUrl: string | null;
}

/** What a platform allows, as data. Limits that vary by account are asked for at run time and override it. */
export interface PlatformManifest {
  readonly id: string;
  readonly name: string;
  readonly can: readonly Capability[];
  readonly text: TextLimits;
  /** A title beside the text, where posts have one. */
  readonly title?: {
    readonly max: number;
    readonly unit: TextUnit;
    readonly required: boolean;
    readonly forbids?: string;
  };
  readonly hashtags: { readonly max: number; readonly maxLength?: number };
  /** Whether links in the text can be followed, and how many are taken; no `max` means no documented limit. */
  readonly links: { readonly clickable: boolean; readonly max?: number; readonly note?: string };
  readonly altText: { readonly max: number; readonly unit: TextUnit; readonly onVideo: boolean };
  readonly media: MediaLimits;
  /** Limits of stories, where the platform has them and 'publish_story' is in `can`. */
  readonly story?: MediaLimits;
  /** Most parts of a thread, where 'publish_thread' is in `can`. Media of a part follow `media`. */
  readonly thread?: { readonly maxParts: number };
  /** Limits of comments and replies, where it has them. */
  readonly comment?: TextLimits;
  readonly options: readonly PostOption[];
  /** Options under which a post is seen by nobody else, for the first-connect check; null where there are none. */
  readonly privateTest: Readonly<Record<string, string>> | null;
  readonly aiDisclosure: {
    /** The request field that marks a post as made with AI; null where the platform has none. */
    readonly native: string | null;
    /** Whether the caption has to carry the words, because nothing else does. */
    readonly caption: boolean;
  };
  readonly rateLimits: readonly RateLimit[];
  readonly connect: readonly ConnectField[];
  /** Null where accounts are connected by pasted credentials only. */
  readonly oauth: OAuthManifest | null;
  /** Where a platform forbids characters without a real, consenting person behind them: why, and where else. */
  readonly needsRealCreator?: {
    readonly reason: string;
    readonly source: string;
    readonly instead: string;
  };
  /** What must be true before connecting, in sentences for people. */
  readonly connectNotes: readonly string[];
  /** What to create at the platform, which permissions, what app review means. */
  readonly setUp: readonly SetUpStep[];
  readonly handOff: HandOffGuide;
  /** The platform downloads media itself, so each file needs `publicUrl`: all files, or those of one kind. */
  readonly fetchesMediaByUrl: boolean | 'image' | 'video';
  /** What a person has to be shown before each post, where the platform demands it. */
  readonly consent?: Consent;
  /** Where calls go for an ordinary account. */
  readonly defaultBaseUrl: string;
  /** Hosts this adapter may call, their subdomains included; 'any_public' where each server is its own. */
  readonly hosts: readonly string[] | 'any_public';
  /** The version of the API these calls are written for; null where it has none. */
  readonly apiVersion: string | null;
  readonly sources: readonly { readonly url: string; readonly readOn: string }[];
  /** ISO date on which it was last seen working against the real platform; null means never yet. */
  readonly verifiedLive: string | null;
}
