import type { EngineInstance, EngineKind, EngineMeans, EngineProbe } from '#engines/connected-engine.ts';
import type { EngineCall } from '#engines/engine.ts';
import { apiAddress, bearer, isPublicAddress } from '#engines/openai-address.ts';
import { healthByProbe } from '#engines/probe-health.ts';
import { createConnectedTextEngine } from '#engines/writing/connected-text-engine.ts';
import { tagsIn, textAbilities } from '#engines/writing/text-settings.ts';
import { orWrongProgram } from '#engines/wrong-program.ts';
import { AppError } from '#kernel/errors.ts';
import { askOpenai, newHabits } from './ask.ts';
import { estimateText, isPaidText, tokenPriceOf } from './price.ts';
import { type ListedModel, Models } from './schema.ts';
import { fields, type OpenaiTextSettings, OpenaiTextSettings as Settings, settingsOf } from './settings.ts';

const id = 'openai-text';
const name = 'a server with the OpenAI API';
const probeSeconds = 15;
/** Models that do not write, by the words in their names. */
const otherKinds = /embed|rerank|whisper|tts|speech|kokoro|dall-e|image|moderation|realtime|transcri|audio/i;

/** Any server with the OpenAI API for texts: llama.cpp, vLLM, LM Studio, hosted services. */
export const openaiTextKind: EngineKind = {
  id,
  name: 'OpenAI-compatible text',
  summary: 'LM Studio, llama.cpp, vLLM and hosted services: anything that answers at /v1/chat/completions.',
  media: ['text'],
  hosted: false,
  sourceType: 'trainedAlgorithmicMedia',
  defaultAddress: 'http://127.0.0.1:1234',
  key: 'optional',
  setUp: [
    'LM Studio: load a model and start the server in its Developer tab (port 1234).',
    'llama.cpp: llama-server -m model.gguf -c 8192 (port 8080). vLLM: vllm serve <model> (port 8000).',
    'A hosted service: give its address and a key. Texts then leave your network, and it may cost money.',
  ],
  homepage: 'https://platform.openai.com/docs/api-reference/chat',
  settings: Settings,
  fields,
  probe,
  isPaid: isPaidText,
  estimate: estimateText,
  open(instance, means) {
    const settings = settingsOf(instance);
    const habits = newHabits();
    const price = tokenPriceOf(instance);
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
          const model = await modelFor(instance, means, call.signal);
          // Only a description is asked of a model that nobody said has eyes.
          const isShown = settings.vision || call.needsEyes;
          const shown = isShown ? call : { ...call, pictures: [] };
          return askOpenai({ instance, means, settings, model, habits }, shown);
        },
        languages: tagsIn(settings.languages),
        contextTokens: settings.contextTokens,
        temperature: settings.temperature,
        ...(price && { price }),
        isPaid: isPaidText(instance),
      },
      atOnce: settings.atOnce,
      embedding: means.embedding,
      health: (signal) => healthByProbe('text', () => probe(instance, means, { signal })),
    });
    return { text, [Symbol.asyncDispose]: () => text[Symbol.asyncDispose]() };
  },
};

/** Whether texts go to somebody else's machine, by the setting or the address. */
function isHosted(instance: EngineInstance, { hosted }: OpenaiTextSettings): boolean {
  return hosted === 'auto' ? isPublicAddress(instance.address) : hosted === 'yes';
}

async function listModels(instance: EngineInstance, { http }: EngineMeans, signal: AbortSignal) {
  return http.read({
    method: 'GET',
    url: `${apiAddress(instance.address)}/models`,
    headers: bearer(instance),
    signal,
    timeoutSeconds: probeSeconds,
    answer: Models,
  });
}

async function modelFor(instance: EngineInstance, means: EngineMeans, signal: AbortSignal): Promise<string> {
  const settings = settingsOf(instance);
  if (settings.model !== '') return settings.model;
  const { data } = await listModels(instance, means, signal);
  const model = chosen(data, instance, settings);
  if (model) return model.id;
  throw new AppError('unavailable', `${instance.name} has no model to write with, or none is chosen.`, {
    hint: 'Load a model there, or choose one in the engine’s settings.',
  });
}

