import { quadsOf } from './sampling.ts';

/** How much of a layer is covered around a place, known for blocks so that whole runs can be drawn at once. */
export class Coverage {
  readonly quads: Int32Array;
  readonly #blocks: Uint8Array;
  readonly #columns: number;
  /** Fixed-point coordinates shifted by this are block coordinates. */
  readonly #shift: number;

  constructor(alpha: Uint8Array, width: number, height: number, blockBits: number) {
    this.quads = quadsOf(alpha, width);
    this.#shift = 16 + blockBits;
    const block = 1 << blockBits;
    this.#columns = Math.ceil(width / block);
    const rows = Math.ceil(height / block);
    const own = new Uint8Array(this.#columns * rows);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const cover = alpha[row * width + column]!;
        const at = (row >> blockBits) * this.#columns + (column >> blockBits);
        own[at]! |= cover === 255 ? allCovered : cover === 0 ? noneCovered : allCovered | noneCovered;
      }
    }
    this.#blocks = own.slice();
    // A run may start anywhere in its block and end in the next ones.
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < this.#columns; column++) {
        for (let near = 0; near < 15; near++) {
          const y = Math.min(rows - 1, Math.max(0, row + Math.floor(near / 5) - 1));
          const x = Math.min(this.#columns - 1, Math.max(0, column + (near % 5) - 2));
          this.#blocks[row * this.#columns + column]! |= own[y * this.#columns + x]!;
        }
      }
    }
  }

  /** Around a place in 16.16 fixed point, one block to every side. */
  at(x: number, y: number): 'all' | 'none' | 'some' {
    const found = this.#blocks[(y >> this.#shift) * this.#columns + (x >> this.#shift)];
    return found === allCovered ? 'all' : found === noneCovered ? 'none' : 'some';
  }
}
const allCovered = 1;
const noneCovered = 2;
