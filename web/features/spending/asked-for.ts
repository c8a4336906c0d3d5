import type { EstimateCostInput } from '@ainfluencer/server/contract/spending';
import { type Composition, mediumWords } from '#features/generation/media.ts';

/** What the price of a composition goes by; nothing for what no paid engine makes. */
export function askedFor(
  composition: Composition,
  characterId: string | undefined,
): EstimateCostInput | undefined {
  const { choice, shot, prompt, script } = composition;
  if (characterId === undefined) return undefined;
  const takes = Math.min(composition.takes, mediumWords[choice].mostTakes);
  if (choice === 'picture') {
    return { medium: 'image', characterId, format: shot.format, promptLength: prompt.length, takes };
  }
  if (choice !== 'voice' && choice !== 'talking') return undefined;
  return script.trim() === ''
    ? undefined
    : { medium: 'speech', characterId, characters: script.length, takes };
}
