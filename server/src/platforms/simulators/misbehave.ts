import { z } from 'zod';
import type {
  InnerFault,
  Refusal,
  Simulator,
  SimulatorAnswer,
  SimulatorRequest,
  SimulatorStore,
} from './simulator.ts';

/** Everything a simulated platform can do wrong. `before` and `after` mean the moment the request takes effect. */
export const misbehaviours = [
  'rate_limited',
  'error_before',
  'error_after',
  'hang_up_before',
  'hang_up_after',
  /** No answer for `seconds`, then the connection is cut. */
  'silence_before',
  'silence_after',
  'expired_token',
  'slow_processing',
  'duplicate',
  'media_refused',
  /** The right answer, `seconds` late. */
  'slow_answer',
] as const;
export type Misbehaviour = (typeof misbehaviours)[number];

const Fault = z.object({ misbehaviour: z.enum([...misbehaviours, 'pass']), seconds: z.number() });
type Fault = z.infer<typeof Fault>;

export interface FaultPlan {
  /** A request kind of the simulator, or `*` for any. */
  readonly kind: string;
  readonly misbehaviour: Misbehaviour;
  /** The how-manieth request of that kind from now on; 1 is the next. */
  readonly nth?: number;
  /** For slow_*, silence_*; 3 unless told. */
  readonly seconds?: number;
}

const collection = 'faults';
const queueOf = (kind: string) => `${kind}/`;
const keyOf = (kind: string, index: number) => `${queueOf(kind)}${String(index).padStart(6, '0')}`;

/** Plans one fault. Plans lie in the store, so they outlive the process and reach every copy of it. */
export async function planFault(store: SimulatorStore, plan: FaultPlan): Promise<void> {
  const nth = plan.nth ?? 1;
  const queue = await store.list(collection, queueOf(plan.kind));
  const fault: Fault = { misbehaviour: plan.misbehaviour, seconds: plan.seconds ?? 3 };
  const at = queue[nth - 1];
  if (at) return store.put(collection, at.key, fault);
  const last = queue.at(-1);
  let index = last ? Number(last.key.slice(queueOf(plan.kind).length)) + 1 : 1;
  for (let position = queue.length + 1; position < nth; position += 1) {
    await store.put(collection, keyOf(plan.kind, index), {
      misbehaviour: 'pass',
      seconds: 0,
    } satisfies Fault);
    index += 1;
  }
  await store.put(collection, keyOf(plan.kind, index), fault);
}

export async function clearFaults(store: SimulatorStore): Promise<void> {
  for (const { key } of await store.list(collection, '')) await store.delete(collection, key);
}

/** Faults planned and not yet acted out. */
export async function countFaults(store: SimulatorStore): Promise<number> {
  const planned = await store.list(collection, '');
  return planned.filter(({ value }) => Fault.parse(value).misbehaviour !== 'pass').length;
}

async function takeFault(store: SimulatorStore, kind: string): Promise<Fault | undefined> {
  for (const queue of [kind, '*']) {
    for (const { key, value } of await store.list(collection, queueOf(queue))) {
      // Whoever deletes it acts it out; a request that came at the same time takes the next.
      if (!(await store.delete(collection, key))) continue;
      const fault = Fault.parse(value);
      if (fault.misbehaviour !== 'pass') return fault;
      break;
    }
  }
  return undefined;
}

/** What the transport has to do: answer, cut the connection, or say nothing for a while and then cut it. */
export type Conduct =
  | { readonly do: 'answer'; readonly answer: SimulatorAnswer; readonly afterSeconds: number }
  | { readonly do: 'hang_up'; readonly afterSeconds: number };

/** Carries out one request with the fault that is planned for it, if any. */
export async function conduct(
  simulator: Pick<Simulator, 'handle' | 'kindOf' | 'refuse'>,
  store: SimulatorStore,
  request: SimulatorRequest,
): Promise<Conduct> {
  const fault = await takeFault(store, simulator.kindOf(request));
  const answer = (given: SimulatorAnswer, afterSeconds = 0): Conduct => ({
    do: 'answer',
    answer: given,
    afterSeconds,
  });
  if (!fault) return answer(await simulator.handle(request));
  const refuse = (refusal: Refusal) => answer(simulator.refuse(refusal));
  const { misbehaviour, seconds } = fault;
  switch (misbehaviour) {
    case 'rate_limited':
    case 'expired_token':
    case 'duplicate':
      return refuse(misbehaviour);
    case 'error_before':
      return refuse('server_error');
    case 'hang_up_before':
      return { do: 'hang_up', afterSeconds: 0 };
    case 'silence_before':
      return { do: 'hang_up', afterSeconds: seconds };
    case 'error_after':
      await simulator.handle(request);
      return refuse('server_error');
    case 'hang_up_after':
      await simulator.handle(request);
      return { do: 'hang_up', afterSeconds: 0 };
    case 'silence_after':
      await simulator.handle(request);
      return { do: 'hang_up', afterSeconds: seconds };
    case 'slow_answer':
      return answer(await simulator.handle(request), seconds);
    default:
      return answer(await simulator.handle(request, innerOf(misbehaviour, seconds)));
  }
}

function innerOf(misbehaviour: Misbehaviour | 'pass', seconds: number): InnerFault | undefined {
  if (misbehaviour === 'media_refused') return { misbehaviour };
  return misbehaviour === 'slow_processing' ? { misbehaviour, seconds } : undefined;
}
