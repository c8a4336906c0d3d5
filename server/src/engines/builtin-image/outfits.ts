import type { OutfitId } from '#kernel/shot.ts';
import type { Garment, GarmentCut, Outfit } from './garment-spec.ts';

const teeCut: GarmentCut = {
  neck: { radius: 0.12, front: -0.12 },
  sleeve: 'short',
  hem: -0.5,
  ease: 0.07,
  drape: 0.6,
  flare: 0.1,
  trim: 'thin',
};
const innerTee: Garment = {
  cut: { ...teeCut, neck: { radius: 0.08, front: -0.12 }, ease: 0.045, drape: 0.3, flare: 0 },
  fabric: { kind: 'plain', fuzz: 0.1 },
  color: '#f3efe8',
};

/** Every outfit of the catalogue. */
export const outfitSpecs: Readonly<Record<OutfitId, Outfit>> = {
  knit: {
    color: '#e9dcc4',
    layers: [
      {
        cut: {
          neck: { radius: 0.1, front: -0.06 },
          sleeve: 'long',
          hem: -0.45,
          ease: 0.16,
          drape: 0.9,
          flare: 0.16,
          trim: 'rib',
        },
        fabric: { kind: 'knit', fuzz: 0.6 },
        color: 'main',
      },
    ],
    legs: { kind: 'jeans', color: '#3d5677' },
    shoes: '#efeae2',
  },
  tee: {
    color: '#7fa3c7',
    layers: [{ cut: teeCut, fabric: { kind: 'plain', fuzz: 0.12 }, color: 'main' }],
    legs: { kind: 'jeans', color: '#2f4568' },
    shoes: '#f2f0ec',
  },
  stripes: {
    color: '#f6f3ec',
    layers: [
      {
        cut: { ...teeCut, neck: { radius: 0.13, front: 0 }, sleeve: 'long', ease: 0.08 },
        fabric: { kind: 'stripes', fuzz: 0.15 },
        color: 'main',
        accent: '#26365c',
      },
    ],
    legs: { kind: 'jeans', color: '#405d85' },
    shoes: '#c9a27a',
  },
  turtleneck: {
    color: '#29404a',
    layers: [
      {
        cut: {
          neck: { radius: -1, front: 0, rise: 0.1 },
          sleeve: 'long',
          hem: -0.4,
          ease: 0.075,
          drape: 0.5,
          trim: 'none',
          collar: 'turtle',
        },
        fabric: { kind: 'rib', fuzz: 0.35 },
        color: 'main',
      },
    ],
    legs: { kind: 'trousers', color: '#4b4640' },
    shoes: '#2b2522',
  },
  shirt: {
    color: '#cfe0e6',
    layers: [
      innerTee,
      {
        cut: {
          neck: { radius: 0.08, front: 0.06 },
          sleeve: 'elbow',
          hem: -0.85,
          ease: 0.15,
          drape: 0.8,
          flare: 0.16,
          open: { top: 0.34, bottom: 0.62, from: 9 },
          trim: 'thin',
          collar: 'shirt',
        },
        fabric: { kind: 'linen', fuzz: 0.2 },
        color: 'main',
      },
    ],
    legs: { kind: 'trousers', color: '#c8b394' },
    shoes: '#8a5f3c',
  },
  coat: {
    color: '#b98a5a',
    layers: [
      {
        cut: {
          neck: { radius: -1, front: 0, rise: 0.08 },
          sleeve: 'long',
          hem: -0.3,
          ease: 0.07,
          drape: 0.5,
          trim: 'none',
          collar: 'turtle',
        },
        fabric: { kind: 'rib', fuzz: 0.4 },
        color: '#efe6d6',
      },
      {
        cut: {
          neck: { radius: 0.12, front: 0.4, v: 0.2 },
          sleeve: 'long',
          hem: -3.2,
          ease: 0.24,
          drape: 1,
          flare: 0.3,
          open: { top: 0.26, bottom: 0.3, from: 9 },
          trim: 'thin',
          collar: 'lapel',
        },
        fabric: { kind: 'wool', fuzz: 0.55 },
        color: 'main',
      },
    ],
    legs: { kind: 'trousers', color: '#3a3a40' },
    shoes: '#3a2a20',
  },
  hoodie: {
    color: '#8fa58c',
    layers: [
      {
        cut: {
          neck: { radius: 0.1, front: 0.04 },
          sleeve: 'long',
          hem: -0.6,
          ease: 0.18,
          drape: 1,
          flare: 0.2,
          trim: 'rib',
          collar: 'hood',
        },
        fabric: { kind: 'plain', fuzz: 0.5 },
        color: 'main',
      },
    ],
    legs: { kind: 'leggings', color: '#2c2e36' },
    shoes: '#e9e6e0',
  },
  dress: {
    color: '#d9685f',
    layers: [
      {
        cut: {
          neck: { radius: 0.26, front: 0.22, v: 0.05 },
          sleeve: 'strap',
          hem: 0.9,
          ease: 0.05,
          drape: 0.45,
          trim: 'thin',
        },
        fabric: { kind: 'print', fuzz: 0.12 },
        color: 'main',
        accent: '#fff3e6',
      },
    ],
    legs: { kind: 'skirt', color: 'main' },
    shoes: '#d8b48a',
  },
  sport: {
    color: '#3c4a78',
    layers: [
      {
        cut: {
          neck: { radius: 0.26, front: 0.1 },
          sleeve: 'none',
          hem: -0.35,
          ease: 0.04,
          drape: 0.3,
          trim: 'thin',
        },
        fabric: { kind: 'sport', fuzz: 0.08 },
        color: 'main',
      },
    ],
    legs: { kind: 'leggings', color: '#23262f' },
    shoes: '#e8ecef',
  },
  blazer: {
    color: '#3b4257',
    layers: [
      innerTee,
      {
        cut: {
          neck: { radius: 0.12, front: 0.42, v: 0.2 },
          sleeve: 'long',
          hem: -1.0,
          ease: 0.16,
          drape: 0.95,
          flare: 0.1,
          open: { top: 0.3, bottom: 0.34, from: 9 },
          trim: 'thin',
          collar: 'lapel',
        },
        fabric: { kind: 'wool', fuzz: 0.25 },
        color: 'main',
      },
    ],
    legs: { kind: 'trousers', color: '#3b4257' },
    shoes: '#2a211d',
  },
};
