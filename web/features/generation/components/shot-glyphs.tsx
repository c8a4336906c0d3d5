import type {
  ExpressionId,
  FormatId,
  FramingId,
  GazeId,
  LightId,
  OutfitId,
  PoseId,
  SceneId,
  StyleId,
} from '@ainfluencer/server/kernel/shot';
import { formats } from '@ainfluencer/server/kernel/shot';

/** Sky, middle and ground of each scene, as a sketch of its colours. */
const sceneColors: Readonly<Record<SceneId, readonly [string, string, string]>> = {
  cafe: ['#f3d9b5', '#c98f5a', '#7a4a2c'],
  beach: ['#f9c784', '#f08a6a', '#4d90a8'],
  neon: ['#1b1440', '#c23a9b', '#27c4d8'],
  autumn: ['#f2d7a0', '#d9822b', '#7d3b1c'],
  studio: ['#f7d6dc', '#efc3cf', '#d9a7bb'],
  snow: ['#dfeaf5', '#f7fafd', '#b7c9dc'],
  loft: ['#eef0e4', '#8fae7c', '#c9b38f'],
  rooftop: ['#37426b', '#d77a61', '#1f2540'],
  library: ['#5b3b22', '#8a5a31', '#2d1c10'],
  market: ['#f3e3b3', '#d9483b', '#5a8f4a'],
  gym: ['#dfe6ea', '#9fb2bd', '#4a5a66'],
  meadow: ['#bfe0f2', '#8fc46a', '#4f8f43'],
};

export function SceneGlyph({ scene }: { scene: SceneId }) {
  const [sky, middle, ground] = sceneColors[scene];
  return (
    <svg viewBox="0 0 84 56" preserveAspectRatio="xMidYMid slice" className="size-full" aria-hidden>
      <rect width="84" height="56" fill={sky} />
      <circle cx="60" cy="20" r="9" fill={middle} opacity="0.55" />
      <path d="M0 34c14-10 24-8 38-1s30 6 46-4v27H0z" fill={middle} />
      <path d="M0 46c20-8 38-4 52-1s24 1 32-2v13H0z" fill={ground} />
    </svg>
  );
}

/** Shoulder line and neck of each garment, in its usual colour. */
const outfits: Readonly<Record<OutfitId, { color: string; neck: string; sleeves: boolean }>> = {
  knit: { color: '#b9794f', neck: 'M34 14q8 7 16 0', sleeves: true },
  tee: { color: '#8fa3ad', neck: 'M34 12q8 9 16 0', sleeves: false },
  stripes: { color: '#3f5573', neck: 'M34 12q8 6 16 0', sleeves: true },
  turtleneck: { color: '#5a5049', neck: 'M36 6h12v8H36z', sleeves: true },
  shirt: { color: '#cdbf9f', neck: 'M34 11l8 12 8-12', sleeves: true },
  coat: { color: '#8a6b50', neck: 'M33 8l9 18 9-18', sleeves: true },
  hoodie: { color: '#6f7f68', neck: 'M31 12q11-9 22 0-11 12-22 0', sleeves: true },
  dress: { color: '#c96f7c', neck: 'M35 10q7 12 14 0', sleeves: false },
  sport: { color: '#3f7f86', neck: 'M36 10q6 10 12 0', sleeves: false },
  blazer: { color: '#39404f', neck: 'M34 10l8 20 8-20', sleeves: true },
};

export function OutfitGlyph({ outfit }: { outfit: OutfitId }) {
  const { color, neck, sleeves } = outfits[outfit];
  const body = sleeves
    ? 'M30 12l-14 6-6 26h10l4-14v26h36V30l4 14h10l-6-26-14-6z'
    : 'M32 12l-14 6-2 12 8 2v24h36V32l8-2-2-12-14-6z';
  return (
    <svg viewBox="0 0 84 56" className="h-full" aria-hidden>
      <path d={body} fill={color} />
      {outfit === 'stripes' && (
        <path d="M24 28h36M24 36h36M24 44h36M24 52h36" stroke="#fff" strokeWidth="2.5" opacity="0.7" />
      )}
      <path d={neck} fill="var(--sunken)" stroke="#00000033" strokeWidth="1" />
    </svg>
  );
}

