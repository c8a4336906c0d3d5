import type { EngineInstance, EngineKind, EngineMeans, EngineProbe } from '#engines/connected-engine.ts';
import { healthByProbe } from '#engines/probe-health.ts';
import { createConnectedTextEngine } from '#engines/writing/connected-text-engine.ts';
import { tagsIn, textAbilities } from '#engines/writing/text-settings.ts';
import { AppError } from '#kernel/errors.ts';
import { ModelProcess } from './model-process.ts';
import { listModelFiles, type ModelFile, modelFile } from './models.ts';
import { findRuntime, requireRuntime, runtimeVersion } from './runtime.ts';
import { fields, GgufSettings, settingsOf, threadsOf } from './settings.ts';

const id = 'gguf';

/** Language models as files, run by llama.cpp in a process beside the studio: no server to set up. */
export const ggufKind: EngineKind = {
  id,
  name: 'GGUF file',
  summary: 'A language model as a file in a folder of the studio: nothing to install beside it, no server.',
  media: ['text'],
  hosted: false,
  runsHere: true,
  sourceType: 'trainedAlgorithmicMedia',
  defaultAddress: 'http://127.0.0.1',
  key: 'none',
  setUp: [
    'Put an instruction-tuned model as a .gguf file into the folder “models” of the studio’s data folder.',
    'Press Test: what is still missing is said there, with the one command that adds it.',
    'A model of 4 billion parameters in 4 bits needs about 4 GB of memory and writes a caption in some tens of seconds on a processor.',
  ],
  homepage: 'https://node-llama-cpp.withcat.ai',
  settings: GgufSettings,
  fields,
  probe: (instance, means) => probe(instance, means),
  open(instance, means) {
    const settings = settingsOf(instance);
    const model = new ModelProcess(settings);
    const text = createConnectedTextEngine({
      manifest: {
        id: `${id}:${instance.id}`,
        name: instance.name,
        medium: 'text',
        builtIn: false,
        sourceType: 'trainedAlgorithmicMedia',
        offers: ['Free writing in the persona’s voice, in the languages of its model.'],
        connectedWouldAdd: [],
        models: [],
      },
      writing: {
        chat: async (call) => {
          const folder = folderOf(means);
          const runtime = requireRuntime(folder);
          const file = await modelFile(folder, settings.model);
          const { contextTokens, gpu } = settings;
          const place = { runtime, modelPath: file.path, contextTokens, gpu, threads: threadsOf(settings) };
          return { ...(await model.ask(place, call)), model: file.name };
        },
        languages: tagsIn(settings.languages),
        contextTokens: settings.contextTokens,
        temperature: settings.temperature,
      },
      atOnce: 1,
      embedding: means.embedding,
      refusal: (request) => (request.kind === 'alt-text' ? blind() : undefined),
      health: (signal) => {
        signal.throwIfAborted();
        return healthByProbe('text', () => probe(instance, means));
      },
    });
    return {
      text,
      async [Symbol.asyncDispose]() {
        await text[Symbol.asyncDispose]();
        await model[Symbol.asyncDispose]();
      },
    };
  },
};

function blind(): AppError {
  return new AppError('invalid', 'Models from GGUF files do not look at pictures here.', {
    hint: 'Connect Ollama or another server with a model that sees.',
  });
}

/** @throws AppError `unavailable` in a process without a data folder */
function folderOf({ modelsFolder }: EngineMeans): string {
  if (modelsFolder !== undefined) return modelsFolder;
  throw new AppError('unavailable', 'This process has no folder for models.', {
    hint: 'Start the studio with a data folder.',
  });
}

/** Looks at the folder; the model itself is loaded only when there is something to write. */
async function probe(instance: EngineInstance, means: EngineMeans): Promise<EngineProbe> {
  const folder = folderOf(means);
  requireRuntime(folder);
  const settings = settingsOf(instance);
  const files = await listModelFiles(folder);
  const writer = await modelFile(folder, settings.model);
  return {
    version: findRuntime(folder)?.includes('/node_modules/') ? runtimeVersion : '',
    summary: `${files.length} ${files.length === 1 ? 'file' : 'files'}; ${writer.name} (${sizeOf(writer)}) writes.`,
    abilities: textAbilities({ missingModel: [], missingEyes: ['a model that sees: not with GGUF files'] }),
    models: files.map(({ name }) => ({ id: name, medium: 'text' })),
    voices: [],
    notes: ['It runs beside the studio and shares its memory and processor.'],
  };
}

function sizeOf({ bytes }: ModelFile): string {
  return bytes < 1e9 ? `${Math.max(1, Math.round(bytes / 1e6))} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
