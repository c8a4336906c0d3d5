/** Models differ by shape as well as by colour. */
const marks = [
  { shape: 'circle', style: 'text-info' },
  { shape: 'square', style: 'text-accent' },
  { shape: 'triangle', style: 'text-good' },
  { shape: 'diamond', style: 'text-warn' },
  { shape: 'ring', style: 'text-bad' },
  { shape: 'cross', style: 'text-ink-soft' },
] as const;

export type ModelLook = (typeof marks)[number];

export const lookOfModel = (models: readonly string[], model: string): ModelLook =>
  marks[Math.max(0, models.indexOf(model)) % marks.length] ?? marks[0];

/** The sign of a take at a place of the chart; its colour is that of the text. */
export function Mark({
  shape,
  x,
  y,
  radius,
}: {
  shape: ModelLook['shape'];
  x: number;
  y: number;
  radius: number;
}) {
  const r = radius;
  switch (shape) {
    case 'circle':
      return <circle cx={x} cy={y} r={r} fill="currentColor" />;
    case 'ring':
      return <circle cx={x} cy={y} r={r} fill="none" stroke="currentColor" strokeWidth={2} />;
    case 'square':
      return <rect x={x - r * 0.9} y={y - r * 0.9} width={r * 1.8} height={r * 1.8} fill="currentColor" />;
    case 'triangle':
      return <path d={`M${x} ${y - r * 1.15}l${r * 1.1} ${r * 2}h${-r * 2.2}z`} fill="currentColor" />;
    case 'diamond':
      return (
        <path
          d={`M${x} ${y - r * 1.3}l${r * 1.2} ${r * 1.3}l${-r * 1.2} ${r * 1.3}l${-r * 1.2} ${-r * 1.3}z`}
          fill="currentColor"
        />
      );
    case 'cross':
      return (
        <path
          d={`M${x - r} ${y - r}l${2 * r} ${2 * r}m0 ${-2 * r}l${-2 * r} ${2 * r}`}
          stroke="currentColor"
          strokeWidth={2.5}
        />
      );
  }
}

/** The same sign in a line of text. */
export function ModelMark({ look }: { look: ModelLook }) {
  return (
    <svg viewBox="0 0 12 12" className={`size-3 shrink-0 ${look.style}`} aria-hidden>
      <Mark shape={look.shape} x={6} y={6} radius={4} />
    </svg>
  );
}
