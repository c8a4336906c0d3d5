import { anthropicKind } from './anthropic/adapter.ts';
import { automatic1111Kind } from './automatic1111/manifest.ts';
import { comfyuiKind } from './comfyui/manifest.ts';
import type { EngineKind } from './connected-engine.ts';
import { coquiKind } from './coqui/adapter.ts';
import { elevenlabsKind } from './elevenlabs/manifest.ts';
import { falKind } from './fal/manifest.ts';
import { ggufKind } from './gguf/adapter.ts';
import { googleGeminiKind } from './google-gemini/adapter.ts';
import { ollamaKind } from './ollama/adapter.ts';
import { openaiImagesKind } from './openai-images/manifest.ts';
import { openaiSpeechKind } from './openai-speech/adapter.ts';
import { openaiTextKind } from './openai-text/adapter.ts';
import { replicateKind } from './replicate/manifest.ts';

/** Every kind of engine that can be connected; a new one is one more line here. */
export const engineKinds: readonly EngineKind[] = [
  comfyuiKind,
  automatic1111Kind,
  ollamaKind,
  openaiTextKind,
  ggufKind,
  anthropicKind,
  googleGeminiKind,
  coquiKind,
  openaiSpeechKind,
  openaiImagesKind,
  falKind,
  replicateKind,
  elevenlabsKind,
];
