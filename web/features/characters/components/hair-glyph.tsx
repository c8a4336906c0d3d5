import type { Look } from '@ainfluencer/server/kernel/look';

type HairStyle = Look['hair']['style'];

/** Hair behind the head, then over it, in a 48 by 48 box with the head at 24, 24. */
const paths: Readonly<Record<HairStyle, { back?: string; front?: string }>> = {
  long: {
    back: 'M12 22c0-9 5-14 12-14s12 5 12 14c0 8 1 13 3 18H9c2-5 3-10 3-18z',
    front: 'M14.5 22c0-8 4-11.5 9.5-11.5S33.5 14 33.5 22c-2-5-5-7-9-8-1 3-5 6-10 8z',
  },
  bob: {
    back: 'M12 22c0-9 5-14 12-14s12 5 12 14c0 6 0 8 1 11H11c1-3 1-5 1-11z',
    front: 'M14.5 23c0-8 4-12.5 9.5-12.5S33.5 15 33.5 23c-1-5-3-7-6-8-4 2-9 3-13 8z',
  },
  ponytail: {
    back: 'M31 13c6-1 9 4 8 10-1 6 1 9-2 13-4-3-4-9-4-13 0-4-2-6-2-10z',
    front: 'M14 22c0-8 4-12.5 10-12.5S34 14 34 22c-2-6-5-8-10-8s-8 2-10 8z',
  },
  short: { front: 'M13.5 23c-1-9 4-14 10.5-14s11.5 5 10.5 14c-1-4-2-6-4-8-5 2-10 1-13 0-2 2-3 4-4 8z' },
  crop: { front: 'M14.5 20c0-6 4-10.5 9.5-10.5S33.5 14 33.5 20c-2-4-5-5.5-9.5-5.5S16.5 16 14.5 20z' },
  curly: {
    front:
      'M13 24c-3-1-3-5-1-6-1-3 2-6 4-5 1-4 6-5 8-3 3-2 7 0 8 3 3-1 5 2 4 5 2 2 1 5-1 6 0-5-3-8-6-9-3 2-8 2-11 0-3 2-5 5-5 9z',
  },
  afro: { back: 'M24 4c10 0 17 6 17 15s-6 16-11 16H18C13 35 7 28 7 19S14 4 24 4z' },
  bun: {
    back: 'M24 2c4 0 6 3 6 5.5S28 12 24 12s-6-2-6-4.5S20 2 24 2z',
    front: 'M14 22c0-8 4-12.5 10-12.5S34 14 34 22c-2-6-5-8-10-8s-8 2-10 8z',
  },
  bald: {},
};

/** A head with its hair, for pickers; a drawing of the idea, not of the character. */
export function HairGlyph({ style, color }: { style: HairStyle; color: string }) {
  const { back, front } = paths[style];
  return (
    <svg viewBox="0 0 48 48" className="size-12" aria-hidden>
      {back && <path d={back} fill={color} />}
      <path d="M19 33h10v9q-5 4-10 0z" fill="#cfa98b" />
      <path d="M24 11.5c5.5 0 9 4 9 10.5 0 8-4.5 13-9 13s-9-5-9-13c0-6.5 3.5-10.5 9-10.5z" fill="#e0bd9f" />
      {front && <path d={front} fill={color} />}
    </svg>
  );
}
