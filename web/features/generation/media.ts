import type { Generation, StartGenerationInput } from '@ainfluencer/server/contract/generation';
import { Shot, type ShotLook } from '@ainfluencer/server/kernel/shot';
import { AudioLines, Clapperboard, Film, ImageIcon, type LucideIcon, PenLine, Sparkles } from 'lucide-react';
import { z } from 'zod';

export const mediumChoices = ['picture', 'talking', 'still', 'animated', 'voice', 'caption'] as const;
export type MediumChoice = (typeof mediumChoices)[number];

export const mediumWords: Readonly<
  Record<
    MediumChoice,
    { label: string; icon: LucideIcon; make: string; mostTakes: number; usualTakes: number }
  >
> = {
  picture: { label: 'Picture', icon: ImageIcon, make: 'Draw', mostTakes: 8, usualTakes: 3 },
  talking: { label: 'Talking clip', icon: Clapperboard, make: 'Film', mostTakes: 3, usualTakes: 1 },
  still: { label: 'Moving still', icon: Film, make: 'Film', mostTakes: 3, usualTakes: 1 },
  animated: { label: 'Animate', icon: Sparkles, make: 'Film', mostTakes: 3, usualTakes: 1 },
  voice: { label: 'Voice', icon: AudioLines, make: 'Record', mostTakes: 3, usualTakes: 1 },
  caption: { label: 'Caption', icon: PenLine, make: 'Write', mostTakes: 6, usualTakes: 3 },
};

/** Video models film some seconds at a time. */
export const longestAnimatedSeconds = 10;

/** What the studio's form holds; one value for all media, so that switching loses nothing. */
export interface Composition {
  choice: MediumChoice;
  shot: Shot;
  prompt: string;
  script: string;
  topic: string;
  /** What moves in an animated picture. */
  motion: string;
  assetId: string | undefined;
  seconds: number;
  captions: boolean;
  takes: number;
  vary: boolean;
  /** How many are seen, the character included. */
  people: number;
  /** Pictures of the library that an engine is shown for these takes, beside the character's references. */
  referenceAssetIds: readonly string[];
  /** Further tries, each from a new seed, while no take passes. */
  extraTakes: number;
  /** A workflow of one's own; the engine chooses when absent. */
  workflow?: { engineId: string; workflowId: string } | undefined;
}

/** A form that asks for the same again, from what was asked for then. */
export function compositionOf(
  { medium, request }: Pick<Generation, 'medium' | 'request'>,
  base: Composition,
): Composition {
  const read = Asked.safeParse(request);
  if (!read.success) return base;
  const { kind, shot, ...asked } = read.data;
  const choices = {
    image: 'picture',
    text: 'caption',
    speech: 'voice',
    video: videoChoices[kind ?? 'talking'],
  } as const;
  return {
    ...base,
    ...Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)),
    people: asked.people ?? 1,
    referenceAssetIds: asked.referenceAssetIds ?? [],
    ...(shot && { shot: Shot.parse(shot) }),
    choice: choices[medium],
  };
}

/** A shot in a saved look: pose, face, style and format stay. */
export function wearing(shot: Shot, look: ShotLook): Shot {
  const { pose, expression, gaze, style, format } = shot;
  return { pose, expression, gaze, style, format, ...look };
}

const videoChoices = { talking: 'talking', 'moving-still': 'still', animated: 'animated' } as const;

/** The parts of a request that the form knows, loosely: older releases asked for less. */
const Asked = z.object({
  kind: z.enum(['talking', 'moving-still', 'animated']).optional().catch(undefined),
  shot: Shot.optional().catch(undefined),
  prompt: z.string().optional(),
  script: z.string().optional(),
  topic: z.string().optional(),
  motion: z.string().optional(),
  assetId: z.string().optional(),
  seconds: z.number().optional(),
  captions: z.boolean().optional(),
  takes: z.number().optional(),
  vary: z.boolean().optional(),
  people: z.number().optional(),
  referenceAssetIds: z.array(z.string()).optional(),
  extraTakes: z.number().optional(),
  workflow: z.object({ engineId: z.string(), workflowId: z.string() }).optional().catch(undefined),
});

/** The request, to be done by the workflow that was chosen, where it is one that can be. */
export function withWorkflow(
  request: StartGenerationInput,
  workflow: Composition['workflow'],
): StartGenerationInput {
  const fits = request.medium === 'image' || (request.medium === 'video' && request.kind === 'animated');
  return fits && workflow ? { ...request, workflow } : request;
}

/** The request for the engines, or what is still missing in a sentence. */
export function requestOf(composition: Composition, characterId: string): StartGenerationInput | string {
  const { choice, shot, prompt, script, topic, motion, assetId, seconds, captions, vary, extraTakes } =
    composition;
  const takes = Math.min(composition.takes, mediumWords[choice].mostTakes);
  switch (choice) {
    case 'picture': {
      const { people, referenceAssetIds } = composition;
      const asked = { people, referenceAssetIds: [...referenceAssetIds] };
      return { medium: 'image', characterId, shot, prompt, takes, vary, extraTakes, ...asked };
    }
    case 'talking':
      if (!script.trim()) return 'Write what is said.';
      // Clips are vertical: what people watch on a phone.
      return {
        medium: 'video',
        kind: 'talking',
        characterId,
        shot: { ...shot, format: 'story' },
        script,
        captions,
        takes,
        extraTakes,
      };
    case 'still':
      if (!assetId) return 'Choose the picture to move over.';
      return {
        medium: 'video',
        kind: 'moving-still',
        characterId,
        shot: { ...shot, format: 'story' },
        assetId,
        seconds,
        takes,
        extraTakes,
      };
    case 'animated':
      if (!assetId) return 'Choose the picture to begin with.';
      return {
        medium: 'video',
        kind: 'animated',
        characterId,
        shot: { ...shot, format: 'story' },
        assetId,
        motion,
        seconds: Math.min(seconds, longestAnimatedSeconds),
        takes,
        extraTakes,
      };
    case 'voice':
      return script.trim()
        ? { medium: 'speech', characterId, script, takes, extraTakes }
        : 'Write what is said.';
    case 'caption':
      return { medium: 'text', characterId, topic, ...(assetId && { assetId }), takes, extraTakes };
  }
}
