import type { LedgerStep } from '#context';
import { type Misbehaviour, misbehaviours } from '#platforms/simulators/misbehave.ts';
import type { FaultForm } from './fault-forms.ts';

/** A moment of the ledger: the how-manieth time a step is reached. */
export interface Moment {
  readonly at: LedgerStep;
  readonly occurrence: number;
}

/** Where the process is killed: at a moment, or while it waits for an answer that does not come. */
export type Kill = Moment | { readonly at: 'silence' };

export interface PlannedFault {
  readonly kind: string;
  readonly misbehaviour: Misbehaviour;
  readonly nth: number;
}

/** What people and other processes do meanwhile. */
export const acts = ['race', 'cancel', 'edit', 'revoke', 'late', 'early'] as const;
export type Act = (typeof acts)[number];

/** Before it is taken up, at a moment of the ledger, or while it waits to be tried again. */
export type ActTime = Moment | 'start' | 'between';

export interface FaultCase {
  readonly platform: string;
  readonly form: FaultForm;
  /** What the platform does wrong, at which request. */
  readonly faults: readonly PlannedFault[];
  readonly kill?: Kill;
  readonly act?: { readonly what: Act; readonly when: ActTime };
}

/** What one undisturbed publication of a form does: its requests by kind, and how often each step is reached. */
export interface Course {
  readonly platform: string;
  readonly form: FaultForm;
  readonly kinds: Readonly<Record<string, number>>;
  readonly steps: Readonly<Partial<Record<LedgerStep, number>>>;
  /** The requests that make something public: the post, its parts, its first comment. */
  readonly publishing: readonly string[];
  /** Whether the platform can make the account's access worthless. */
  readonly canRevoke: boolean;
}

/** Misbehaviour at the publishing request that makes a kill on top of it worse. */
const worseWith: readonly Misbehaviour[] = [
  'error_after',
  'hang_up_after',
  'error_before',
  'hang_up_before',
  'rate_limited',
  'slow_answer',
];

const upTo = (times: number) => Array.from({ length: times }, (_, index) => index + 1);

/**
 * The cases of one platform: everything by itself first (each misbehaviour at each request, a kill at each step, each
 * act at each step), then kills on top of misbehaviour; what is over `runs` is left out by lot, kind by kind, and
 * what is missing is filled with chance combinations. The same seed gives the same cases.
 */
export function faultCases(courses: readonly Course[], runs: number, seed: number): FaultCase[] {
  const chance = chanceOf(seed);
  const [first] = courses;
  if (!first) return [];
  const groups = [
    courses.map((course) => caseOf(course, {})),
    shuffled(courses.flatMap(killCases), chance),
    shuffled(courses.flatMap(actCases), chance),
    misbehaviourCases(first),
    shuffled(courses.slice(1).flatMap(misbehaviourCases), chance),
    shuffled(courses.flatMap(worseCases), chance),
  ];
  // Each group has its share even where there is more of everything than runs.
  const shares = [1, 0.22, 0.15, 0.25, 0.2, 0.12];
  const taken = groups.flatMap((group, index) => group.slice(0, Math.ceil(runs * shares[index]!)));
  const left = groups.flatMap((group, index) => group.slice(Math.ceil(runs * shares[index]!)));
  const all = [...taken, ...shuffled(left, chance)];
  const mixed = upTo(Math.max(0, runs - all.length)).map(() => chanceCase(courses, chance));
  return [...all, ...mixed].slice(0, runs);
}

type More = Partial<Pick<FaultCase, 'faults' | 'kill' | 'act'>>;
const caseOf = ({ platform, form }: Course, more: More): FaultCase => ({
  platform,
  form,
  faults: [],
  ...more,
});

function requestsOf({ kinds }: Course): { kind: string; nth: number }[] {
  return Object.entries(kinds).flatMap(([kind, times]) => upTo(times).map((nth) => ({ kind, nth })));
}

