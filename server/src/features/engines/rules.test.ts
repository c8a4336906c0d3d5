import { describe, expect, it } from 'vitest';
import type { EngineProbe } from '#engines/connected-engine.ts';
import type { RouteChoice } from './contract.ts';
import {
  type Candidate,
  engineOfVoice,
  type MeasuredRun,
  median,
  pauseSeconds,
  rankInstances,
  speedsIn,
  swapsIn,
  tidyAddress,
} from './rules.ts';

const now = new Date('2026-11-22T12:00:00Z');
const need = { medium: 'image', abilities: ['image-from-references', 'text-to-image'] } as const;
const automatic = { kind: 'automatic' } as const;

function probe(...ids: readonly ('text-to-image' | 'image-from-references')[]): EngineProbe {
  return {
    version: '1',
    summary: '',
    abilities: ids.map((id) => ({ medium: 'image', id, label: id, ready: true, missing: [] })),
    models: [],
    voices: [],
    notes: [],
  };
}

const candidate = (id: string, over: Partial<Candidate> = {}): Candidate => ({
  id,
  name: id,
  enabled: true,
  probe: probe('text-to-image'),
  setAsideUntil: null,
  running: 0,
  seconds: undefined,
  ...over,
});
const names = (picked: ReturnType<typeof rankInstances>) => picked.ready.map(({ instance }) => instance.id);

describe('rankInstances', () => {
  it('takes the one that would be done soonest', () => {
    const slow = candidate('slow', { seconds: 60 });
    const busy = candidate('busy', { seconds: 10, running: 9 });
    const quick = candidate('quick', { seconds: 10, running: 2 });
    expect(names(rankInstances([slow, busy, quick], need, automatic, now))).toEqual([
      'quick',
      'slow',
      'busy',
    ]);
  });

  it('wants the first ability that is ready, and none that is missing', () => {
    const both = candidate('both', { probe: probe('text-to-image', 'image-from-references') });
    expect(rankInstances([both], need, automatic, now).ready[0]?.ability).toBe('image-from-references');
    const lacking = candidate('lacking', {
      probe: {
        ...probe(),
        abilities: [{ medium: 'image', id: 'text-to-image', label: '', ready: false, missing: ['x'] }],
      },
    });
    expect(rankInstances([lacking], need, automatic, now)).toEqual({ ready: [], resting: [], builtin: true });
  });

  it('waits for an engine that rests instead of drawing another face with the built-in one', () => {
    const resting = candidate('resting', { setAsideUntil: new Date(now.getTime() + 1000) });
    const picked = rankInstances([resting], need, automatic, now);
    expect(picked).toMatchObject({ ready: [], builtin: false });
    expect(picked.resting).toHaveLength(1);
    expect(names(rankInstances([resting], need, automatic, new Date(now.getTime() + 2000)))).toEqual([
      'resting',
    ]);
  });

  it('keeps to the engines that were chosen, and to the built-in one only where told', () => {
    const all = [candidate('a'), candidate('b'), candidate('off', { enabled: false })];
    const only: RouteChoice = { kind: 'instances', instanceIds: ['b', 'off'], fallback: false };
    expect(names(rankInstances(all, need, only, now))).toEqual(['b']);
    expect(rankInstances([], need, only, now).builtin).toBe(false);
    expect(rankInstances([], need, { ...only, fallback: true }, now).builtin).toBe(true);
    expect(rankInstances(all, need, { kind: 'builtin' }, now)).toEqual({
      ready: [],
      resting: [],
      builtin: true,
    });
  });
});

describe('the small rules', () => {
  it('leaves an engine alone for longer each time, five minutes at most', () => {
    expect([1, 2, 3, 6, 60].map(pauseSeconds)).toEqual([10, 20, 40, 300, 300]);
  });

  it('knows the engine of a voice', () => {
    const id = '01a20478-7b35-7122-be3b-348c9e7247b4';
    expect(engineOfVoice('builtin-speech')).toEqual({ kind: 'builtin' });
    expect(engineOfVoice(`coqui:${id}`)).toEqual({ kind: 'instances', instanceIds: [id], fallback: false });
  });

  it('finds the middle', () => {
    expect([median([]), median([3]), median([9, 1]), median([1, 100, 2])]).toEqual([undefined, 3, 5, 2]);
  });

  it('tidies addresses as people type them', () => {
    expect(tidyAddress('192.168.1.20:8188')).toBe('http://192.168.1.20:8188');
    expect(tidyAddress('https://gpu.example.org/comfy/')).toBe('https://gpu.example.org/comfy');
    expect(tidyAddress('http://127.0.0.1:8188/?x=1#y')).toBe('http://127.0.0.1:8188');
  });
});

describe('what is learnt from runs', () => {
  const run = (seconds: number, swapped: boolean): MeasuredRun => ({
    ...{ instanceId: 'gpu', ability: 'text-to-image', model: 'flux' },
    ...{ seconds, swapped },
  });
  const runs = [run(10, false), run(42, true), run(12, false), run(40, true), run(11, false)];

  it('takes the speed from runs whose model was there, and any run while there are none', () => {
    expect(speedsIn(runs)).toMatchObject([{ instanceId: 'gpu', seconds: 11, runs: 5 }]);
    expect(speedsIn([run(40, true)])).toMatchObject([{ seconds: 40, runs: 1 }]);
    expect(speedsIn([])).toEqual([]);
  });

  it('takes the cost of loading a model from first runs against later ones', () => {
    expect(swapsIn(runs)).toEqual([{ instanceId: 'gpu', model: 'flux', seconds: 30, runs: 2 }]);
    expect(swapsIn([run(40, true)])).toEqual([]);
    expect(swapsIn([run(9, true), run(12, false)])).toMatchObject([{ seconds: 0 }]);
  });
});
