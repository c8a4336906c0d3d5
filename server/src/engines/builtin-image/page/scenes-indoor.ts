import { type Brush, between, bokeh, disc, glow, layer, leaves, pick, plant, rect, wash } from './canvas.ts';

/** A scene behind the character, far to near, and what floats before her. */
export interface ScenePainter {
  back(brush: Brush): void;
  front?(brush: Brush): void;
  readonly solidFront?: boolean;
}

/** A window with a view, its panes and the light it throws. */
function window(
  brush: Brush,
  x: number,
  y: number,
  w: number,
  h: number,
  view: readonly string[],
  frame: string,
  panes = 2,
): void {
  const { context, width, height } = brush;
  const gradient = context.createLinearGradient(0, y * height, 0, (y + h) * height);
  for (const [at, color] of view.entries()) gradient.addColorStop(at / (view.length - 1), color);
  context.fillStyle = gradient;
  context.fillRect(x * width, y * height, w * width, h * height);
  const bar = 0.012;
  for (let k = 0; k <= panes; k++) rect(brush, x + (w * k) / panes - bar / 2, y, bar, h, frame);
  rect(brush, x - bar, y - 0.008, w + bar * 2, 0.016, frame);
  rect(brush, x - bar, y + h * 0.42, w + bar * 2, 0.009, frame);
  rect(brush, x - bar * 2, y + h, w + bar * 4, 0.022, frame);
}

/** Shelves of upright books. */
function books(
  brush: Brush,
  x: number,
  y: number,
  w: number,
  h: number,
  rows: number,
  colors: readonly string[],
  wood: string,
): void {
  rect(brush, x, y, w, h, wood);
  const each = h / rows;
  for (let row = 0; row < rows; row++) {
    const top = y + row * each;
    rect(brush, x + 0.008, top + each * 0.06, w - 0.016, each * 0.86, '#1f130c');
    for (let at = x + 0.012; at < x + w - 0.02; ) {
      const wide = between(brush, 0.009, 0.022);
      const tall = each * between(brush, 0.55, 0.82);
      if (brush.chance() > 0.07) {
        rect(brush, at, top + each * 0.92 - tall, wide, tall, pick(brush, colors));
        rect(brush, at + wide * 0.15, top + each * 0.92 - tall * 0.85, wide * 0.7, each * 0.03, '#e0c48a');
      }
      at += wide + 0.0015;
    }
  }
}

function lamp(brush: Brush, x: number, y: number, size: number, shade: string, light: string): void {
  const { context, width, height } = brush;
  rect(brush, x - 0.0015, 0, 0.003, y, '#2a1c14');
  context.fillStyle = shade;
  context.beginPath();
  context.moveTo((x - size * 0.35) * width, y * height);
  context.lineTo((x + size * 0.35) * width, y * height);
  context.lineTo((x + size * 0.8) * width, (y + size * 0.6) * height);
  context.lineTo((x - size * 0.8) * width, (y + size * 0.6) * height);
  context.fill();
  disc(brush, x, y + size * 0.62, size * 0.22, light);
  glow(brush, x, y + size * 0.6, size * 4, light, 0.55);
}

export const cafe: ScenePainter = {
  back(b) {
    wash(b, ['#6d4932', '#94623f', '#5a3826']);
    layer(b, 0.012, (on) => {
      for (let k = 0; k < 9; k++) rect(on, 0.5 + k * 0.06, 0, 0.002, 1, '#5a3826');
      window(on, -0.06, 0.04, 0.52, 0.62, ['#fff4da', '#f4d9a8', '#d9b98a', '#a9a27a'], '#4a2f1f', 3);
    });
    layer(
      b,
      0.022,
      (on) => {
        bokeh(on, 14, [0.015, 0.045], ['#ffe7b8', '#fff6e0', '#ffcf8a', '#cfe0b0'], {
          x: [0, 0.42],
          y: [0.2, 0.6],
        });
      },
      { mode: 'screen' },
    );
    layer(b, 0.008, (on) => {
      for (const y of [0.25, 0.41]) {
        rect(on, 0.58, y, 0.46, 0.014, '#3a2418');
        for (let x = 0.6; x < 1; x += between(on, 0.035, 0.06)) {
          const h = between(on, 0.03, 0.085);
          rect(
            on,
            x,
            y - h,
            between(on, 0.018, 0.032),
            h,
            pick(on, ['#c9793f', '#f0e2c8', '#7d8f63', '#a4502f', '#d8b48a', '#6b4630', '#e3a75c']),
          );
        }
      }
      plant(on, 0.93, 0.25, 0.12, ['#5d7a48', '#44613a', '#7b9659'], '#c98a5f');
      plant(on, 0.43, 0.66, 0.16, ['#5d7a48', '#3f5a34', '#89a565'], '#e8d9c0');
      rect(on, 0, 0.8, 1, 0.22, '#7a4c30');
      rect(on, 0, 0.8, 1, 0.012, '#a56b44');
    });
    layer(b, 0.004, (on) => {
      lamp(on, 0.7, 0.1, 0.07, '#2f3a34', '#ffe2a6');
      lamp(on, 0.94, 0.06, 0.06, '#2f3a34', '#ffd994');
    });
    cup(b, 0.86, 0.84, 0.07);
    glow(b, 0.15, 0.25, 0.7, '#ffe6b8', 0.35);
  },
  front(b) {
    bokeh(b, 5, [0.02, 0.05], ['#ffdca0', '#fff0d0'], { y: [0.1, 0.9] });
  },
};

