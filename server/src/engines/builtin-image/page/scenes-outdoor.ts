import {
  type Brush,
  between,
  bokeh,
  disc,
  glow,
  layer,
  leaves,
  pick,
  rect,
  ridge,
  skyline,
  tree,
  wash,
} from './canvas.ts';
import type { ScenePainter } from './scenes-indoor.ts';

function clouds(brush: Brush, count: number, y: readonly [number, number], color: string): void {
  for (let k = 0; k < count; k++) {
    const [x, cy, size] = [between(brush, -0.1, 1.1), between(brush, y[0], y[1]), between(brush, 0.02, 0.05)];
    for (let j = 0; j < 9; j++)
      disc(
        brush,
        x + between(brush, -0.16, 0.16),
        cy + between(brush, -0.008, 0.008),
        size * between(brush, 0.3, 0.8),
        color,
        0.22,
      );
  }
}

export const beach: ScenePainter = {
  back(b) {
    wash(b, ['#4f74b8', '#9fb0d8', '#f4b9a0', '#ffd49a', '#ffe8bf'], 0, 0.58);
    layer(b, 0.014, (on) => clouds(on, 7, [0.12, 0.42], '#ffd9c4'));
    glow(b, 0.76, 0.5, 0.55, '#fff0c4', 0.9);
    disc(b, 0.76, 0.5, 0.045, '#fffbe8', 0.95);
    layer(b, 0.006, (on) => {
      ridge(on, 0.565, 0.03, 0.7, '#8a7fa6', 0.6);
      wash(on, ['#7f9cc0', '#5f96b4', '#58a5a8', '#8fc4b4'], 0.575, 0.78);
    });
    layer(b, 0.003, (on) => {
      for (let k = 0; k < 240; k++) {
        const y = between(on, 0.58, 0.76);
        const near = Math.abs((k % 2 ? between(on, 0.55, 0.97) : between(on, 0, 1)) - 0);
        rect(
          on,
          near,
          y,
          between(on, 0.01, 0.05) * (y - 0.5) * 3,
          0.0025,
          pick(on, ['#fff4cf', '#ffe0a8', '#bfe0dc']),
        );
      }
      const { context, width, height } = on;
      context.strokeStyle = '#fffaf0';
      context.lineWidth = height * 0.008;
      for (const y of [0.745, 0.775]) {
        context.beginPath();
        for (let k = 0; k <= 40; k++)
          context.lineTo((k / 40) * width, (y + Math.sin(k * 0.6 + y * 40) * 0.006) * height);
        context.stroke();
      }
    });
    layer(b, 0.006, (on) => {
      wash(on, ['#e8c9a0', '#dcb68a', '#c99c70'], 0.775, 1);
      bokeh(on, 90, [0.002, 0.006], ['#f6dfbd', '#b88a60'], { y: [0.8, 1] });
      const { context, width, height } = on;
      context.strokeStyle = '#5d4a3a';
      context.lineWidth = height * 0.014;
      context.beginPath();
      context.moveTo(0.02 * width, 0.86 * height);
      context.quadraticCurveTo(0.12 * width, 0.45 * height, 0.05 * width, 0.1 * height);
      context.stroke();
      context.fillStyle = '#3f5f46';
      for (let k = 0; k < 11; k++) {
        const a = -0.6 + k * 0.42;
        context.beginPath();
        context.moveTo(0.05 * width, 0.1 * height);
        context.quadraticCurveTo(
          (0.05 + Math.cos(a) * 0.18) * width,
          (0.04 + Math.sin(a) * 0.08) * height,
          (0.05 + Math.cos(a) * 0.36) * width,
          (0.12 + Math.sin(a) * 0.16) * height,
        );
        context.quadraticCurveTo(
          (0.05 + Math.cos(a) * 0.16) * width,
          (0.09 + Math.sin(a) * 0.1) * height,
          0.05 * width,
          0.1 * height,
        );
        context.fill();
      }
    });
  },
  front(b) {
    bokeh(b, 8, [0.008, 0.03], ['#ffe6b0', '#fff4d8']);
  },
};

