import type { PosedBody } from './body-parts.ts';
import type { Landmarks } from './cloth-field.ts';
import type { GarmentCut } from './garment-spec.ts';
import type { CutGarment } from './garments.ts';
import type { Surface } from './trims.ts';

export function buildCollar(_to: Surface, _cut: GarmentCut, _garment: CutGarment, _body: PosedBody, _marks: Landmarks): void {}