function cup(brush: Brush, x: number, y: number, size: number): void {
  layer(brush, 0.004, (b) => {
    const { context, width, height } = b;
    const [cx, cy, s] = [x * width, y * height, size * height];
    context.fillStyle = '#efe7da';
    context.beginPath();
    context.ellipse(cx, cy + s * 0.62, s * 0.95, s * 0.2, 0, 0, 6.3);
    context.fill();
    context.fillStyle = '#fbf6ec';
    context.beginPath();
    context.moveTo(cx - s * 0.55, cy);
    context.bezierCurveTo(cx - s * 0.5, cy + s * 0.8, cx + s * 0.5, cy + s * 0.8, cx + s * 0.55, cy);
    context.fill();
    context.lineWidth = s * 0.1;
    context.strokeStyle = '#f3ece0';
    context.beginPath();
    context.arc(cx + s * 0.62, cy + s * 0.22, s * 0.2, -1.3, 1.6);
    context.stroke();
    context.fillStyle = '#8a5a38';
    context.beginPath();
    context.ellipse(cx, cy, s * 0.53, s * 0.13, 0, 0, 6.3);
    context.fill();
    context.strokeStyle = '#ffffff55';
    context.lineWidth = s * 0.06;
    for (const k of [-0.15, 0.1]) {
      context.beginPath();
      context.moveTo(cx + k * s, cy - s * 0.15);
      context.bezierCurveTo(
        cx + (k - 0.3) * s,
        cy - s * 0.5,
        cx + (k + 0.3) * s,
        cy - s * 0.7,
        cx + k * s,
        cy - s * 1.1,
      );
      context.stroke();
    }
  });
}

export const studio: ScenePainter = {
  back(b) {
    wash(b, ['#d9cdf3', '#f3cfdf', '#f9e3d6']);
    layer(b, 0.02, (on) => {
      disc(on, 0.5, 0.4, 0.3, '#fff3e2', 0.85);
      disc(on, 0.12, 0.72, 0.16, '#bfa8ec', 0.6);
      disc(on, 0.9, 0.2, 0.12, '#ffb4c8', 0.65);
    });
    layer(b, 0.004, (on) => {
      const { context, width, height } = on;
      context.fillStyle = '#f0bccf';
      context.fillRect(0.72 * width, 0.6 * height, 0.4 * width, 0.5 * height);
      context.fillStyle = '#cbb9f0';
      context.beginPath();
      context.arc(0.08 * width, 1.02 * height, 0.28 * height, Math.PI, 0);
      context.fill();
      context.lineWidth = 0.012 * height;
      context.strokeStyle = '#fff6ee';
      context.beginPath();
      context.arc(0.5 * width, 0.4 * height, 0.34 * height, 0, 6.3);
      context.stroke();
    });
    layer(b, 0.03, (on) => bokeh(on, 8, [0.03, 0.09], ['#ffd2e0', '#d6ccff', '#ccecff', '#fff0c8']), {
      alpha: 0.7,
    });
  },
};