export const neon: ScenePainter = {
  back(b) {
    wash(b, ['#0e0b2a', '#2a1450', '#1a2a58', '#120e2c']);
    layer(b, 0.01, (on) => {
      skyline(on, 0.72, [0.3, 0.62], '#1b1440', ['#ffcf6a', '#ff6fc0', '#6fe4ff', '#c8a0ff'], 0.35);
      rect(on, -0.02, 0.12, 0.2, 0.75, '#150f30');
      rect(on, 0.84, 0.05, 0.2, 0.82, '#150f30');
    });
    layer(b, 0.007, (on) => {
      for (const [x, y, w, h, c] of [
        [0.06, 0.18, 0.05, 0.28, '#ff3fa4'],
        [0.88, 0.2, 0.045, 0.3, '#2fd8ff'],
        [0.02, 0.54, 0.15, 0.05, '#ffb84a'],
        [0.85, 0.6, 0.14, 0.05, '#b26bff'],
      ] as const) {
        rect(on, x, y, w, h, c);
        for (let k = 0; k < 5; k++)
          rect(on, x + w * 0.2, y + (h * (k + 0.3)) / 5, w * 0.6, h * 0.05, '#fff4ff');
      }
      const { context, width, height } = on;
      context.lineWidth = height * 0.007;
      context.strokeStyle = '#ff7ad0';
      context.beginPath();
      context.arc(0.28 * width, 0.3 * height, 0.05 * height, 0, 6.3);
      context.stroke();
      context.strokeStyle = '#7af0ff';
      context.strokeRect(0.66 * width, 0.36 * height, 0.12 * width, 0.07 * height);
    });
    glow(b, 0.08, 0.32, 0.4, '#ff3fa4', 0.75);
    glow(b, 0.92, 0.35, 0.4, '#2fd0ff', 0.75);
    layer(
      b,
      0.02,
      (on) =>
        bokeh(on, 34, [0.012, 0.045], ['#ff4fae', '#3fdcff', '#ffb95a', '#a86bff', '#ffe6a0'], {
          y: [0.35, 0.95],
        }),
      { mode: 'screen', alpha: 0.85 },
    );
    layer(
      b,
      0.012,
      (on) => {
        wash(on, ['#17123a00', '#0d0a22ee'], 0.74, 1);
        for (let k = 0; k < 60; k++)
          rect(
            on,
            between(on, 0, 1),
            between(on, 0.76, 1),
            between(on, 0.02, 0.1),
            0.004,
            pick(on, ['#ff5fb4', '#4fdcff', '#ffc06a', '#8a6bff']),
          );
      },
      { alpha: 0.9 },
    );
  },
  front(b) {
    bokeh(b, 6, [0.02, 0.05], ['#ff5fb0', '#57e0ff', '#ffc06a']);
  },
};

export const autumn: ScenePainter = {
  solidFront: true,
  back(b) {
    const gold = ['#e08a2e', '#f4b942', '#c4572a', '#a8742a', '#f0d068', '#d06a2a'];
    wash(b, ['#f8e2a4', '#f0bf62', '#c98238', '#8a5a2c']);
    layer(b, 0.03, (on) => bokeh(on, 70, [0.03, 0.09], gold, { y: [0, 0.7] }));
    layer(b, 0.012, (on) => {
      for (const [x, s] of [
        [0.2, 0.75],
        [0.52, 0.55],
        [0.78, 0.62],
      ] as const)
        tree(on, x, 0.78, s, '#6b452b', gold);
    });
    layer(b, 0.008, (on) => {
      ridge(on, 0.78, 0.02, 1, '#a4682e');
      const { context, width, height } = on;
      context.fillStyle = '#d9b27a';
      context.beginPath();
      context.moveTo(0.44 * width, 0.77 * height);
      context.lineTo(0.52 * width, 0.77 * height);
      context.lineTo(0.78 * width, height);
      context.lineTo(0.2 * width, height);
      context.fill();
      rect(on, 0.03, 0.7, 0.26, 0.016, '#4a3426');
      rect(on, 0.03, 0.66, 0.26, 0.014, '#4a3426');
      for (const x of [0.06, 0.25]) rect(on, x, 0.66, 0.01, 0.14, '#3a2a20');
    });
    layer(b, 0.005, (on) => {
      tree(on, 0.98, 0.95, 1.15, '#4b2f20', gold);
      leaves(on, 160, [0.005, 0.013], gold, { y: [0.78, 1] });
    });
    glow(b, 0.3, 0.2, 0.6, '#fff2bc', 0.75);
  },
  front(b) {
    layer(b, 0.006, (on) => leaves(on, 7, [0.014, 0.028], ['#e8762b', '#c4451f', '#f2b134'], { slim: 0.5 }));
  },
};

export const snow: ScenePainter = {
  solidFront: true,
  back(b) {
    wash(b, ['#7fa4d4', '#b6cde8', '#eef0f0', '#fbe9dc'], 0, 0.7);
    glow(b, 0.76, 0.3, 0.45, '#fff4dc', 0.8);
    layer(b, 0.008, (on) => {
      ridge(on, 0.5, 0.16, 0.9, '#9db3d0');
      ridge(on, 0.58, 0.1, 1.4, '#b9cbe2');
      ridge(on, 0.66, 0.05, 1.1, '#dbe6f2');
    });
    layer(b, 0.007, (on) => {
      const { context, width, height } = on;
      for (let k = 0; k < 26; k++) {
        const [x, base, s] = [between(on, -0.02, 1.02), between(on, 0.68, 0.76), between(on, 0.09, 0.2)];
        for (let tier = 0; tier < 5; tier++) {
          const [w, y] = [s * (0.1 + tier * 0.075), base - s + (tier * s) / 5.2];
          for (const [dy, color] of [
            [0, '#48665f'],
            [-0.008, '#eef4f8'],
          ] as const) {
            context.fillStyle = color;
            context.beginPath();
            context.moveTo(x * width, (y + dy) * height);
            context.lineTo(x * width - w * height * (dy ? 0.7 : 1), (y + dy + s / (dy ? 4.6 : 3.4)) * height);
            context.lineTo(x * width + w * height * (dy ? 0.5 : 1), (y + dy + s / (dy ? 4.6 : 3.4)) * height);
            context.fill();
          }
        }
      }
      ridge(on, 0.75, 0.03, 0.8, '#f4f8fc');
      ridge(on, 0.86, 0.02, 1.3, '#e6eef8');
    });
    layer(b, 0.004, (on) => bokeh(on, 90, [0.002, 0.006], ['#ffffff'], {}), { alpha: 0.8 });
  },
  front(b) {
    bokeh(b, 26, [0.003, 0.008], ['#ffffff']);
    layer(b, 0.006, (on) => bokeh(on, 9, [0.01, 0.018], ['#ffffff']));
  },
};

