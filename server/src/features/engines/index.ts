export { checkEngines } from './check-engines.ts';
export { canDo, lanesFor } from './pick-engine.ts';
export { engineOfVoice } from './rules.ts';
export { type EngineWorkOutcome, runOnEngine } from './run-on-engine.ts';
