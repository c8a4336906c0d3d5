import type { SceneSpec } from '#engines/builtin-image/scene-spec.ts';

export interface Backdrop {
  readonly key: string;
  readonly back: HTMLCanvasElement;
  readonly front: HTMLCanvasElement;
}
export function paintBackdrop(spec: SceneSpec): Backdrop {
  const back = document.createElement('canvas');
  back.width = spec.width / 2; back.height = spec.height / 2;
  const g = back.getContext('2d')!;
  const s = g.createLinearGradient(0, 0, 0, back.height); s.addColorStop(0, '#7d96b8'); s.addColorStop(1, '#e8d9c8');
  g.fillStyle = s; g.fillRect(0, 0, back.width, back.height);
  const front = document.createElement('canvas'); front.width = front.height = 2;
  return { key: 'x', back, front };
}
