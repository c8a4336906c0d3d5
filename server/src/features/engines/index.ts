export { checkEngines } from './check-engines.ts';
export { dropByRule, liveAhead } from './drop-works.ts';
export { readinessOf } from './get-plan.ts';
export { canDo, lanesFor, mainAbilities, pickEngine, type Wanted } from './pick-engine.ts';
export { enginesSealedColumns, instanceOf, probeInstance } from './probe-instance.ts';
export { findInstance, type InstanceRow, instancesOf, lockEngines, updateInstance } from './queries.ts';
export { engineOfVoice } from './rules.ts';
export { type EngineWorkOutcome, runOnEngine, waitingStage } from './run-on-engine.ts';
export { type AskedWork, announceWorks, restoreWork, workspacesWithWork } from './work-queue.ts';
