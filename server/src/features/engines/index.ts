export { type EngineWorkOutcome, runOnEngine } from './run-on-engine.ts';
