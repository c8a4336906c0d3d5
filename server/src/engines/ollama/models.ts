import type { EngineInstance, EngineMeans } from '#engines/connected-engine.ts';
import { AppError } from '#kernel/errors.ts';
import { type ListedModel, Shown, Tags } from './schema.ts';
import type { OllamaSettings } from './settings.ts';

/** What we know of a model on an Ollama. */
export interface OllamaModel {
  readonly name: string;
  readonly family: string;
  /** "8.2B, Q4_K_M", as far as it says. */
  readonly detail: string;
  readonly writes: boolean;
  readonly sees: boolean;
  readonly thinks: boolean;
  readonly contextTokens: number | undefined;
  readonly isRemote: boolean;
  readonly licence: string | undefined;
}

type At = Pick<EngineInstance, 'address' | 'key'>;

/** Asked one by one: servers from before 2026 do not list what a model can. */
const mostShown = 30;
const answerSeconds = 20;
/** Families of models with eyes, for servers that name no capabilities. */
const seeingFamilies = ['clip', 'mllama', 'qwen25vl', 'qwen3vl', 'gemma3', 'gemma4'];

export function headersFor({ key }: At): Record<string, string> {
  return key === undefined ? {} : { authorization: `Bearer ${key}` };
}

export async function listModels(at: At, { http }: EngineMeans, signal: AbortSignal): Promise<ListedModel[]> {
  const { models } = await http.read({
    method: 'GET',
    url: `${at.address}/api/tags`,
    headers: headersFor(at),
    signal,
    timeoutSeconds: answerSeconds,
    answer: Tags,
  });
  return models;
}

/** What the first models of a list can do. */
export async function describeModels(
  at: At,
  means: EngineMeans,
  listed: readonly ListedModel[],
  signal: AbortSignal,
): Promise<OllamaModel[]> {
  const models: OllamaModel[] = [];
  for (const model of listed.slice(0, mostShown)) models.push(await describeModel(at, means, model, signal));
  return models;
}

/** @throws AppError `unavailable` naming the command that fetches it when the model is not there */
export async function describeModel(
  at: At,
  { http }: EngineMeans,
  listed: ListedModel,
  signal: AbortSignal,
): Promise<OllamaModel> {
  const shown = await http
    .read({
      method: 'POST',
      url: `${at.address}/api/show`,
      headers: headersFor(at),
      body: { json: { model: listed.name } },
      signal,
      timeoutSeconds: answerSeconds,
      answer: Shown,
    })
    .catch((error: unknown) => {
      if (error instanceof AppError && error.facts.status === 404) throw notThere(listed.name, error);
      throw error;
    });
  const { details } = listed;
  const family = details?.family ?? shown.details?.family ?? '';
  const capabilities = shown.capabilities ?? listed.capabilities ?? undefined;
  const families = [family, ...(details?.families ?? [])].map((name) => name.toLowerCase());
  const context = Object.entries(shown.model_info ?? {}).find(([name]) =>
    name.endsWith('.context_length'),
  )?.[1];
  return {
    name: listed.name,
    family,
    detail: [details?.parameter_size, details?.quantization_level].filter((part) => part).join(', '),
    writes: capabilities ? capabilities.includes('completion') : !/embed/i.test(listed.name),
    sees: capabilities
      ? capabilities.includes('vision')
      : families.some((name) => seeingFamilies.includes(name)),
    thinks: capabilities?.includes('thinking') ?? false,
    contextTokens: typeof context === 'number' ? context : undefined,
    isRemote: (shown.remote_host ?? listed.remote_host ?? '') !== '',
    licence: shown.license ?? undefined,
  };
}

export function notThere(name: string, cause?: unknown): AppError {
  return new AppError('unavailable', `Ollama has no model "${name}".`, {
    hint: `Run "ollama pull ${name}" on that machine, or choose another model on the engines page.`,
    facts: { status: 404, model: name },
    cause,
  });
}

/** A model for a piece of work: the one that is set, or the first there that can. */
export function pickModel(
  models: readonly OllamaModel[],
  settings: OllamaSettings,
  needsEyes: boolean,
): OllamaModel | undefined {
  const usable = models.filter(({ isRemote }) => !isRemote || settings.cloud);
  const named = (name: string) => usable.find((model) => isSame(model.name, name));
  if (!needsEyes) return settings.model === '' ? usable.find(({ writes }) => writes) : named(settings.model);
  if (settings.visionModel !== '') return named(settings.visionModel);
  const own = settings.model === '' ? undefined : named(settings.model);
  return own?.sees ? own : usable.find(({ sees, writes }) => sees && writes);
}

/** "qwen3" means "qwen3:latest". */
export function isSame(listed: string, asked: string): boolean {
  const full = (name: string) => (name.split('/').at(-1)?.includes(':') ? name : `${name}:latest`);
  return full(listed) === full(asked);
}
