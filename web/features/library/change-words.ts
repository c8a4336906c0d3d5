import type { PictureChanges } from '@ainfluencer/server/contract/generation';
import type { ChangeKind } from '@ainfluencer/server/kernel/picture-change';
import { type LucideIcon, Maximize2, ScanFace, WandSparkles } from 'lucide-react';
import type { z } from 'zod';

export type OfferedChange = z.infer<typeof PictureChanges>['items'][number];

interface ChangeWords {
  label: string;
  icon: LucideIcon;
  /** What is done, for a list of what was done. */
  done: string;
  start: string;
  explain: string;
  /** What to connect where nobody can. */
  connect: string;
}

export const changeWords: Readonly<Record<ChangeKind, ChangeWords>> = {
  edit: {
    label: 'Change with words…',
    icon: WandSparkles,
    done: 'Changed with words',
    start: 'Change it',
    explain: 'Say what is to be different. The rest stays, the face above all.',
    connect:
      'A ComfyUI with a model for changes (Qwen Image Edit, FLUX.2 or SDXL), Forge, or a hosted picture engine can do this.',
  },
  'detail-face': {
    label: 'Mend the face…',
    icon: ScanFace,
    done: 'Face mended',
    start: 'Mend it',
    explain: 'The face is drawn again, larger and finer, and put back in its place.',
    connect: 'A ComfyUI with the Impact Pack (FaceDetailer) can do this.',
  },
  upscale: {
    label: 'Make larger…',
    icon: Maximize2,
    done: 'Made larger',
    start: 'Make it larger',
    explain: 'More pixels, for print or for cutting out a part.',
    connect: 'A ComfyUI or Forge with an upscale model, such as RealESRGAN x4plus, can do this.',
  },
};

/** Who would do it, or why nobody can, in a few words. */
export function byWords({ by, engines, lacks }: OfferedChange): string {
  if (by === 'connected') return `By ${engines.join(', ')}`;
  if (by === 'redraw') return 'Drawn again by the built-in artist';
  if (by === 'waiting') return `Waits for ${engines.join(', ')}, which does not answer`;
  if (by === 'done') return 'As large as the built-in artist draws';
  return lacks.length > 0 ? 'A connected engine lacks something for it' : 'Needs a connected engine';
}