export const loft: ScenePainter = {
  solidFront: true,
  back(b) {
    wash(b, ['#efe9dd', '#e4dccb', '#cbb99c']);
    layer(b, 0.01, (on) => {
      for (let row = 0; row < 30; row++)
        for (let col = 0; col < 12; col++)
          rect(
            on,
            col * 0.09 + (row % 2) * 0.045 - 0.05,
            row * 0.026,
            0.084,
            0.022,
            pick(on, ['#e9e0d0', '#e2d6c3', '#eee6d8', '#dccdb6']),
          );
      window(on, 0.5, 0.03, 0.56, 0.6, ['#fdfdf4', '#e6f1f4', '#c9dfc4', '#9dbb8c'], '#38413c', 4);
    });
    layer(
      b,
      0.02,
      (on) => bokeh(on, 20, [0.01, 0.04], ['#fffbe4', '#d5e8b8', '#b8d6a0'], { x: [0.5, 1], y: [0.3, 0.6] }),
      { mode: 'screen', alpha: 0.7 },
    );
    layer(b, 0.007, (on) => {
      rect(on, 0, 0.36, 0.34, 0.012, '#8b6a48');
      for (const [x, s] of [
        [0.05, 0.1],
        [0.15, 0.13],
        [0.27, 0.1],
      ] as const)
        plant(
          on,
          x,
          0.33,
          s,
          ['#5e8a55', '#3f6b41', '#86ab6b', '#a9c487'],
          pick(on, ['#d8a07a', '#f0ece2', '#9fb0a8']),
        );
      rect(on, -0.02, 0.84, 0.42, 0.2, '#a9794f');
      plant(on, 0.12, 0.82, 0.34, ['#4f7d4a', '#35613a', '#74a05c', '#97bb78']);
      plant(on, 0.92, 0.8, 0.42, ['#4c7a48', '#2f5936', '#6d9a58', '#8fb574'], '#e6ddd0');
      plant(on, 0.02, 0.02, 0.2, ['#5e8a55', '#86ab6b']);
    });
    glow(b, 0.8, 0.2, 0.8, '#fff8e0', 0.4);
  },
  front(b) {
    layer(b, 0.03, (on) => plant(on, 0.02, 1.06, 0.3, ['#3f6b41', '#5e8a55', '#86ab6b']));
  },
};

export const library: ScenePainter = {
  back(b) {
    const spines = [
      '#6b2f26',
      '#2f4438',
      '#3a3f5c',
      '#7d5a2e',
      '#54331f',
      '#8c4a34',
      '#2b2a33',
      '#96794a',
      '#4b5a4a',
    ];
    wash(b, ['#3a2518', '#4d3220', '#2c1b11']);
    layer(b, 0.007, (on) => {
      books(on, -0.06, 0, 0.44, 0.86, 6, spines, '#5a3a22');
      books(on, 0.62, 0, 0.46, 0.86, 6, spines, '#5a3a22');
    });
    layer(b, 0.016, (on) => {
      rect(on, 0.38, 0, 0.24, 0.8, '#7d5836');
      window(on, 0.41, 0.08, 0.18, 0.5, ['#fff0cc', '#f0d8a4', '#c9a878'], '#4a2f1c', 2);
      rect(on, 0, 0.85, 1, 0.2, '#3c2416');
    });
    layer(b, 0.006, (on) => {
      rect(on, -0.02, 0.82, 0.4, 0.02, '#8a5f38');
      for (let k = 0; k < 5; k++) rect(on, 0.05 + k * 0.004, 0.8 - k * 0.022, 0.16, 0.02, pick(on, spines));
      const { context, width, height } = on;
      context.fillStyle = '#2f6a4a';
      context.beginPath();
      context.ellipse(0.85 * width, 0.63 * height, 0.1 * width, 0.035 * height, 0, Math.PI, 0);
      context.fill();
      rect(on, 0.846, 0.63, 0.008, 0.2, '#b8934a');
    });
    glow(b, 0.85, 0.66, 0.3, '#ffe0a0', 0.7);
    glow(b, 0.5, 0.25, 0.6, '#ffe4b0', 0.45);
    layer(b, 0.012, (on) => bokeh(on, 26, [0.003, 0.009], ['#ffe7b8'], { y: [0, 0.8] }), {
      mode: 'screen',
      alpha: 0.5,
    });
  },
};

