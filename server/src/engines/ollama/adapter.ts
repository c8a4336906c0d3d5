import type { EngineInstance, EngineKind, EngineMeans, EngineProbe } from '#engines/connected-engine.ts';
import type { EngineCall, EngineManifest } from '#engines/engine.ts';
import { EngineHttpError } from '#engines/engine-http.ts';
import { healthByProbe } from '#engines/probe-health.ts';
import type { Chat } from '#engines/writing/chat.ts';
import { createConnectedTextEngine } from '#engines/writing/connected-text-engine.ts';
import { tagsIn, textAbilities } from '#engines/writing/text-settings.ts';
import { orWrongProgram } from '#engines/wrong-program.ts';
import { AppError } from '#kernel/errors.ts';
import { askOllama, contextFor } from './ask.ts';
import { licenceOf } from './licence.ts';
import {
  describeModel,
  describeModels,
  headersFor,
  isSame,
  listModels,
  notThere,
  type OllamaModel,
  pickModel,
} from './models.ts';
import { Running, Version } from './schema.ts';
import { fields, OllamaSettings, settingsOf } from './settings.ts';

const id = 'ollama';
const probeSeconds = 10;
/** A model that is enough for captions and sees pictures, to name where there is none. */
const advisedModel = 'gemma4';

/** Ollama, https://ollama.com : language models on one's own machine. */
export const ollamaKind: EngineKind = {
  id,
  name: 'Ollama',
  summary:
    'Language models on your own machine: captions, threads, scripts, replies and picture descriptions.',
  media: ['text'],
  hosted: false,
  sourceType: 'trainedAlgorithmicMedia',
  defaultAddress: 'http://127.0.0.1:11434',
  key: 'optional',
  setUp: [
    'Install Ollama from ollama.com and start it.',
    `Fetch a model: run "ollama pull ${advisedModel}" (it writes and sees pictures).`,
    'On another machine: start it with OLLAMA_HOST=0.0.0.0, and let only this machine reach port 11434.',
  ],
  homepage: 'https://ollama.com',
  settings: OllamaSettings,
  fields,
  probe,
  open(instance, means) {
    const settings = settingsOf(instance);
    const text = createConnectedTextEngine({
      manifest: manifestOf(instance),
      writing: {
        chat: chatOf(instance, means),
        languages: tagsIn(settings.languages),
        contextTokens: settings.contextTokens,
        temperature: settings.temperature,
      },
      atOnce: settings.atOnce,
      embedding: means.embedding,
      health: (signal) => healthByProbe('text', () => probe(instance, means, { signal })),
    });
    return { text, [Symbol.asyncDispose]: () => text[Symbol.asyncDispose]() };
  },
};

function manifestOf(instance: EngineInstance): EngineManifest {
  return {
    id: `${id}:${instance.id}`,
    name: instance.name,
    medium: 'text',
    builtIn: false,
    sourceType: 'trainedAlgorithmicMedia',
    offers: ['Free writing in the persona’s voice, in the languages of its model.'],
    connectedWouldAdd: [],
    models: [],
  };
}

function chatOf(instance: EngineInstance, means: EngineMeans): Chat {
  const settings = settingsOf(instance);
  return async (call) => {
    const model = await modelFor(instance, means, call.needsEyes, call.signal);
    return askOllama({ instance, means, settings, model }, model.sees ? call : { ...call, pictures: [] });
  };
}

/** Asked anew for each text: models come and go, and what one can costs two quick questions. */
async function modelFor(
  instance: EngineInstance,
  means: EngineMeans,
  needsEyes: boolean,
  signal: AbortSignal,
): Promise<OllamaModel> {
  const settings = settingsOf(instance);
  const named = needsEyes ? settings.visionModel : settings.model;
  const listed = await listModels(instance, means, signal);
  if (named !== '') {
    const entry = listed.find(({ name }) => isSame(name, named));
    if (!entry) throw notThere(named);
    const model = await describeModel(instance, means, entry, signal);
    if (!pickModel([model], settings, needsEyes)) throw onlyInTheCloud(named);
    if (needsEyes && !model.sees) throw blind(named);
    return model;
  }
  for (const entry of listed) {
    const model = await describeModel(instance, means, entry, signal);
    if (pickModel([model], settings, needsEyes)) return model;
  }
  throw needsEyes ? blind('') : notThere(advisedModel);
}

