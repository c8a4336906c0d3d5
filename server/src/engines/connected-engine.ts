import type { z } from 'zod';
import type { FormatId } from '#kernel/shot.ts';
import type { TextEmbedding } from '#media/embedding.ts';
import type {
  DigitalSourceType,
  EngineCall,
  ImageEngine,
  ImageTask,
  Medium,
  SpeechEngine,
  TextEngine,
  VideoEngine,
  Voices,
} from './engine.ts';
import type { EngineHttp } from './engine-http.ts';
import type { EngineWorkflows } from './own-workflows.ts';

/** One engine server as a person connected it. */
export interface EngineInstance {
  readonly id: string;
  /** The person's own name for it. */
  readonly name: string;
  /** Base address without a slash at the end, such as `http://127.0.0.1:8188`. */
  readonly address: string;
  /** API key or token in clear, where one was given. Never logged. */
  readonly key?: string;
  /** Read with the kind's own `settings`. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** What work is routed by. The same words over all kinds of engines and all releases. */
export type AbilityId =
  | 'text-to-image'
  /** Keeps the face of the request's references. */
  | 'image-from-references'
  | 'edit'
  | 'detail-face'
  | 'upscale'
  | 'image-to-video'
  | 'caption'
  | 'hook'
  | 'thread'
  | 'script'
  | 'alt-text'
  | 'reply'
  | 'speech'
  /** Speaks in the voice of a recording. */
  | 'voice-cloning';

/** A thing an instance can do now, or could if something were installed there. */
export interface EngineAbility {
  readonly medium: Medium;
  readonly id: AbilityId;
  readonly label: string;
  readonly ready: boolean;
  /** What is missing there, each with where it goes: "checkpoints/sd_xl_base_1.0.safetensors". Empty when ready. */
  readonly missing: readonly string[];
  /** Licence of the models in use, and whether it allows commercial work, where we know. */
  readonly licence?: { readonly name: string; readonly commercial: boolean | null; readonly source: string };
}

/** What an instance says of itself. */
export interface EngineProbe {
  readonly version: string;
  /** One sentence for a person: what it is, on what device. */
  readonly summary: string;
  readonly abilities: readonly EngineAbility[];
  readonly models: readonly { readonly id: string; readonly medium: Medium }[];
  readonly voices: Voices['voices'];
  /** Pieces of work that wait or run there, ours and others'; absent where it does not say. */
  readonly queueLength?: number;
  /** What a person should know: an old version, a small context, no preview. */
  readonly notes: readonly string[];
}

/** One setting of a kind, as the form shows it; its value is checked by the kind's `settings`. */
export interface EngineSettingField {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly kind: 'text' | 'number' | 'switch' | 'model' | 'choice';
  /** For `choice`. */
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  /** For `model`: which of the probe's models fit. */
  readonly medium?: Medium;
}

/** The engines that one instance offers, by medium. */
export interface OpenedEngine extends AsyncDisposable {
  readonly image?: ImageEngine;
  readonly text?: TextEngine;
  readonly speech?: SpeechEngine;
  readonly video?: VideoEngine;
}

/** What the price of a piece of work goes by, as far as it is known before it is done. */
export type PricedWork =
  | {
      readonly medium: 'image';
      readonly format: FormatId;
      readonly task: ImageTask['kind'];
      /** Pictures of the character that there are; an engine may send fewer. */
      readonly references: number;
      /** Characters of all words together. */
      readonly promptLength: number;
    }
  | { readonly medium: 'speech'; readonly characters: number }
  | {
      readonly medium: 'text';
      /** Of everything that is told to the model besides its rules, in UTF-8. */
      readonly promptBytes: number;
      /** Letters that the answer may have, in all its parts. */
      readonly answerLength: number;
      readonly pictures: number;
    }
  | { readonly medium: 'video' };

/** What a piece of work costs by the price list, or why that is not known, as a clause. */
export type CostEstimate =
  | {
      /** Millionths of a dollar. */
      readonly amountMicros: number;
      readonly currency: 'USD';
      /** What it is for: "one picture of 1024 × 1536, quality medium". */
      readonly basis: string;
      /** Whether it can only cost less. */
      readonly isUpperBound: boolean;
    }
  | { readonly unknown: string };

/** A program or service that can be connected: one folder under `engines/`, one export of this shape. */
export interface EngineKind {
  /** The folder's name. */
  readonly id: string;
  readonly name: string;
  /** One sentence: what it is good for. */
  readonly summary: string;
  readonly media: readonly Medium[];
  /** On somebody else's machine, paid by use: off until switched on, and prices are shown. */
  readonly hosted: boolean;
  /** Runs beside the studio, without a server: there is no address to give. */
  readonly runsHere?: boolean;
  readonly sourceType: DigitalSourceType;
  /** Where it usually listens; absent where a person must say. */
  readonly defaultAddress?: string;
  readonly key: 'none' | 'optional' | 'required';
  /** What a person does on the engine's side, step by step. */
  readonly setUp: readonly string[];
  readonly homepage: string;
  /** Strict; fills in defaults. */
  readonly settings: z.ZodType<Readonly<Record<string, unknown>>>;
  readonly fields: readonly EngineSettingField[];
  /**
   * Asks the instance what it is and can do. Ends within the call's signal.
   * @throws AppError `unavailable` (not reached, with what to check) or `invalid` (something else answers there).
   */
  probe(instance: EngineInstance, means: EngineMeans, call: EngineCall): Promise<EngineProbe>;
  /** The engines of an instance. Nothing is asked until work starts; engine ids are `<kind>:<instance id>`. */
  open(instance: EngineInstance, means: EngineMeans): OpenedEngine;
  /** What one piece of work will cost; kinds that are paid by use have it. */
  estimate?(instance: Pick<EngineInstance, 'settings' | 'address'>, work: PricedWork): CostEstimate;
  /** For kinds of which some instances are paid by use and others are one's own. */
  isPaid?(instance: EngineInstance): boolean;
  /** Own workflows; kinds that run such files have it. */
  readonly workflows?: EngineWorkflows;
}

/** Whether the work of an instance is paid by use: nothing is begun there that the monthly limit does not allow. */
export function isPaidByUse(kind: EngineKind, instance: EngineInstance): boolean {
  return kind.hosted || (kind.isPaid?.(instance) ?? false);
}

/** What an adapter may use of ours. */
export interface EngineMeans {
  readonly http: EngineHttp;
  readonly ffmpegPath?: string;
  /** Compares texts by meaning; text engines start one of their own when absent. */
  readonly embedding?: TextEmbedding;
  /** Where people put models as files; may not be there yet. */
  readonly modelsFolder?: string;
}