/** Arm ends (elbow x y, hand x y) left and right, lean of the body and tilt of the head in degrees. */
type Figure = {
  left: readonly [number, number, number, number];
  right: readonly [number, number, number, number];
  lean?: number;
  tilt?: number;
};
const figures: Readonly<Record<PoseId, Figure>> = {
  relaxed: { left: [20, 32, 21, 42], right: [36, 32, 35, 42] },
  'three-quarter': { left: [22, 32, 24, 42], right: [34, 32, 31, 41], lean: 5 },
  'over-shoulder': { left: [24, 32, 26, 42], right: [35, 31, 32, 40], lean: -6, tilt: 18 },
  'hands-on-hips': { left: [15, 31, 23, 38], right: [41, 31, 33, 38] },
  'arms-crossed': { left: [19, 31, 33, 31], right: [37, 31, 23, 33] },
  wave: { left: [20, 32, 21, 42], right: [41, 24, 43, 11] },
  'head-tilt': { left: [20, 32, 21, 42], right: [36, 32, 35, 42], tilt: 22 },
  'chin-up': { left: [20, 32, 21, 42], right: [36, 32, 35, 42], tilt: -14 },
  thinking: { left: [20, 32, 32, 32], right: [36, 32, 30, 19] },
  'hand-in-hair': { left: [20, 32, 21, 42], right: [42, 22, 31, 9] },
  walking: { left: [18, 31, 14, 40], right: [38, 31, 42, 38], lean: 4 },
  leaning: { left: [20, 33, 23, 42], right: [36, 32, 37, 42], lean: 13 },
  shrug: { left: [16, 30, 9, 24], right: [40, 30, 47, 24] },
  cheer: { left: [15, 18, 11, 6], right: [41, 18, 45, 6] },
  present: { left: [20, 32, 21, 42], right: [39, 31, 49, 27] },
};

export function PoseGlyph({ pose }: { pose: PoseId }) {
  const { left, right, lean = 0, tilt = 0 } = figures[pose];
  const arm = ([elbowX, elbowY, handX, handY]: Figure['left'], shoulderX: number) =>
    `M${shoulderX} 22L${elbowX} ${elbowY}L${handX} ${handY}`;
  return (
    <svg
      viewBox="0 0 56 56"
      className="h-13"
      fill="none"
      stroke="currentColor"
      strokeWidth="3.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
    >
      <g transform={`rotate(${lean} 28 50)`}>
        <ellipse
          cx="28"
          cy="12"
          rx="5.4"
          ry="6.4"
          fill="currentColor"
          stroke="none"
          transform={`rotate(${tilt} 28 18)`}
        />
        <path d="M28 20v22" strokeWidth="8" opacity="0.45" />
        <path d={arm(left, 23)} />
        <path d={arm(right, 33)} />
        <path d={pose === 'walking' ? 'M27 42l-5 13M29 42l6 13' : 'M26 42l-2 14M30 42l2 14'} />
      </g>
    </svg>
  );
}

const faces: Readonly<Record<ExpressionId, { eyes: string; mouth: string; filled?: boolean }>> = {
  neutral: { eyes: 'M19 24h.1M37 24h.1', mouth: 'M21 37h14' },
  smile: { eyes: 'M19 24h.1M37 24h.1', mouth: 'M19 35q9 8 18 0' },
  grin: { eyes: 'M19 24h.1M37 24h.1', mouth: 'M18 33h20q-2 10-10 10t-10-10z', filled: true },
  laugh: { eyes: 'M15 25l4-3 4 3M33 25l4-3 4 3', mouth: 'M17 32h22q-2 13-11 13t-11-13z', filled: true },
  smirk: { eyes: 'M19 24h.1M37 24h.1', mouth: 'M20 38q9 1 16-5' },
  wink: { eyes: 'M19 24h.1M33 24h8', mouth: 'M19 35q9 8 18 0' },
  surprised: { eyes: 'M19 22h.1M37 22h.1', mouth: 'M28 34a4 5 0 1 0 .1 0z', filled: true },
  pensive: { eyes: 'M16 25q3 2 6 0M34 25q3 2 6 0', mouth: 'M23 38q5-2 10 0' },
  determined: { eyes: 'M14 19l9 3M42 19l-9 3M19 25h.1M37 25h.1', mouth: 'M22 37h12' },
  serene: { eyes: 'M15 24q4 4 8 0M33 24q4 4 8 0', mouth: 'M21 36q7 4 14 0' },
};