function blind(name: string): AppError {
  const who = name === '' ? 'No model on this Ollama' : `"${name}" is set for pictures, but it`;
  return new AppError('invalid', `${who} ${name === '' ? 'sees' : 'does not see'} pictures.`, {
    hint: `Run "ollama pull ${advisedModel}" on that machine, or choose a model that sees in the engine’s settings.`,
  });
}

function onlyInTheCloud(name: string): AppError {
  return new AppError('invalid', `"${name}" runs in Ollama’s cloud, and cloud models are not allowed here.`, {
    hint: 'Choose a model on your own machine, or allow cloud models in the engine’s settings.',
  });
}

async function probe(instance: EngineInstance, means: EngineMeans, call: EngineCall): Promise<EngineProbe> {
  const signal = AbortSignal.any([call.signal, AbortSignal.timeout(60_000)]);
  const settings = settingsOf(instance);
  const asking = {
    method: 'GET',
    headers: headersFor(instance),
    signal,
    timeoutSeconds: probeSeconds,
  } as const;
  const { version } = await orWrongProgram(
    'Ollama',
    instance.address,
    means.http.read({ ...asking, url: `${instance.address}/api/version`, answer: Version }),
  );
  const listed = await orWrongProgram('Ollama', instance.address, listModels(instance, means, signal));
  const models = await describeModels(instance, means, listed, signal);
  const writer = pickModel(models, settings, false);
  const eyes = pickModel(models, settings, true);
  const running = await means.http
    .read({ ...asking, url: `${instance.address}/api/ps`, answer: Running })
    .catch((error: unknown) => {
      if (error instanceof AppError && !(error instanceof EngineHttpError)) return { models: [] };
      throw error;
    });
  const missing = (name: string) => [`model "${name}": run "ollama pull ${name}"`];
  const licence = writer && licenceOf(writer);
  return {
    version,
    summary: summaryOf(version, models, writer),
    abilities: textAbilities({
      missingModel: writer ? [] : missing(settings.model || advisedModel),
      missingEyes: eyes?.sees ? [] : missing(settings.visionModel || advisedModel),
      ...(licence && { licence }),
    }),
    models: models.filter(({ writes }) => writes).map(({ name }) => ({ id: name, medium: 'text' })),
    voices: [],
    notes: notesOf({ models, writer, running: running.models, settings, listed: listed.length }),
  };
}

function summaryOf(version: string, models: readonly OllamaModel[], writer: OllamaModel | undefined): string {
  const count = `${models.length} ${models.length === 1 ? 'model' : 'models'}`;
  if (!writer) return `Ollama ${version} with ${count}, none of which is set or fit to write.`;
  return `Ollama ${version} with ${count}; ${writer.name}${writer.detail === '' ? '' : ` (${writer.detail})`} writes.`;
}

interface Noted {
  readonly models: readonly OllamaModel[];
  readonly writer: OllamaModel | undefined;
  readonly running: readonly {
    readonly name: string;
    readonly size?: number | undefined;
    readonly size_vram?: number | undefined;
  }[];
  readonly settings: OllamaSettings;
  readonly listed: number;
}

function notesOf({ models, writer, running, settings, listed }: Noted): string[] {
  const notes: string[] = [];
  if (listed > models.length)
    notes.push(`Only the first ${models.length} of ${listed} models were looked at.`);
  if (writer && contextFor(settings, writer) < settings.contextTokens)
    notes.push(
      `${writer.name} takes ${writer.contextTokens} tokens only: set the context to that, so that long personas are shortened to fit.`,
    );
  if (writer?.isRemote) notes.push(`${writer.name} runs in Ollama’s cloud: texts leave your machine.`);
  for (const { name, size = 0, size_vram: inGpu = 0 } of running) {
    if (size > 0 && inGpu < size * 0.95)
      notes.push(
        `${name} runs partly on the processor (${Math.round((100 * inGpu) / size)} % on the GPU): slow.`,
      );
  }
  return notes;
}
