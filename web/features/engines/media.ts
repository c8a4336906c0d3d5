import type { EngineRoute } from '@ainfluencer/server/contract/engines';
import { AudioLines, Clapperboard, ImageIcon, type LucideIcon, PenLine } from 'lucide-react';

export type Medium = EngineRoute['medium'];

/** How each medium is shown. */
export const media: Readonly<Record<Medium, { icon: LucideIcon; label: string }>> = {
  image: { icon: ImageIcon, label: 'Pictures' },
  text: { icon: PenLine, label: 'Words' },
  speech: { icon: AudioLines, label: 'Voice' },
  video: { icon: Clapperboard, label: 'Clips' },
};
