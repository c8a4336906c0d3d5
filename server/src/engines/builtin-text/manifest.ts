import type { EngineManifest } from '#engines/engine.ts';
import { grammarModel } from './write-caption.ts';

export const manifest = {
  id: 'builtin-text',
  name: 'Built-in writer',
  medium: 'text',
  builtIn: true,
  sourceType: 'algorithmicMedia',
  offers: [
    'Writes captions and hashtags in English from the persona, the picture, the topic you give and the facts you keep.',
    'Turns a caption into a script of 8 to 15 seconds for a talking clip.',
    'Works at once, without network, account or graphics card; the same seed writes the same caption.',
    'Never writes a word or subject the persona avoids, and never claims to be a human being.',
    'Compares each caption with the last 50 posts, by sentence and by meaning, and writes another when it is too close.',
  ],
  connectedWouldAdd: [
    'Free writing: a connected language model invents new sentences, where the built-in writer combines ready-made ones and sounds familiar after some dozens of posts.',
    'Real understanding of long or unusual topics, which the built-in writer quotes in your words.',
    'Other languages than English.',
    'Opening lines, threads, replies to comments, and descriptions of pictures it did not draw.',
    'Longer texts, and the manner of your sample posts, of which the built-in writer takes only length, emoji and liveliness.',
  ],
  models: [
    { id: grammarModel, licence: 'Apache-2.0' },
    { id: 'universal-sentence-encoder-lite', licence: 'Apache-2.0' },
  ],
} as const satisfies EngineManifest;