function momentsOf({ steps }: Course): Moment[] {
  return Object.entries(steps).flatMap(([at, times]) =>
    upTo(times).map((occurrence) => ({ at: at as LedgerStep, occurrence })),
  );
}

function misbehaviourCases(course: Course): FaultCase[] {
  return requestsOf(course).flatMap((request) =>
    misbehaviours.map((misbehaviour) => caseOf(course, { faults: [{ ...request, misbehaviour }] })),
  );
}

function killCases(course: Course): FaultCase[] {
  const silent = requestsOf(course).flatMap((request) =>
    (['silence_before', 'silence_after'] as const).map((misbehaviour) =>
      caseOf(course, { kill: { at: 'silence' }, faults: [{ ...request, misbehaviour }] }),
    ),
  );
  return [...momentsOf(course).map((kill) => caseOf(course, { kill })), ...silent];
}

function worseCases(course: Course): FaultCase[] {
  const publishing = requestsOf(course).filter(({ kind }) => course.publishing.includes(kind));
  return momentsOf(course).flatMap((kill) =>
    publishing.flatMap((request) =>
      worseWith.map((misbehaviour) => caseOf(course, { kill, faults: [{ ...request, misbehaviour }] })),
    ),
  );
}

function actCases(course: Course): FaultCase[] {
  const [publishing] = course.publishing;
  const whens: ActTime[] = ['start', ...momentsOf(course)];
  const waits = (['rate_limited', 'error_after', 'hang_up_after'] as const).map((misbehaviour) => [
    { kind: publishing!, nth: 1, misbehaviour },
  ]);
  return actsOf(course).flatMap((what) => [
    ...whens.map((when) => caseOf(course, { act: { what, when } })),
    ...waits.map((faults) => caseOf(course, { act: { what, when: 'between' }, faults })),
  ]);
}

const actsOf = ({ canRevoke }: Course) => acts.filter((what) => what !== 'revoke' || canRevoke);

function chanceCase(courses: readonly Course[], chance: Chance): FaultCase {
  const course = chance.among(courses);
  const faults = upTo(1 + chance.below(3)).map(() => ({
    ...chance.among(requestsOf(course)),
    misbehaviour: chance.among(misbehaviours),
  }));
  const moment = chance.among(momentsOf(course));
  const kind = chance.below(3);
  if (kind === 0) return caseOf(course, { faults, kill: moment });
  if (kind === 1) return caseOf(course, { faults });
  const when = chance.among<ActTime>(['start', 'between', moment]);
  return caseOf(course, { faults, act: { what: chance.among(actsOf(course)), when } });
}

interface Chance {
  below(most: number): number;
  among<T>(choices: readonly T[]): T;
}

/** Numbers by chance, the same for the same seed: https://github.com/bryc/code/blob/master/jshash/PRNGs.md#mulberry32 */
export function chanceOf(seed: number): Chance {
  let state = seed | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (most: number) => Math.floor(next() * most);
  return { below, among: (choices) => choices[below(choices.length)]! };
}

function shuffled<T>(list: readonly T[], chance: Chance): T[] {
  const mixed = [...list];
  for (let index = mixed.length - 1; index > 0; index -= 1) {
    const other = chance.below(index + 1);
    [mixed[index], mixed[other]] = [mixed[other]!, mixed[index]!];
  }
  return mixed;
}

const spokenMoment = ({ at, occurrence }: Moment) => `${at} ${occurrence}`;

/** One case in words. */
export function nameOf({ form, faults, kill, act }: FaultCase): string {
  const when = act && (typeof act.when === 'string' ? act.when : spokenMoment(act.when));
  const said = [
    ...faults.map(({ misbehaviour, kind, nth }) => `${misbehaviour} at ${kind} ${nth}`),
    kill ? `kill -9 at ${kill.at === 'silence' ? 'silence' : spokenMoment(kill)}` : '',
    act ? `${act.what} at ${when}` : '',
  ].filter(Boolean);
  return `${form}: ${said.join(', ') || 'no fault'}`;
}
