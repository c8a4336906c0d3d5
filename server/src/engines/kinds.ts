import type { EngineKind } from './connected-engine.ts';

/** Every kind of engine that can be connected; a new one is one more line here. */
export const engineKinds: readonly EngineKind[] = [];