export const gym: ScenePainter = {
  back(b) {
    wash(b, ['#dfe6ec', '#c8d2da', '#8e99a2']);
    layer(b, 0.01, (on) => {
      window(on, -0.04, 0.04, 1.08, 0.46, ['#f9fdff', '#e2f0f8', '#bcd6e0', '#a8c4b4'], '#4a545c', 6);
      rect(on, 0, 0.52, 1, 0.24, '#b9c3ca');
      rect(on, 0, 0.76, 1, 0.26, '#4f585f');
      for (let k = 0; k < 8; k++) rect(on, k * 0.14 - 0.02, 0.76, 0.003, 0.26, '#6b757d');
    });
    layer(b, 0.007, (on) => {
      for (const y of [0.6, 0.68]) {
        rect(on, 0.56, y, 0.46, 0.012, '#30373d');
        for (let x = 0.58; x < 1; x += 0.075) {
          const r = between(on, 0.014, 0.022);
          rect(on, x, y - 0.022, 0.05, 0.01, '#8a949c');
          for (const dx of [0, 0.05])
            disc(on, x + dx, y - 0.018, r, pick(on, ['#22272b', '#2f6db0', '#c4413c', '#22272b']));
        }
      }
      rect(on, 0.06, 0.5, 0.012, 0.36, '#3a4248');
      rect(on, 0.3, 0.5, 0.012, 0.36, '#3a4248');
      rect(on, -0.02, 0.575, 0.4, 0.008, '#aab4ba');
      for (const x of [0.0, 0.36])
        for (const r of [0.06, 0.045]) disc(on, x, 0.579, r, r > 0.05 ? '#1d2226' : '#c4413c');
      disc(on, 0.82, 0.86, 0.075, '#5fa8b8');
    });
    glow(b, 0.7, 0.15, 0.8, '#ffffff', 0.5);
  },
};

/** Under awnings. */
export const market: ScenePainter = {
  back(b) {
    wash(b, ['#bfdcee', '#e8eee4', '#e6d4b4', '#c9a67c']);
    layer(b, 0.014, (on) => {
      for (let k = 0; k < 5; k++)
        rect(
          on,
          k * 0.22 - 0.04,
          0.12 + between(on, 0, 0.06),
          0.21,
          0.5,
          pick(on, ['#e6c9a4', '#d9a88a', '#efe0c8', '#c9b59a']),
        );
    });
    layer(b, 0.007, (on) => {
      const { context, width, height } = on;
      for (const [x, y, w, a, c] of [
        [-0.06, 0.2, 0.46, '#d9534a', '#fff6ea'],
        [0.6, 0.16, 0.5, '#3f8f7a', '#fff6ea'],
      ] as const)
        for (let k = 0; k < 10; k++) {
          context.fillStyle = k % 2 ? c : a;
          context.beginPath();
          context.moveTo((x + (w * k) / 10 + w * 0.02) * width, y * height);
          context.lineTo((x + (w * (k + 1)) / 10 - w * 0.02) * width, y * height);
          context.lineTo((x + (w * (k + 1)) / 10) * width, (y + 0.12) * height);
          context.arc((x + (w * (k + 0.5)) / 10) * width, (y + 0.12) * height, (w / 20) * width, 0, Math.PI);
          context.fill();
        }
      rect(on, -0.02, 0.32, 0.012, 0.5, '#6e4c32');
      rect(on, 0.36, 0.32, 0.012, 0.5, '#6e4c32');
      rect(on, 0.64, 0.28, 0.012, 0.5, '#6e4c32');
    });
    layer(b, 0.006, (on) => {
      for (const [x0, x1, y] of [
        [-0.05, 0.38, 0.66],
        [0.62, 1.06, 0.63],
        [-0.05, 0.4, 0.82],
        [0.6, 1.06, 0.8],
      ] as const) {
        for (let bx = x0; bx < x1; bx += 0.11) {
          const colors = pick(on, [
            ['#d8402f', '#e86a4a'],
            ['#f0a030', '#f6c04a'],
            ['#6fa03c', '#8fbf5a'],
            ['#7a3f86', '#9a5fa6'],
            ['#e8d24a', '#f4e27a'],
            ['#c94f6a', '#e88a9a'],
          ] as const);
          for (let k = 0; k < 16; k++)
            disc(
              on,
              bx + between(on, 0.005, 0.1),
              y - between(on, 0, 0.035),
              between(on, 0.011, 0.016),
              pick(on, colors),
            );
          rect(on, bx, y, 0.104, 0.055, pick(on, ['#a4743f', '#8a5f34', '#b98a54']));
        }
      }
    });
    layer(b, 0.01, (on) => {
      for (let k = 0; k < 12; k++)
        leaves(on, 12, [0.006, 0.014], ['#6f9a4a', '#4f7a3a', '#d95a6a', '#f0b0c0'], {
          x: [k * 0.09, k * 0.09 + 0.08],
          y: [0.3, 0.37],
        });
    });
    glow(b, 0.5, 0.15, 0.7, '#fff8e0', 0.4);
  },
};
