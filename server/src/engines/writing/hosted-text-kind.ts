import type { LanguageModel } from 'ai';
import { z } from 'zod';
import type {
  CostEstimate,
  EngineInstance,
  EngineKind,
  EngineMeans,
  EngineProbe,
  EngineSettingField,
  PricedWork,
} from '#engines/connected-engine.ts';
import type { EngineCall } from '#engines/engine.ts';
import { type HostedService, hostedAddress } from '#engines/hosted-call.ts';
import { readPriceList } from '#engines/price-list.ts';
import { healthByProbe } from '#engines/probe-health.ts';
import { settingField, usdPerMillion } from '#engines/setting-fields.ts';
import { orWrongProgram } from '#engines/wrong-program.ts';
import { AppError } from '#kernel/errors.ts';
import { createConnectedTextEngine } from './connected-text-engine.ts';
import { engineFetch, toldRefusal } from './engine-fetch.ts';
import { askSdk, type SdkModel, thinkingTokens } from './sdk-chat.ts';
import { estimateWriting, type TokenPrice } from './text-price.ts';
import { tagsIn, textAbilities, textFields, textSettings } from './text-settings.ts';

/** A service that writes, as its adapter describes it. */
export interface TextService {
  /** The folder's name. */
  readonly id: string;
  readonly service: HostedService;
  readonly summary: string;
  readonly setUp: readonly string[];
  readonly homepage: string;
  /** Without the version that its routes begin with. */
  readonly defaultAddress: string;
  /** Writes where nobody chose another. */
  readonly usualModel: string;
  readonly sampling: Pick<SdkModel, 'reasoning' | 'takesSampling'>;
  /** The folder that `prices.json` lies in. */
  readonly folder: string;
  /** The model as the AI SDK speaks to it. */
  readonly model: (made: {
    readonly address: string;
    readonly key: string;
    readonly fetch: typeof fetch;
    readonly modelId: string;
  }) => Promise<LanguageModel>;
  /** Where its models are listed, and how the key goes there. */
  readonly list: {
    readonly path: string;
    readonly headers: (key: string) => Readonly<Record<string, string>>;
    readonly answer: z.ZodType<readonly string[]>;
  };
}

const probeSeconds = 15;
/** Longer prompts are dearer at some services: the prices that are known end here. */
const longestContext = 100_000;

const settingsFor = (usualModel: string) =>
  z.strictObject({
    ...textSettings,
    model: textSettings.model.default(usualModel),
    contextTokens: z.number().int().min(2048).max(longestContext).default(16_384),
    answerSeconds: textSettings.answerSeconds.default(120),
    atOnce: textSettings.atOnce.default(2),
    /** The model looks at pictures; all that are listed with a price do. */
    vision: z.boolean().default(true),
    inputUsdPerMillionTokens: usdPerMillion(),
    outputUsdPerMillionTokens: usdPerMillion(),
  });
type HostedTextSettings = z.infer<ReturnType<typeof settingsFor>>;

const priceShape = {
  inputUsdPerMillionTokens: z.number(),
  outputUsdPerMillionTokens: z.number(),
  /** The last day it holds; a later price stands behind it. */
  until: z.iso.date().optional(),
};

/** A kind of engine that writes over the AI SDK: off until it is switched on, held by the monthly limit. */
export function hostedTextKind(text: TextService): EngineKind {
  const schema = settingsFor(text.usualModel);
  const prices = readPriceList(text.folder, priceShape);
  const settingsOf = ({ settings }: Pick<EngineInstance, 'settings'>) => schema.parse(settings);
  const priceOf = (settings: HostedTextSettings) => currentPrice(prices, settings, new Date());
  const probe = (instance: EngineInstance, means: EngineMeans, call: EngineCall) =>
    probeService(text, { instance, settings: settingsOf(instance), means, price: priceOf }, call);
  return {
    id: text.id,
    name: text.service.name,
    summary: text.summary,
    media: ['text'],
    hosted: true,
    sourceType: 'trainedAlgorithmicMedia',
    defaultAddress: text.defaultAddress,
    key: 'required',
    setUp: text.setUp,
    homepage: text.homepage,
    settings: schema,
    fields: fieldsFor(text),
    probe,
    estimate: (instance, work) => estimate(settingsOf(instance), work, priceOf),
    open: (instance, means) =>
      open(text, { instance, settings: settingsOf(instance), means, priceOf, probe }),
  };
}

function fieldsFor({ sampling }: TextService): EngineSettingField[] {
  return [
    ...textFields.filter(({ name }) => sampling.takesSampling || name !== 'temperature'),
    {
      name: 'vision',
      label: 'Sees pictures',
      help: 'Switch off for a model that cannot look at pictures.',
      kind: 'switch',
    },
    settingField.price(
      'inputUsdPerMillionTokens',
      'Price of questions',
      'Dollars for a million tokens read. 0: as listed here for the model, with source and date.',
    ),
    settingField.price(
      'outputUsdPerMillionTokens',
      'Price of answers',
      'Dollars for a million tokens written. 0: as listed here.',
    ),
  ];
}

