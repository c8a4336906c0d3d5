import type { DeliveryState } from '#features/publishing/rules.ts';
import type { Misbehaviour } from '#platforms/simulators/misbehave.ts';
import type { FaultCase } from './fault-cases.ts';

/** How a case ended. `told`: not published, or not wholly, and the studio says so. */
export type Verdict = 'published' | 'told' | 'unknown' | 'lost' | 'doubled' | 'untrue';

/** What is on the platform: how often each text stands there, the post's own token taken out. */
export type Shown = Readonly<Record<string, number>>;

export interface Ending {
  readonly state: DeliveryState;
  readonly shown: Shown;
  /** What the studio tells of the delivery: its failure, its warnings. */
  readonly told: string;
  /** Whether it waits because the account needs a person, and says so. */
  readonly waitsForPerson: boolean;
}

/** Refusals that end a delivery for good, or may: a person has to do something. */
const endsForGood: readonly Misbehaviour[] = ['expired_token', 'media_refused', 'duplicate'];
const isComment = (text: string) => text.includes('first comment');

/** Looks at both sides: what the studio says of a delivery, and what an undisturbed one leaves on the platform. */
export function verdictOn(
  one: FaultCase,
  whole: Shown,
  { state, shown, told, waitsForPerson }: Ending,
): Verdict {
  const texts = Object.keys(shown);
  if (texts.some((text) => whole[text] === undefined)) return 'untrue';
  if (texts.some((text) => shown[text]! > whole[text]!)) return 'doubled';
  const missing = Object.keys(whole).filter((text) => (shown[text] ?? 0) < whole[text]!);
  if (state === 'published') {
    if (missing.length === 0) return 'published';
    return missing.every(isComment) && /first comment/i.test(told) ? 'told' : 'lost';
  }
  if (state === 'unknown') return 'unknown';
  if (missing.length === 0) return 'untrue';
  const isPart = texts.length > 0;
  if (isPart) return saysPartIsOut(told) ? 'told' : 'untrue';
  if (waitsForPerson) return 'told';
  const ended = state === 'failed' || state === 'missed' || state === 'cancelled' || state === 'planned';
  return ended && mayEndSo(one, state) ? 'told' : 'lost';
}

const saysPartIsOut = (told: string) =>
  /part of the post is out|(?<!may )(?:is|are) out\b|part \d/i.test(told);

/** Whether a case gives reason to end unpublished: otherwise a post that could have gone out was given up. */
function mayEndSo({ act, faults }: FaultCase, state: DeliveryState): boolean {
  const refused = faults.some(({ misbehaviour }) => endsForGood.includes(misbehaviour));
  if (state === 'failed') return refused || act?.what === 'revoke' || act?.what === 'edit';
  if (state === 'missed') return act?.what === 'late';
  return act?.what === 'cancel' || act?.what === 'edit';
}
