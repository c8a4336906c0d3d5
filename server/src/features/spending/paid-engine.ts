import { z } from 'zod';
import type { Ctx } from '#context';
import type { CostEstimate, PricedWork } from '#engines/connected-engine.ts';
import type { Engine, EngineCall, Medium, Progress, Started } from '#engines/engine.ts';
import { EngineHttpError } from '#engines/engine-http.ts';
import { costIn, costsNothing } from '#engines/paid-work.ts';
import { AppError, messageOf } from '#kernel/errors.ts';
import type { CharacterId, EngineInstanceId } from '#kernel/ids.ts';
import { formats } from '#kernel/shot.ts';
import { unsettledOf } from './queries.ts';
import { type Reservation, reserve, settle } from './reserve.ts';
import { dollars } from './rules.ts';

/** Whose work it is, and at which instance. */
export interface Payment {
  readonly subject: string;
  readonly characterId?: CharacterId | undefined;
  readonly medium: Medium;
  readonly instance: { readonly id: EngineInstanceId; readonly name: string };
  readonly estimate: (work: PricedWork) => CostEstimate;
}

/**
 * The same engine, every start of it reserved before and booked after. What may have been paid for and failed is
 * never begun again by itself: it fails for good and says what it may have cost.
 */
export function paidEngine<Request, Result extends { readonly recipe?: unknown }>(
  ctx: Ctx,
  engine: Engine<Request, Result>,
  payment: Payment,
): Engine<Request, Result> {
  let current: Reservation | undefined;
  const { name } = payment.instance;
  /** After a restart of ours the reservation is found by what is made. */
  const reservation = async () => {
    current ??= await unsettledOf(ctx, payment.subject);
    return current;
  };
  const ended = async (progress: Progress<Result>): Promise<Progress<Result>> => {
    if (progress.state === 'running') return progress;
    const open = await reservation();
    if (progress.state === 'done') {
      if (open) await settle(ctx, open, { kind: 'made', cost: costIn(progress.result.recipe) });
      return progress;
    }
    const message = progress.state === 'lost' ? `${name} lost the work` : progress.message;
    if (progress.state === 'failed' && progress.costs === 'nothing') {
      if (open) await settle(ctx, open, { kind: 'not-charged', note: message });
      return progress;
    }
    if (open) await settle(ctx, open, { kind: 'uncertain', note: message });
    return { state: 'failed', retry: false, ...mayHaveCost(message, open) };
  };
  return {
    id: engine.id,
    medium: engine.medium,
    manifest: engine.manifest,
    start: async (request, call): Promise<Started> => {
      const estimate = payment.estimate(pricedWork(payment.medium, request));
      current = await reserve(ctx, { ...payment, estimate });
      return begin(ctx, engine, { request, call, reservation: current });
    },
    check: async (ticket, call) => ended(await engine.check(ticket, call)),
    cancel: (ticket) => engine.cancel(ticket),
    health: (call) => engine.health(call),
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}

interface Beginning<Request> {
  readonly request: Request;
  readonly call: EngineCall;
  readonly reservation: Reservation;
}

async function begin<Request, Result>(
  ctx: Ctx,
  engine: Engine<Request, Result>,
  { request, call, reservation }: Beginning<Request>,
): Promise<Started> {
  try {
    return await engine.start(request, call);
  } catch (error) {
    const note = messageOf(error);
    if (costsNothing(error)) {
      await settle(ctx, reservation, { kind: 'not-charged', note });
      throw error;
    }
    await settle(ctx, reservation, { kind: 'uncertain', note });
    call.signal.throwIfAborted();
    const { message, hint } = mayHaveCost(note, reservation);
    throw new AppError('unavailable', message, {
      hint: error instanceof AppError && !(error instanceof EngineHttpError) ? (error.hint ?? hint) : hint,
      cause: error,
    });
  }
}

function mayHaveCost(message: string, reservation: Reservation | undefined) {
  const amount = reservation ? ` (about ${dollars(reservation.estimatedMicros)})` : '';
  return {
    message: `${/[.!?]$/.test(message) ? message : `${message}.`} It may have been paid for${amount}, so it is not tried again by itself.`,
    hint: 'Look into your account there. To have it made again, and pay again, ask for new takes.',
  };
}

const ImageWords = z.looseObject({
  prompt: z.string().default(''),
  negativePrompt: z.string().default(''),
  shot: z.looseObject({ format: z.enum(Object.keys(formats) as [keyof typeof formats]) }),
  task: z.looseObject({ kind: z.enum(['create', 'edit', 'detail-face', 'upscale']) }).optional(),
  references: z.array(z.unknown()).default([]),
});
const SpokenWords = z.looseObject({ script: z.string() });
const WrittenWords = z.looseObject({
  maxLength: z.number().default(0),
  maxParts: z.number().default(1),
  /** Of a script. */
  seconds: z.number().default(0),
  recent: z.array(z.string()).default([]),
  picture: z.unknown().optional(),
});
/** Earlier texts that a prompt carries, at most. */
const mostRecent = 12;
/** Letters said in a second, at most. */
const lettersASecond = 25;

/** What the look and the shot add to the words of a person, at most. */
const lookWords = 1500;

/** What the price of a request goes by. */
export function pricedWork(medium: Medium, request: unknown): PricedWork {
  if (medium === 'speech') return { medium, characters: SpokenWords.parse(request).script.length };
  if (medium === 'text') return pricedWriting(request);
  if (medium === 'video') return { medium };
  const { prompt, negativePrompt, shot, task, references } = ImageWords.parse(request);
  return {
    medium,
    format: shot.format,
    task: task?.kind ?? 'create',
    references: references.length,
    promptLength: lookWords + prompt.length + negativePrompt.length,
  };
}

function pricedWriting(request: unknown): PricedWork {
  const { maxLength, maxParts, seconds, recent, picture, ...told } = WrittenWords.parse(request);
  return {
    medium: 'text',
    promptBytes: Buffer.byteLength(JSON.stringify([told, recent.slice(0, mostRecent)])),
    answerLength: Math.max(maxLength * maxParts, seconds * lettersASecond),
    pictures: picture === undefined ? 0 : 1,
  };
}
