import { automatic1111Kind } from './automatic1111/manifest.ts';
import { comfyuiKind } from './comfyui/manifest.ts';
import type { EngineKind } from './connected-engine.ts';
import { coquiKind } from './coqui/kind.ts';
import { ollamaKind } from './ollama/kind.ts';
import { openaiSpeechKind } from './openai-speech/kind.ts';
import { openaiTextKind } from './openai-text/kind.ts';

/** Every kind of engine that can be connected; a new one is one more line here. */
export const engineKinds: readonly EngineKind[] = [
  comfyuiKind,
  automatic1111Kind,
  ollamaKind,
  openaiTextKind,
  coquiKind,
  openaiSpeechKind,
];
