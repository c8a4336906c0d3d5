/** Small painting kit for backdrops. Coordinates are shares of the picture: 0 to 1 from the top left. */
export interface Brush {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  readonly chance: () => number;
}

export function newCanvas(width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(2, Math.round(width));
  canvas.height = Math.max(2, Math.round(height));
  return canvas;
}

/** The same numbers for the same seed. */
export function chanceFrom(seed: number): () => number {
  let state = (Math.abs(Math.trunc(seed)) % 2147483646) + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

export const between = (brush: Brush, low: number, high: number) => low + (high - low) * brush.chance();
export const pick = <T>(brush: Brush, list: readonly T[]): T =>
  list[Math.floor(brush.chance() * list.length)]!;

/** Vertical wash over the whole picture. */
export function wash({ context, width, height }: Brush, colors: readonly string[], from = 0, to = 1): void {
  const gradient = context.createLinearGradient(0, from * height, 0, to * height);
  for (const [at, color] of colors.entries())
    gradient.addColorStop(at / Math.max(1, colors.length - 1), color);
  context.fillStyle = gradient;
  context.fillRect(0, from * height, width, (to - from) * height);
}

export function rect(
  { context, width, height }: Brush,
  x: number,
  y: number,
  w: number,
  h: number,
  color: string,
): void {
  context.fillStyle = color;
  context.fillRect(x * width, y * height, w * width, h * height);
}

/** Round soft light. */
export function glow(
  { context, width, height }: Brush,
  x: number,
  y: number,
  radius: number,
  color: string,
  strength = 1,
): void {
  const [cx, cy, r] = [x * width, y * height, radius * height];
  const gradient = context.createRadialGradient(cx, cy, 0, cx, cy, r);
  gradient.addColorStop(0, color);
  gradient.addColorStop(1, `${color.slice(0, 7)}00`);
  context.save();
  context.globalAlpha = strength;
  context.globalCompositeOperation = 'screen';
  context.fillStyle = gradient;
  context.fillRect(0, 0, width, height);
  context.restore();
}

export function disc(
  { context, width, height }: Brush,
  x: number,
  y: number,
  radius: number,
  color: string,
  alpha = 1,
): void {
  context.save();
  context.globalAlpha = alpha;
  context.fillStyle = color;
  context.beginPath();
  context.arc(x * width, y * height, radius * height, 0, Math.PI * 2);
  context.fill();
  context.restore();
}

/** Paints on a fresh layer, blurs it by a share of the height, and lays it down. */
export function layer(
  brush: Brush,
  blur: number,
  paint: (on: Brush) => void,
  options: { alpha?: number; mode?: GlobalCompositeOperation } = {},
): void {
  const { width, height } = brush;
  // A strong blur needs no resolution.
  const shrink = blur > 0.02 ? 4 : blur > 0.008 ? 2 : 1;
  const canvas = newCanvas(width / shrink, height / shrink);
  paint({
    ...brush,
    context: canvas.getContext('2d', { willReadFrequently: true })!,
    width: canvas.width,
    height: canvas.height,
  });
  const { context } = brush;
  context.save();
  context.globalAlpha = options.alpha ?? 1;
  context.globalCompositeOperation = options.mode ?? 'source-over';
  context.imageSmoothingQuality = 'high';
  if (blur > 0) {
    const soft = newCanvas(canvas.width, canvas.height);
    const on = soft.getContext('2d', { willReadFrequently: true })!;
    on.filter = `blur(${Math.max(0.3, (blur * height) / shrink)}px)`;
    // Drawn a little larger, so that the blur does not thin out at the border.
    on.drawImage(canvas, 0, 0);
    context.drawImage(soft, 0, 0, width, height);
    context.globalAlpha *= 0.6;
    context.drawImage(soft, 0, 0, width, height);
  } else context.drawImage(canvas, 0, 0, width, height);
  context.restore();
}

/** Out-of-focus lights. */
export function bokeh(
  brush: Brush,
  count: number,
  [low, high]: readonly [number, number],
  colors: readonly string[],
  area: { x?: readonly [number, number]; y?: readonly [number, number] } = {},
): void {
  const { context, width, height } = brush;
  const [x0, x1] = area.x ?? [0, 1];
  const [y0, y1] = area.y ?? [0, 1];
  for (let k = 0; k < count; k++) {
    const [x, y, radius] = [
      between(brush, x0, x1) * width,
      between(brush, y0, y1) * height,
      between(brush, low, high) * height,
    ];
    const color = pick(brush, colors);
    context.save();
    context.globalAlpha = between(brush, 0.25, 0.7);
    context.fillStyle = color;
    context.beginPath();
    context.arc(x, y, radius, 0, Math.PI * 2);
    context.fill();
    context.globalAlpha *= 0.8;
    context.strokeStyle = color;
    context.lineWidth = radius * 0.12;
    context.stroke();
    context.restore();
  }
}

/** A rolling ridge from edge to edge, filled downwards. */
export function ridge(
  { context, width, height, chance }: Brush,
  y: number,
  rise: number,
  waves: number,
  color: string,
  bottom = 1,
): void {
  const phase = chance() * 9;
  context.fillStyle = color;
  context.beginPath();
  context.moveTo(0, bottom * height);
  for (let k = 0; k <= 60; k++) {
    const t = k / 60;
    const h =
      Math.sin(t * waves * 6.28 + phase) * 0.6 +
      Math.sin(t * waves * 15.1 + phase * 2.3) * 0.28 +
      Math.sin(t * waves * 41 + phase) * 0.09;
    context.lineTo(t * width, (y - h * rise) * height);
  }
  context.lineTo(width, bottom * height);
  context.fill();
}

/** Leaves, petals, needles: small tilted ovals. */
export function leaves(
  brush: Brush,
  count: number,
  [low, high]: readonly [number, number],
  colors: readonly string[],
  area: { x?: readonly [number, number]; y?: readonly [number, number]; slim?: number } = {},
): void {
  const { context, width, height } = brush;
  const [x0, x1] = area.x ?? [0, 1];
  const [y0, y1] = area.y ?? [0, 1];
  for (let k = 0; k < count; k++) {
    const radius = between(brush, low, high) * height;
    context.save();
    context.translate(between(brush, x0, x1) * width, between(brush, y0, y1) * height);
    context.rotate(between(brush, 0, 6.28));
    context.fillStyle = pick(brush, colors);
    context.beginPath();
    context.ellipse(0, 0, radius, radius * (area.slim ?? 0.42), 0, 0, Math.PI * 2);
    context.fill();
    context.restore();
  }
}

/** A potted plant with long arching leaves. */
export function plant(
  brush: Brush,
  x: number,
  y: number,
  size: number,
  colors: readonly string[],
  pot?: string,
): void {
  const { context, width, height } = brush;
  const [cx, cy, s] = [x * width, y * height, size * height];
  if (pot) {
    context.fillStyle = pot;
    context.beginPath();
    context.moveTo(cx - s * 0.24, cy);
    context.lineTo(cx + s * 0.24, cy);
    context.lineTo(cx + s * 0.18, cy + s * 0.42);
    context.lineTo(cx - s * 0.18, cy + s * 0.42);
    context.fill();
  }
  for (let k = 0; k < 22; k++) {
    const lean = between(brush, -1, 1);
    const reach = between(brush, 0.5, 1) * s;
    const tip = [cx + lean * reach * 0.9, cy - reach * (1.05 - Math.abs(lean) * 0.55)] as const;
    const bend = [cx + lean * reach * 0.35, cy - reach * 0.8] as const;
    context.fillStyle = pick(brush, colors);
    context.beginPath();
    context.moveTo(cx - s * 0.02, cy);
    context.quadraticCurveTo(bend[0] - s * 0.07, bend[1], tip[0], tip[1]);
    context.quadraticCurveTo(bend[0] + s * 0.07, bend[1] + s * 0.06, cx + s * 0.02, cy);
    context.fill();
  }
}

/** A row of buildings with lit windows. */
export function skyline(
  brush: Brush,
  base: number,
  [low, high]: readonly [number, number],
  color: string,
  windows: readonly string[],
  lit: number,
): void {
  const { context, width, height } = brush;
  for (let x = -0.05; x < 1.02; ) {
    const w = between(brush, 0.06, 0.15);
    const h = between(brush, low, high);
    rect(brush, x, base - h, w, h + 1, color);
    const unit = height * 0.0085;
    for (let wy = base - h + 0.012; wy < base; wy += 0.021)
      for (let wx = x + 0.012; wx < x + w - 0.014; wx += 0.02) {
        if (brush.chance() > lit) continue;
        context.globalAlpha = between(brush, 0.45, 1);
        context.fillStyle = pick(brush, windows);
        context.fillRect(wx * width, wy * height, unit * 0.8, unit);
        context.globalAlpha = 1;
      }
    x += w + between(brush, 0, 0.02);
  }
}

/** A tree: trunk and a crown of blots. */
export function tree(
  brush: Brush,
  x: number,
  base: number,
  size: number,
  trunk: string,
  crown: readonly string[],
): void {
  const { context, width, height } = brush;
  context.strokeStyle = trunk;
  context.lineCap = 'round';
  context.lineWidth = size * height * 0.07;
  context.beginPath();
  context.moveTo(x * width, base * height);
  context.quadraticCurveTo(
    (x + 0.01) * width,
    (base - size * 0.4) * height,
    (x - 0.005) * width,
    (base - size * 0.75) * height,
  );
  context.stroke();
  for (let k = 0; k < 70; k++) {
    const angle = between(brush, 0, 6.28);
    const r = Math.sqrt(brush.chance()) * size * 0.42;
    disc(
      brush,
      x + (Math.cos(angle) * r * height) / width,
      base - size * 0.9 + Math.sin(angle) * r * 0.75,
      between(brush, 0.03, 0.1) * size,
      pick(brush, crown),
      0.75,
    );
  }
}