export const rooftop: ScenePainter = {
  back(b) {
    wash(b, ['#39407e', '#8a6ea8', '#ee9c8c', '#ffc88e'], 0, 0.68);
    layer(b, 0.012, (on) => clouds(on, 8, [0.1, 0.4], '#ffb8a4'));
    glow(b, 0.72, 0.6, 0.5, '#ffd294', 0.85);
    layer(b, 0.009, (on) => skyline(on, 0.72, [0.08, 0.3], '#7a6a96', ['#ffe0a0', '#ffcf8a'], 0.25));
    layer(b, 0.006, (on) =>
      skyline(on, 0.8, [0.04, 0.26], '#43406e', ['#ffdf9a', '#ffc46a', '#fff0c8'], 0.42),
    );
    layer(
      b,
      0.014,
      (on) => bokeh(on, 30, [0.006, 0.018], ['#ffdc94', '#ffb06a', '#fff0c8'], { y: [0.55, 0.8] }),
      { mode: 'screen' },
    );
    layer(b, 0.004, (on) => {
      rect(on, 0, 0.83, 1, 0.2, '#4f4560');
      rect(on, 0, 0.82, 1, 0.014, '#7a6a84');
      const { context, width, height } = on;
      context.strokeStyle = '#2c2740';
      context.lineWidth = height * 0.003;
      for (const y of [0.14, 0.2]) {
        context.beginPath();
        context.moveTo(0, y * height);
        context.quadraticCurveTo(0.5 * width, (y + 0.12) * height, width, (y - 0.03) * height);
        context.stroke();
        for (let k = 1; k < 14; k++) {
          const t = k / 14;
          const cy = (1 - t) ** 2 * y + 2 * t * (1 - t) * (y + 0.12) + t * t * (y - 0.03);
          disc(on, t, cy + 0.008, 0.0075, '#fff0b8');
          glow(on, t, cy + 0.008, 0.035, '#ffd98a', 0.6);
        }
      }
    });
  },
};

export const meadow: ScenePainter = {
  solidFront: true,
  back(b) {
    wash(b, ['#8fbfee', '#c4e0f4', '#f4f2dc'], 0, 0.62);
    layer(b, 0.012, (on) => clouds(on, 9, [0.08, 0.36], '#ffffff'));
    layer(b, 0.01, (on) => {
      ridge(on, 0.56, 0.06, 0.8, '#94b49c');
      ridge(on, 0.61, 0.04, 1.2, '#a4c07a');
      for (let k = 0; k < 10; k++)
        tree(on, between(on, 0, 1), between(on, 0.61, 0.65), between(on, 0.08, 0.15), '#6b5a40', [
          '#7fa05a',
          '#5f8a4a',
          '#9aba6c',
        ]);
    });
    layer(b, 0.006, (on) => {
      wash(on, ['#b4ca6a', '#94b852', '#6f9a40'], 0.645, 1);
      for (let k = 0; k < 420; k++) {
        const y = between(on, 0.66, 1);
        const near = (y - 0.6) * 2.4;
        disc(
          on,
          between(on, 0, 1),
          y,
          0.0035 + 0.008 * near * on.chance(),
          pick(on, ['#fff6d8', '#f4d04a', '#e8708a', '#ffffff', '#b08ad8', '#f49a4a']),
          0.9,
        );
      }
    });
    layer(b, 0.005, (on) => {
      const { context, width, height } = on;
      for (let k = 0; k < 200; k++) {
        const x = on.chance();
        const base = between(on, 0.9, 1.05);
        context.strokeStyle = pick(on, ['#5f8a38', '#7fa84a', '#9ac060', '#4f7a34']);
        context.lineWidth = height * 0.004;
        context.beginPath();
        context.moveTo(x * width, base * height);
        context.quadraticCurveTo(
          (x + 0.01) * width,
          (base - 0.08) * height,
          (x + between(on, -0.05, 0.05)) * width,
          (base - between(on, 0.08, 0.2)) * height,
        );
        context.stroke();
      }
    });
    glow(b, 0.2, 0.1, 0.7, '#fff8d4', 0.55);
  },
  front(b) {
    layer(b, 0.01, (on) =>
      bokeh(on, 8, [0.012, 0.024], ['#f4d04a', '#e8708a', '#ffffff'], { y: [0.86, 1.02] }),
    );
    bokeh(b, 12, [0.002, 0.005], ['#fffbe0']);
  },
};
