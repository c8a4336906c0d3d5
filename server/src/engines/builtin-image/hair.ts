import type { Look } from '#kernel/look.ts';
import type { Part, PosedBody } from './body-parts.ts';
import type { PosedBone } from './skeleton.ts';
export function hairParts(_body: PosedBody, _look: Look, _skeleton: readonly PosedBone[]): Part[] { return []; }