type ListedPrice = TokenPrice & { readonly model: string; readonly until?: string | undefined };

/** What a person entered, else what is listed for the model and holds on that day. */
function currentPrice(
  prices: readonly ListedPrice[],
  settings: HostedTextSettings,
  at: Date,
): TokenPrice | undefined {
  const { model, inputUsdPerMillionTokens, outputUsdPerMillionTokens } = settings;
  if (inputUsdPerMillionTokens > 0 || outputUsdPerMillionTokens > 0) {
    return { inputUsdPerMillionTokens, outputUsdPerMillionTokens };
  }
  const day = at.toISOString().slice(0, 10);
  return prices.find((price) => price.model === model && (price.until === undefined || day <= price.until));
}

function estimate(
  settings: HostedTextSettings,
  work: PricedWork,
  priceOf: (settings: HostedTextSettings) => TokenPrice | undefined,
): CostEstimate {
  const { model, contextTokens } = settings;
  return estimateWriting(work, { model, contextTokens, price: priceOf(settings), thinkingTokens });
}

interface Opened {
  readonly instance: EngineInstance;
  readonly settings: HostedTextSettings;
  readonly means: EngineMeans;
  readonly priceOf: (settings: HostedTextSettings) => TokenPrice | undefined;
  readonly probe: EngineKind['probe'];
}

function open(text: TextService, { instance, settings, means, priceOf, probe }: Opened) {
  const price = priceOf(settings);
  const address = hostedAddress(instance.address);
  const made = {
    address,
    key: instance.key ?? '',
    modelId: settings.model,
    fetch: engineFetch({
      http: means.http,
      service: text.service,
      address,
      timeoutSeconds: settings.answerSeconds,
    }),
  };
  const engine = createConnectedTextEngine({
    manifest: {
      id: `${text.id}:${instance.id}`,
      name: instance.name,
      medium: 'text',
      builtIn: false,
      sourceType: 'trainedAlgorithmicMedia',
      offers: ['Free writing in the persona’s voice, in many languages.'],
      connectedWouldAdd: [],
      models: [],
    },
    writing: {
      chat: async (call) => {
        const model = await text.model(made);
        const shown = settings.vision || call.needsEyes ? call : { ...call, pictures: [] };
        return askSdk({ service: text.service, model, modelId: settings.model, ...text.sampling }, shown);
      },
      languages: tagsIn(settings.languages),
      contextTokens: settings.contextTokens,
      temperature: settings.temperature,
      ...(price && { price }),
      isPaid: true,
    },
    atOnce: settings.atOnce,
    embedding: means.embedding,
    health: (signal) => healthByProbe('text', () => probe(instance, means, { signal })),
  });
  return { text: engine, [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose]() };
}

interface Probed {
  readonly instance: EngineInstance;
  readonly settings: HostedTextSettings;
  readonly means: EngineMeans;
  readonly price: (settings: HostedTextSettings) => TokenPrice | undefined;
}

/** Lists its models, which costs nothing and shows whether the key is taken. */
async function probeService(
  text: TextService,
  { instance, settings, means, price }: Probed,
  { signal }: EngineCall,
): Promise<EngineProbe> {
  const listed = await orWrongProgram(
    text.service.name,
    instance.address,
    listModels(text, instance, means, signal),
  );
  const hasModel = listed.includes(settings.model);
  const missingModel = hasModel ? [] : [`model "${settings.model}"`];
  const limit = 'Paid by use: nothing is asked there until a monthly limit is set under Spending.';
  const unpriced = `No price is listed for ${settings.model}: enter it in the settings.`;
  return {
    version: text.service.name,
    summary: hasModel
      ? `${text.service.name} takes the key; ${settings.model} writes.`
      : `${text.service.name} takes the key, but has no model ${settings.model}.`,
    abilities: textAbilities({
      missingModel,
      missingEyes: settings.vision ? missingModel : ['a model that sees pictures'],
    }),
    models: listed.slice(0, 500).map((id) => ({ id, medium: 'text' })),
    voices: [],
    notes: [
      'On somebody else’s machine: persona, posts and messages are sent there.',
      limit,
      ...(price(settings) ? [] : [unpriced]),
      ...(text.sampling.takesSampling
        ? []
        : ['Its models take no seed: the same request writes other words each time.']),
    ],
  };
}

async function listModels(
  { service, list }: TextService,
  instance: EngineInstance,
  { http }: EngineMeans,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const answer = await http.exchange({
    method: 'GET',
    url: `${hostedAddress(instance.address)}${list.path}`,
    headers: list.headers(instance.key ?? ''),
    signal,
    timeoutSeconds: probeSeconds,
  });
  if (answer.status < 200 || answer.status > 299) throw toldRefusal(service, answer);
  const read = list.answer.safeParse(answer.body);
  if (read.success) return read.data;
  throw new AppError('unavailable', `${service.name} sent a list of models that cannot be read.`, {
    hint: 'Look whether the address belongs to this service.',
    cause: read.error,
  });
}
