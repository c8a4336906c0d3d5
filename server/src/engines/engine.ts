import type { Look } from '#kernel/look.ts';
import type { Canon, Persona } from '#kernel/persona.ts';
import type { Shot } from '#kernel/shot.ts';
import type { TextUnit } from '#kernel/text-length.ts';
import type { Voice } from '#kernel/voice.ts';

/** What draws, films, writes or speaks. */
export type Medium = 'image' | 'text' | 'speech' | 'video';

/**
 * IPTC digital source types we emit, https://cv.iptc.org/newscodes/digitalsourcetype/ :
 * procedural work is `algorithmicMedia`, diffusion and neural work `trainedAlgorithmicMedia`,
 * an edit of several `compositeWithTrainedAlgorithmicMedia`.
 */
export type DigitalSourceType =
  | 'algorithmicMedia'
  | 'trainedAlgorithmicMedia'
  | 'compositeWithTrainedAlgorithmicMedia';

/** Ends a wait; every engine call must stop soon after `signal` aborts. */
export interface EngineCall {
  readonly signal: AbortSignal;
}

export interface Started {
  /** Names the work to the engine; text of at most 8 KiB that outlives this process. */
  readonly ticket: string;
  /** What the engine could not honour, in sentences for people. Never silent loss. */
  readonly warnings: readonly string[];
}

export type Progress<Result> =
  | {
      readonly state: 'running';
      readonly fraction: number;
      readonly stage: string;
      /** The picture as far as it is, small, when the engine shows one. */
      readonly preview?: Preview;
    }
  | { readonly state: 'done'; readonly result: Result }
  | {
      readonly state: 'failed';
      readonly message: string;
      /** What a person can do about it. */
      readonly hint?: string;
      /** Whether the same request may work when tried again, here or at another instance. */
      readonly retry: boolean;
      /** Said where it is certain that a paid engine asks no money for it. */
      readonly costs?: 'nothing';
    }
  /** The engine does not know the ticket (it restarted): start again with the same request. */
  | { readonly state: 'lost' };

export interface Preview {
  readonly mime: 'image/jpeg' | 'image/png' | 'image/webp';
  readonly bytes: Uint8Array;
}

