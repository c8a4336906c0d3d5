import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import llamaTokenizer from 'llama-tokenizer-js';
import * as ort from 'onnxruntime-web';
import { serveLane } from './serve-lane.ts';

/** What the recogniser's worker offers. */
export interface RecogniserOperations {
  [operation: string]: (argument: never) => Promise<unknown>;
  /** Words heard in 16 kHz mono samples of at most half a minute. */
  recognise(samples: Float32Array): Promise<string>;
}

/** The shape of Moonshine tiny, https://arxiv.org/abs/2410.15608 table 1. */
const layers = 6;
const heads = 8;
const headSize = 36;
const startToken = 1;
const endToken = 2;
const hertz = 16_000;
/** Speech has at most about this many tokens a second; the model loops beyond. */
const tokensPerSecond = 6.5;

interface Model {
  readonly encoder: ort.InferenceSession;
  readonly decoder: ort.InferenceSession;
}
let loading: Promise<Model> | undefined;

async function load(): Promise<Model> {
  ort.env.wasm.numThreads = 1;
  const folder = new URL('model/tiny/quantized/', import.meta.resolve('@moonshine-ai/moonshine-js'));
  const session = async (name: string) =>
    ort.InferenceSession.create(new Uint8Array(await readFile(fileURLToPath(new URL(name, folder)))), {
      executionProviders: ['wasm'],
    });
  return {
    encoder: await session('encoder_model.onnx'),
    decoder: await session('decoder_model_merged.onnx'),
  };
}

async function recognise(samples: Float32Array): Promise<string> {
  loading ??= load();
  const { encoder, decoder } = await loading;
  const encoded = await encoder.run(encoderInputs(encoder, samples));
  const heard = encoded[encoder.outputNames[0]!]!;
  const memory = emptyMemory();
  const tokens = [startToken];
  const limit = Math.max(4, Math.ceil((samples.length / hertz) * tokensPerSecond));
  for (let step = 0; step < limit; step++) {
    const answer = await decoder.run(decoderInputs(decoder, heard, memory, tokens.at(-1)!, step));
    const next = likeliest(answer.logits!.data as Float32Array);
    if (next === endToken) break;
    tokens.push(next);
    for (const name of Object.keys(memory)) {
      // The encoder's part never changes after the first step.
      if (step === 0 || name.includes('.decoder.'))
        memory[name] = answer[name.replace('past_key_values', 'present')]!;
    }
  }
  return llamaTokenizer.decode(tokens.slice(1), false, false).trim();
}

function encoderInputs(encoder: ort.InferenceSession, samples: Float32Array): Record<string, ort.Tensor> {
  const shape = [1, samples.length];
  const inputs: Record<string, ort.Tensor> = {};
  for (const name of encoder.inputNames) {
    inputs[name] =
      name === 'attention_mask'
        ? new ort.Tensor('int64', new BigInt64Array(samples.length).fill(1n), shape)
        : new ort.Tensor('float32', samples, shape);
  }
  return inputs;
}

function decoderInputs(
  decoder: ort.InferenceSession,
  heard: ort.Tensor,
  memory: Readonly<Record<string, ort.Tensor>>,
  token: number,
  step: number,
): Record<string, ort.Tensor> {
  const length = heard.dims[1]!;
  return {
    ...memory,
    input_ids: new ort.Tensor('int64', BigInt64Array.of(BigInt(token)), [1, 1]),
    encoder_hidden_states: heard,
    use_cache_branch: new ort.Tensor('bool', [step > 0], [1]),
    ...(decoder.inputNames.includes('encoder_attention_mask') && {
      encoder_attention_mask: new ort.Tensor('int64', new BigInt64Array(length).fill(1n), [1, length]),
    }),
  };
}

function emptyMemory(): Record<string, ort.Tensor> {
  const memory: Record<string, ort.Tensor> = {};
  for (let layer = 0; layer < layers; layer++) {
    for (const side of ['decoder', 'encoder']) {
      for (const part of ['key', 'value']) {
        const empty = new ort.Tensor('float32', new Float32Array(0), [0, heads, 1, headSize]);
        memory[`past_key_values.${layer}.${side}.${part}`] = empty;
      }
    }
  }
  return memory;
}

function likeliest(scores: Float32Array): number {
  let best = 0;
  for (let index = 1; index < scores.length; index++) if (scores[index]! > scores[best]!) best = index;
  return best;
}

serveLane((): RecogniserOperations => ({ recognise }));
