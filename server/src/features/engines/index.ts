export { checkEngines } from './check-engines.ts';
export { canDo, lanesFor, pickEngine, type Wanted } from './pick-engine.ts';
export { instanceOf } from './probe-instance.ts';
export { engineOfVoice } from './rules.ts';
export { type EngineWorkOutcome, runOnEngine } from './run-on-engine.ts';