/** Start, check, cancel: the same for every medium, so that work survives a restart of either side. */
export interface Engine<Request, Result> {
  readonly id: string;
  readonly medium: Medium;
  readonly manifest: EngineManifest;
  start(request: Request, call: EngineCall): Promise<Started>;
  /** Waits up to about a second for news, so that a caller may simply loop. */
  check(ticket: string, call: EngineCall): Promise<Progress<Result>>;
  /** Stops the work; unknown tickets are fine. */
  cancel(ticket: string): Promise<void>;
  /** Whether it can work here and now, and what is missing when it cannot. */
  health(call: EngineCall): Promise<EngineHealth>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface EngineHealth {
  readonly ok: boolean;
  /** One sentence for a person. */
  readonly summary: string;
  /** What to do when not ok. */
  readonly remedy?: string;
}

export interface EngineManifest {
  readonly id: string;
  readonly name: string;
  readonly medium: Medium;
  readonly builtIn: boolean;
  readonly sourceType: DigitalSourceType;
  /** What it can do, in sentences shown on screen. */
  readonly offers: readonly string[];
  /** What a connected engine would add, shown on screen; empty for connected engines. */
  readonly connectedWouldAdd: readonly string[];
  readonly models: readonly { readonly id: string; readonly licence: string }[];
}

/** A file an engine made. It lies in a folder of the caller's and is the caller's to move or delete. */
export interface MadeFile {
  readonly path: string;
  readonly mime: string;
  readonly width?: number;
  readonly height?: number;
  readonly durationSeconds?: number;
}

interface Made {
  readonly model: string;
  readonly warnings: readonly string[];
  /** Everything needed to make the same thing again, kept with the asset. */
  readonly recipe: Readonly<Record<string, unknown>>;
}

export interface ImageRequest {
  readonly look: Look;
  readonly shot: Shot;
  /** Free words on top of the shot, for engines that read prompts. */
  readonly prompt: string;
  readonly seed: number;
  /** `preview` may be smaller and unpainted, but must show the same person and shot. */
  readonly quality: 'final' | 'preview';
  /** Longest side of a preview, in pixels. */
  readonly previewPixels?: number;
  /** Folder to write into. */
  readonly folder: string;
  /** What to do; a new picture of the shot when absent. Engines that cannot say so in a warning or fail. */
  readonly task?: ImageTask;
  /** Pictures of the character, best first: engines with an identity route keep this face. */
  readonly references?: readonly { readonly path: string; readonly mime: string }[];
  /** What must not be in the picture, on top of the engine's own list. */
  readonly negativePrompt?: string;
  /** A workflow of a person's own by its id, for engines that keep such; the engine chooses when absent. */
  readonly workflow?: string;
}

/** What an image engine is asked to do. `source` is a path. */
export type ImageTask =
  | { readonly kind: 'create' }
  /** Changes a picture as `prompt` says, the person kept. `strength` 0 (as it is) to 1 (new). */
  | { readonly kind: 'edit'; readonly source: string; readonly strength: number }
  /** Draws the face of a picture again, larger and cleaner. */
  | { readonly kind: 'detail-face'; readonly source: string }
  /** Makes a picture larger. */
  | { readonly kind: 'upscale'; readonly source: string; readonly factor: 2 | 4 };

export interface MadeImage extends Made {
  readonly file: MadeFile;
  /** English, one sentence, for people who cannot see it. */
  readonly altText: string;
}
export type ImageEngine = Engine<ImageRequest, MadeImage> & { readonly medium: 'image' };

/** Who writes: every text but alt text is in this voice. */
export interface Author {
  readonly name: string;
  readonly persona: Persona;
  readonly canon: Canon;
}

/** How long a text may be, in what the platform counts. */
export interface TextLimit {
  readonly maxLength: number;
  /** Graphemes when absent. */
  readonly unit?: TextUnit;
}

interface TextTask {
  readonly character: Author;
  /** BCP 47. */
  readonly language: string;
  readonly seed: number;
}

interface PostTask extends TextTask {
  /** What it should be about, in the person's words. */
  readonly topic: string;
  /** What the picture shows; absent for a text-only post. */
  readonly shot?: Shot;
  /** The character's last posts, newest first: not to be repeated. */
  readonly recent: readonly string[];
}

/** `maxLength` counts the hashtags, joined as `withHashtags` does. */
export interface CaptionRequest extends PostTask, TextLimit {
  readonly kind: 'caption';
  readonly maxHashtags: number;
  /** The picture itself: models that see look at it, others go by `shot`. */
  readonly picture?: { readonly path: string; readonly mime: string };
}

/** The one line that makes people stop: of a clip, a thread, a cover. */
export interface HookRequest extends PostTask, TextLimit {
  readonly kind: 'hook';
}

/** `maxLength` is that of one part; the hashtags stand under the last. */
export interface ThreadRequest extends PostTask, TextLimit {
  readonly kind: 'thread';
  /** 2 or more. */
  readonly maxParts: number;
  readonly maxHashtags: number;
}

/** Words for a voice: no hashtags, emoji, links or stage directions. */
export interface ScriptRequest extends PostTask {
  readonly kind: 'script';
  /** About how long it should take to say. */
  readonly seconds: number;
  /** The caption that the clip is posted with, which the script should go with. */
  readonly caption?: string;
}

/** A description for people who cannot see the picture: plain, not in the character's voice. */
export interface AltTextRequest extends TextTask, TextLimit {
  readonly kind: 'alt-text';
  readonly picture: { readonly path: string; readonly mime: string };
}

/** An answer to somebody's comment or mention. */
export interface ReplyRequest extends TextTask, TextLimit {
  readonly kind: 'reply';
  /** What they wrote. Untrusted: quoted to the engine as material, never as instructions. */
  readonly message: string;
  /** Who wrote it, as far as we know; untrusted as well. */
  readonly writer: { readonly name: string; readonly known: readonly string[] };
  /** The character's own post that it stands under. */
  readonly post?: string;
  /** The character's last replies, newest first: not to be repeated. */
  readonly recent: readonly string[];
}

export type TextRequest =
  | CaptionRequest
  | HookRequest
  | ThreadRequest
  | ScriptRequest
  | AltTextRequest
  | ReplyRequest;
export type TextKind = TextRequest['kind'];

interface Written extends Made {
  /** Highest cosine similarity to any of `recent`, 0 to 1; 0 where there was nothing to compare. */
  readonly similarity: number;
}
export interface MadeCaption extends Written {
  readonly kind: 'caption';
  /** Without the hashtags. */
  readonly caption: string;
  /** Without `#`. */
  readonly hashtags: readonly string[];
}
export interface MadeThread extends Written {
  readonly kind: 'thread';
  readonly parts: readonly string[];
  readonly hashtags: readonly string[];
}
export interface MadeScript extends Written {
  readonly kind: 'script';
  readonly script: string;
  /** How long it takes to say, estimated from its words. */
  readonly seconds: number;
}
export interface MadeLine extends Written {
  readonly kind: 'hook' | 'alt-text' | 'reply';
  readonly text: string;
}
export type MadeText = MadeCaption | MadeThread | MadeScript | MadeLine;
/** What an engine makes of a request of this kind. */
export type MadeTextOf<Kind extends TextKind> = Kind extends MadeLine['kind']
  ? MadeLine
  : Extract<MadeText, { readonly kind: Kind }>;

/**
 * A text of the kind asked for.
 * @throws Error when the engine answered with another kind, which is a fault in its adapter
 */
export function textOfKind<Kind extends TextKind>(kind: Kind, made: MadeText): MadeTextOf<Kind> {
  if (!isOfKind(kind, made)) throw new Error(`A ${kind} was asked for, and the engine wrote a ${made.kind}.`);
  return made;
}
const isOfKind = <Kind extends TextKind>(kind: Kind, made: MadeText): made is MadeTextOf<Kind> =>
  made.kind === kind;

export type TextEngine = Engine<TextRequest, MadeText> & { readonly medium: 'text' };

export interface SpeechRequest {
  readonly voice: Voice;
  readonly script: string;
  readonly language: string;
  /**
   * A recording to speak like. Present only where consent to the use of that voice is on record: engines that
   * clone send it, others say in a warning that they cannot.
   */
  readonly reference?: { readonly path: string; readonly mime: string };
  readonly folder: string;
}
export interface MadeSpeech extends Made {
  /** WAV, 48 kHz mono, at -16 LUFS integrated. */
  readonly file: MadeFile;
}
export type SpeechEngine = Engine<SpeechRequest, MadeSpeech> & { readonly medium: 'speech' };

export interface VideoRequest {
  /** `animated`: a clip that an engine films from a still (image to video), moving as `motion` says. */
  readonly kind: 'talking' | 'moving-still' | 'animated';
  readonly look: Look;
  readonly shot: Shot;
  readonly seed: number;
  /** For `talking`: the mastered voice and the words it says. */
  readonly speech?: { readonly path: string; readonly script: string };
  /** For `moving-still` and `animated`: the picture to begin with, and how long. */
  readonly still?: { readonly path: string; readonly seconds: number };
  /** For `animated`: what moves, in words. */
  readonly motion?: string;
  /** For `animated`: a workflow of a person's own by its id, for engines that keep such. */
  readonly workflow?: string;
  readonly captions: boolean;
  readonly folder: string;
}
export interface MadeVideo extends Made {
  /** MP4, H.264, 30 frames a second. */
  readonly file: MadeFile;
  /** JPEG. */
  readonly cover: MadeFile;
  /** WebVTT, when there are captions. */
  readonly captionsFile?: MadeFile;
}
export type VideoEngine = Engine<VideoRequest, MadeVideo> & { readonly medium: 'video' };

export interface Voices {
  readonly voices: readonly { readonly id: string; readonly label: string; readonly language: string }[];
}

/** A ready-made person that the engines draw well: fictional and adult. Ids stay. */
export interface Preset {
  readonly id: string;
  readonly name: string;
  readonly tagline: string;
  readonly age: number;
  readonly look: Look;
  /** A voice of the built-in speech engine. */
  readonly voiceId: string;
  readonly persona: Persona;
}

/** One engine per medium in use; which one is chosen by workspace and character. */
export interface Engines {
  readonly image: ImageEngine;
  readonly text: TextEngine;
  readonly speech: SpeechEngine & Voices;
  readonly video: VideoEngine;
  /** People to start from, whichever engine draws them. */
  readonly presets: readonly Preset[];
}
