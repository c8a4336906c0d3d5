import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Nudity } from './measurement.ts';
import type { Pixels } from './pixels.ts';

const require = createRequire(import.meta.url);

/** A face as the detector gives it, in pixels of what it was shown. */
export interface FoundFace {
  readonly score: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly descriptor: readonly number[];
  /** Apparent age in years, a rough guess. */
  readonly age: number;
}

type Tensors = typeof import('@tensorflow/tfjs');

/** The numeric library on its WebAssembly backend, from the package's own files. */
async function startTensors(): Promise<Tensors> {
  // By `require`, so that both model libraries get the very same instance.
  const tensors = require('@tensorflow/tfjs') as Tensors;
  const wasm = require('@tensorflow/tfjs-backend-wasm') as typeof import('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  tensors.enableProdMode();
  await tensors.setBackend('wasm');
  await tensors.ready();
  return tensors;
}

let started: Promise<Tensors> | undefined;
const tensorsReady = () => {
  started ??= startTensors();
  return started;
};

function asTensor(tensors: Tensors, { data, width, height }: Pixels) {
  return tensors.tensor3d(new Int32Array(data), [height, width, 3], 'int32');
}

/** Below the certainty of a usable face, so that people can be told what was seen. */
const minConfidence = 0.3;
const maxFaces = 8;

export async function loadFaceModels(): Promise<(pixels: Pixels) => Promise<FoundFace[]>> {
  const tensors = await tensorsReady();
  const packageFolder = dirname(require.resolve('@vladmandic/face-api/package.json'));
  const faceApi = require(
    join(packageFolder, 'dist/face-api.node-wasm.js'),
  ) as typeof import('@vladmandic/face-api');
  const models = join(packageFolder, 'model');
  await faceApi.nets.ssdMobilenetv1.loadFromDisk(models);
  await faceApi.nets.faceLandmark68Net.loadFromDisk(models);
  await faceApi.nets.faceRecognitionNet.loadFromDisk(models);
  await faceApi.nets.ageGenderNet.loadFromDisk(models);
  const options = new faceApi.SsdMobilenetv1Options({ minConfidence, maxResults: maxFaces });
  return async (pixels) => {
    const input = asTensor(tensors, pixels);
    try {
      const found = await faceApi
        .detectAllFaces(input as unknown as Parameters<typeof faceApi.detectAllFaces>[0], options)
        .withFaceLandmarks()
        .withAgeAndGender()
        .withFaceDescriptors();
      return found.map(({ detection, descriptor, age }) => {
        const { x, y, width, height } = detection.box;
        return { score: detection.score, left: x, top: y, width, height, descriptor: [...descriptor], age };
      });
    } finally {
      input.dispose();
    }
  };
}

export async function loadNudityModel(): Promise<(pixels: Pixels) => Promise<Nudity>> {
  const tensors = await tensorsReady();
  const { load } = await import('nsfwjs/core');
  const { MobileNetV2Model } = await import('nsfwjs/models/mobilenet_v2');
  const model = await load('MobileNetV2', { modelDefinitions: [MobileNetV2Model] });
  return async (pixels) => {
    const input = asTensor(tensors, pixels);
    try {
      const classes = await model.classify(input);
      const share = (name: string) => {
        const found = classes.find(({ className }) => className === name);
        if (!found) throw new Error(`The classifier gave no answer for "${name}".`);
        return found.probability;
      };
      return {
        drawing: share('Drawing'),
        hentai: share('Hentai'),
        neutral: share('Neutral'),
        porn: share('Porn'),
        sexy: share('Sexy'),
      };
    } finally {
      input.dispose();
    }
  };
}
