export { checkEngines } from './check-engines.ts';
export { canDo, lanesFor, pickEngine, type Wanted } from './pick-engine.ts';
export { instanceOf, probeInstance } from './probe-instance.ts';
export { findInstance, type InstanceRow, instancesOf, lockEngines, updateInstance } from './queries.ts';
export { engineOfVoice } from './rules.ts';
export { type EngineWorkOutcome, runOnEngine } from './run-on-engine.ts';
