import { writeFile } from 'node:fs/promises';

// A language model that knows nothing: the shape of a llama with seeded random weights, well under a megabyte.
// Layout: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md

const embedding = 64;
const feedForward = 128;
const heads = 2;
const layers = 2;
const contextTokens = 2048;
const alignment = 32;

const types = { uint32: 4, float32: 6, string: 8, array: 9 } as const;
const tokenKinds = { normal: 1, unknown: 2, control: 3, byte: 6 } as const;

/** Every byte, and the printable letters of ASCII as tokens of their own. */
function vocabulary(): { text: string; kind: number; score: number }[] {
  const control = ['<unk>', '<s>', '</s>'].map((text, index) => ({
    ...{ text, score: 0, kind: index === 0 ? tokenKinds.unknown : tokenKinds.control },
  }));
  const bytes = Array.from({ length: 256 }, (_, value) => ({
    text: `<0x${value.toString(16).toUpperCase().padStart(2, '0')}>`,
    ...{ kind: tokenKinds.byte, score: 0 },
  }));
  const letters = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index));
  const normal = ['▁', ...letters].map((text, index) => ({ text, kind: tokenKinds.normal, score: -index }));
  return [...control, ...bytes, ...normal];
}

/** Writes the model; the same seed gives the same bytes. */
export async function aGgufModel(path: string, seed = 1): Promise<void> {
  const tokens = vocabulary();
  const tensors = tensorsFor(tokens.length);
  const header = Buffer.concat([
    Buffer.from('GGUF'),
    uint32(3),
    uint64(tensors.length),
    ...metadata(tokens),
    ...infosOf(tensors),
  ]);
  const random = noise(seed);
  const data = tensors.map(({ name, shape }) => {
    const length = shape.reduce((product, size) => product * size, 1);
    const values = Float32Array.from({ length }, () => (name.endsWith('norm.weight') ? 1 : random() * 0.2));
    return padded(Buffer.from(values.buffer));
  });
  await writeFile(path, Buffer.concat([padded(header), ...data]));
}

interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
}

function tensorsFor(words: number): Tensor[] {
  const square = [embedding, embedding];
  const layer = (index: number): Tensor[] =>
    Object.entries({
      attn_norm: [embedding],
      attn_q: square,
      attn_k: square,
      attn_v: square,
      attn_output: square,
      ffn_norm: [embedding],
      ffn_gate: [embedding, feedForward],
      ffn_up: [embedding, feedForward],
      ffn_down: [feedForward, embedding],
    }).map(([name, shape]) => ({ name: `blk.${index}.${name}.weight`, shape }));
  return [
    { name: 'token_embd.weight', shape: [embedding, words] },
    ...Array.from({ length: layers }, (_, index) => layer(index)).flat(),
    { name: 'output_norm.weight', shape: [embedding] },
    { name: 'output.weight', shape: [embedding, words] },
  ];
}

function metadata(tokens: readonly { text: string; kind: number; score: number }[]): Buffer[] {
  const numbers = {
    'llama.context_length': contextTokens,
    'llama.embedding_length': embedding,
    'llama.block_count': layers,
    'llama.feed_forward_length': feedForward,
    'llama.attention.head_count': heads,
    'llama.attention.head_count_kv': heads,
    'llama.rope.dimension_count': embedding / heads,
    'llama.vocab_size': tokens.length,
    'general.file_type': 0,
    'tokenizer.ggml.bos_token_id': 1,
    'tokenizer.ggml.eos_token_id': 2,
    'tokenizer.ggml.unknown_token_id': 0,
  };
  const entries = [
    pair('general.architecture', types.string, text('llama')),
    pair('general.name', types.string, text('Nobody')),
    pair('tokenizer.ggml.model', types.string, text('llama')),
    ...Object.entries(numbers).map(([key, value]) => pair(key, types.uint32, uint32(value))),
    pair('llama.attention.layer_norm_rms_epsilon', types.float32, float32(1e-5)),
    pair(
      'tokenizer.ggml.tokens',
      types.array,
      list(
        types.string,
        tokens.map((token) => text(token.text)),
      ),
    ),
    pair(
      'tokenizer.ggml.scores',
      types.array,
      list(
        types.float32,
        tokens.map(({ score }) => float32(score)),
      ),
    ),
    pair(
      'tokenizer.ggml.token_type',
      types.array,
      list(
        5,
        tokens.map(({ kind }) => uint32(kind)),
      ),
    ),
  ];
  return [uint64(entries.length), ...entries];
}

function infosOf(tensors: readonly Tensor[]): Buffer[] {
  let offset = 0;
  return tensors.map(({ name, shape }) => {
    const info = [text(name), uint32(shape.length), ...shape.map(uint64), uint32(0), uint64(offset)];
    const bytes = shape.reduce((product, size) => product * size, 4);
    offset += Math.ceil(bytes / alignment) * alignment;
    return Buffer.concat(info);
  });
}

const pair = (key: string, type: number, value: Buffer) => Buffer.concat([text(key), uint32(type), value]);
const list = (type: number, items: readonly Buffer[]) =>
  Buffer.concat([uint32(type), uint64(items.length), ...items]);

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([uint64(bytes.length), bytes]);
}
function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
function float32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}
function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
const padded = (bytes: Buffer) =>
  Buffer.concat([bytes, Buffer.alloc((alignment - (bytes.length % alignment)) % alignment)]);

/** Numbers between -1 and 1, always the same for a seed (Lehmer's generator). */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return (state / 2_147_483_647) * 2 - 1;
  };
}
