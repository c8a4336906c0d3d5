import type { LedgerStep } from '#context';
import { type Misbehaviour, misbehaviours } from '#platforms/simulators/misbehave.ts';
import type { Simulator } from '#platforms/simulators/simulator.ts';

/** Where the process is killed. */
export type Kill =
  | { readonly at: LedgerStep; readonly occurrence: number }
  /** While it waits for an answer that does not come. */
  | { readonly at: 'silence' };

export interface FaultCase {
  readonly platform: string;
  /** What the platform does wrong, at which request. */
  readonly fault?: { readonly kind: string; readonly misbehaviour: Misbehaviour };
  readonly kill?: Kill;
}

const steps: readonly LedgerStep[] = ['prepared', 'remembered', 'sending', 'answered', 'settled'];
/** Handles are kept several times on the way; the ledger is killed after each of the first ones. */
const occurrencesOf: Readonly<Record<LedgerStep, number>> = {
  prepared: 1,
  remembered: 3,
  sending: 1,
  answered: 1,
  settled: 2,
};
/** Misbehaviour at the publishing request that makes a kill on top of it worse. */
const worseWith: readonly Misbehaviour[] = [
  'error_after',
  'hang_up_after',
  'error_before',
  'hang_up_before',
  'rate_limited',
  'slow_answer',
];

type Subject = Pick<Simulator, 'platformId' | 'publishingKinds' | 'publishKind'>;

/** Every misbehaviour at every request of publishing, every kill, and kills on top of misbehaviour. */
export function faultCases(simulators: readonly Subject[]): FaultCase[] {
  return simulators.flatMap((simulator) => [
    { platform: simulator.platformId },
    ...misbehaviourCases(simulator),
    ...killCases(simulator),
  ]);
}

function misbehaviourCases({ platformId: platform, publishingKinds }: Subject): FaultCase[] {
  return publishingKinds.flatMap((kind) =>
    misbehaviours.map((misbehaviour) => ({ platform, fault: { kind, misbehaviour } })),
  );
}

function killCases({ platformId: platform, publishingKinds, publishKind }: Subject): FaultCase[] {
  const kills = steps.flatMap((at) =>
    Array.from({ length: occurrencesOf[at] }, (_, index): Kill => ({ at, occurrence: index + 1 })),
  );
  const alone = kills.map((kill) => ({ platform, kill }));
  const worse = kills.flatMap((kill) =>
    worseWith.map((misbehaviour) => ({ platform, kill, fault: { kind: publishKind, misbehaviour } })),
  );
  const silent = publishingKinds.flatMap((kind) =>
    (['silence_before', 'silence_after'] as const).map((misbehaviour) => ({
      platform,
      kill: { at: 'silence' } as const,
      fault: { kind, misbehaviour },
    })),
  );
  return [...alone, ...worse, ...silent];
}

/** One case in words. */
export function nameOf({ fault, kill }: FaultCase): string {
  const said = [
    fault ? `${fault.misbehaviour} at ${fault.kind}` : '',
    kill ? `kill -9 at ${kill.at}${'occurrence' in kill ? ` ${kill.occurrence}` : ''}` : '',
  ].filter(Boolean);
  return said.join(', ') || 'no fault';
}