export function ExpressionGlyph({ expression }: { expression: ExpressionId }) {
  const { eyes, mouth, filled = false } = faces[expression];
  return (
    <svg
      viewBox="0 0 56 56"
      className="h-12"
      fill="none"
      stroke="currentColor"
      strokeWidth="3.2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
    >
      <circle cx="28" cy="28" r="23" strokeWidth="2" opacity="0.35" />
      <path d={eyes} strokeWidth="4" />
      <path d={mouth} fill={filled ? 'currentColor' : 'none'} />
    </svg>
  );
}

const gazeOffsets: Readonly<Record<GazeId, readonly [number, number]>> = {
  camera: [0, 0],
  left: [-9, 0],
  right: [9, 0],
  up: [0, -6],
  down: [0, 6],
};

export function GazeGlyph({ gaze }: { gaze: GazeId }) {
  const [x, y] = gazeOffsets[gaze];
  return (
    <svg viewBox="0 0 56 56" className="h-11" fill="none" stroke="currentColor" strokeWidth="2.6" aria-hidden>
      <path d="M5 28q23-24 46 0-23 24-46 0z" />
      <circle cx={28 + x} cy={28 + y} r="6" fill="currentColor" stroke="none" />
    </svg>
  );
}

const lightGradients: Readonly<Record<LightId, string>> = {
  scene: 'conic-gradient(from 210deg, #f2c48d, #9db8cf, #e8a27c, #f2c48d)',
  soft: 'radial-gradient(circle at 50% 30%, #fff, #e9dfd2)',
  golden: 'linear-gradient(100deg, #ffcf7d, #e07b3a)',
  dramatic: 'linear-gradient(90deg, #f1e3d0 20%, #2a211c 62%)',
  rim: 'radial-gradient(circle at 50% 60%, #33302f 46%, #f5d9b4 60%, #33302f 74%)',
};

export function LightGlyph({ light }: { light: LightId }) {
  return <span className="size-full" style={{ background: lightGradients[light] }} aria-hidden />;
}

const crops: Readonly<Record<FramingId, string>> = {
  close: '17 4 22 22',
  portrait: '10 2 36 36',
  waist: '4 0 48 48',
  full: '-4 -2 64 62',
};

export function FramingGlyph({ framing }: { framing: FramingId }) {
  return (
    <svg viewBox={crops[framing]} className="h-12 w-12 rounded-md border border-line-strong" aria-hidden>
      <circle cx="28" cy="13" r="7" fill="currentColor" />
      <path d="M16 40c0-11 4-17 12-17s12 6 12 17z" fill="currentColor" opacity="0.6" />
      <path d="M21 40h6v17h-5zM29 40h6l-1 17h-5z" fill="currentColor" opacity="0.45" />
    </svg>
  );
}

const styleLooks: Readonly<Record<StyleId, string>> = {
  clean: 'radial-gradient(circle at 35% 30%, #fff 0 8%, #e6a97f 30%, #b06a45 85%)',
  oil: 'repeating-linear-gradient(118deg, #d9a066 0 5px, #c4824f 5px 9px, #e3b98a 9px 13px, #9c5f3c 13px 17px)',
  gouache: 'linear-gradient(135deg, #f0c9a4 0 33%, #d98563 33% 66%, #6f8f86 66%)',
  ink: 'repeating-linear-gradient(45deg, #f5efe4 0 6px, #2b2622 6px 7.5px)',
};

export function StyleGlyph({ style }: { style: StyleId }) {
  return <span className="size-full" style={{ background: styleLooks[style] }} aria-hidden />;
}

export function FormatGlyph({ format }: { format: FormatId }) {
  const { width, height } = formats[format];
  const scale = 40 / Math.max(width, height);
  return (
    <span
      aria-hidden
      className="rounded-[3px] border-2 border-current"
      style={{ width: width * scale, height: height * scale }}
    />
  );
}

/** A camera, turned by so many degrees: for what no picture was drawn of. */
export function CameraGlyph({ turned = 0 }: { turned?: number }) {
  return (
    <svg
      viewBox="0 0 56 56"
      className="h-11"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.6"
      strokeLinejoin="round"
      aria-hidden
    >
      <g transform={`rotate(${turned} 28 28)`}>
        <path d="M8 20h9l4-6h14l4 6h9v24H8z" />
        <circle cx="28" cy="31" r="8" />
      </g>
    </svg>
  );
}
