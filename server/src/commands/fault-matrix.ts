import { type Course, type FaultCase, faultCases } from './fault-cases.ts';
import { type FaultForm, formsOf } from './fault-forms.ts';
import { learnCourse, type Outcome, runCase } from './fault-run.ts';
import type { FaultLane, FaultStage } from './fault-stage.ts';
import { type FaultSummary, summarise } from './fault-summary.ts';
import type { Shown } from './fault-verdict.ts';
import { FaultWorkers } from './fault-workers.ts';

export interface MatrixWish {
  readonly runs: number;
  readonly seed: number;
  /** Only these forms. */
  readonly forms?: readonly string[] | undefined;
  readonly tell: (outcome: Outcome, done: number, all: number) => void;
}

export interface MatrixResult {
  readonly summary: FaultSummary;
  /** The runs that did not end as they should, and those nobody could prove. */
  readonly failures: readonly Outcome[];
}

/** Who carries cases out: lanes, and processes to be killed, which start when first asked for. */
export interface FaultCrew extends AsyncDisposable {
  readonly lanes: readonly FaultLane[];
  readonly workers: () => FaultWorkers;
}

/** `parallel`: deliveries at the same time. */
export async function openCrew(stage: FaultStage, parallel: number): Promise<FaultCrew> {
  const stack = new AsyncDisposableStack();
  const lanes: FaultLane[] = [];
  for (let index = 0; index < parallel; index += 1) lanes.push(stack.use(await stage.openLane()));
  let workers: FaultWorkers | undefined;
  return {
    lanes,
    workers: () => {
      workers ??= stack.use(new FaultWorkers(stage.workerEnvironment));
      return workers;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Runs the cases of one platform. */
export async function runMatrix(
  { lanes, workers }: Pick<FaultCrew, 'lanes' | 'workers'>,
  platform: string,
  wish: MatrixWish,
): Promise<MatrixResult> {
  const began = performance.now();
  const { manifest } = lanes[0]!.ctx.platforms.get(platform);
  const forms = formsOf(manifest).filter((form) => wish.forms?.includes(form) ?? true);
  const learnt = await learn(lanes[0]!, platform, forms);
  const cases = faultCases(
    learnt.map(({ course }) => course),
    wish.runs,
    wish.seed,
  );
  const wholeOf = new Map(learnt.map(({ course, whole }) => [course.form, whole]));
  const outcomes = await runAll(lanes, cases, async (lane, one, done) => {
    const outcome = await runCase(lane, workers, one, wholeOf.get(one.form)!);
    wish.tell(outcome, done, cases.length);
    return outcome;
  });
  const seconds = (performance.now() - began) / 1000;
  const used = forms.filter((form) => cases.some((one) => one.form === form));
  const about = { platform, name: manifest.name, forms: used, seconds };
  const isGood = ({ verdict }: Outcome) => verdict === 'published' || verdict === 'told';
  return {
    summary: summarise(about, outcomes),
    failures: outcomes.filter((outcome) => !isGood(outcome)),
  };
}

async function learn(lane: FaultLane, platform: string, forms: readonly FaultForm[]) {
  const learnt: { course: Course; whole: Shown }[] = [];
  for (const form of forms) learnt.push(await learnCourse(lane, platform, form));
  return learnt;
}

/** Each lane takes the next case as soon as it is free. */
async function runAll(
  lanes: readonly FaultLane[],
  cases: readonly FaultCase[],
  run: (lane: FaultLane, one: FaultCase, done: number) => Promise<Outcome>,
): Promise<Outcome[]> {
  const queue = cases.values();
  const outcomes: Outcome[] = [];
  await Promise.all(
    lanes.map(async (lane) => {
      for (const one of queue) outcomes.push(await run(lane, one, outcomes.length + 1));
    }),
  );
  return outcomes;
}