/** The model that is set; else the first that writes, where the choice costs nothing. */
function chosen(
  models: readonly ListedModel[],
  instance: EngineInstance,
  settings: OpenaiTextSettings,
): ListedModel | undefined {
  if (settings.model !== '') return models.find((model) => model.id === settings.model);
  const writers = models.filter((model) => !otherKinds.test(model.id));
  return isHosted(instance, settings) && writers.length > 1 ? undefined : writers[0];
}

async function probe(instance: EngineInstance, means: EngineMeans, call: EngineCall): Promise<EngineProbe> {
  const settings = settingsOf(instance);
  const listed = await orWrongProgram(name, instance.address, listModels(instance, means, call.signal));
  const model = chosen(listed.data, instance, settings);
  const capabilities = [
    ...(model?.capabilities ?? []),
    ...(model?.architecture?.input_modalities ?? []),
    ...(listed.data.length === 1 ? (listed.models?.[0]?.capabilities ?? []) : []),
  ];
  const sees = settings.vision || capabilities.some((one) => ['multimodal', 'vision', 'image'].includes(one));
  const missingModel = model
    ? []
    : [settings.model === '' ? 'a model: load or choose one' : `model "${settings.model}"`];
  const program = programOf(listed.data);
  return {
    version: program,
    summary: model
      ? `${program} with ${listed.data.length} ${listed.data.length === 1 ? 'model' : 'models'}; ${model.id} writes.`
      : `${program} answers, but has no model that is set or fit to write.`,
    abilities: textAbilities({
      missingModel,
      missingEyes: missingModel.length > 0 || sees ? missingModel : ['a model that sees pictures'],
    }),
    models: listed.data
      .filter((one) => !otherKinds.test(one.id))
      .slice(0, 500)
      .map((one) => ({ id: one.id, medium: 'text' })),
    voices: [],
    notes: notesOf(instance, settings, model),
  };
}

/** llama.cpp, vLLM and LM Studio sign their lists of models. */
function programOf(models: readonly ListedModel[]): string {
  const owner = models[0]?.owned_by?.toLowerCase() ?? '';
  if (owner === 'llamacpp') return 'llama.cpp';
  if (owner === 'vllm') return 'vLLM';
  if (owner === 'organization_owner') return 'LM Studio';
  return 'OpenAI-compatible server';
}

function notesOf(
  instance: EngineInstance,
  settings: OpenaiTextSettings,
  model: ListedModel | undefined,
): string[] {
  const notes: string[] = [];
  if (isHosted(instance, settings))
    notes.push('On somebody else’s machine: persona, posts and messages are sent there.');
  if (isPaidText(instance)) notes.push(...payNotes(instance, model));
  const context = model?.max_model_len ?? model?.meta?.n_ctx ?? model?.context_length ?? undefined;
  if (typeof context === 'number' && context < settings.contextTokens)
    notes.push(
      `The server gives ${context} tokens, less than the ${settings.contextTokens} of the settings: set the context to that.`,
    );
  return notes;
}

/** What stands between a paid service and its first text. */
function payNotes(instance: EngineInstance, model: ListedModel | undefined): string[] {
  const limit = 'Paid by use: nothing is asked there until a monthly limit is set under Spending.';
  if (tokenPriceOf(instance)) return [limit];
  const input = dollarsPerMillion(model?.pricing?.prompt);
  const output = dollarsPerMillion(model?.pricing?.completion);
  const said = input !== undefined && output !== undefined ? ` It says ${input} and ${output}.` : '';
  return [
    limit,
    `Enter the prices of questions and answers in the settings, in dollars per million tokens.${said}`,
  ];
}

/** OpenRouter and others say dollars for one token, as text. */
function dollarsPerMillion(perToken: string | null | undefined): number | undefined {
  const price = Number(perToken ?? Number.NaN);
  return price >= 0 ? Number((price * 1e6).toPrecision(6)) : undefined;
}
