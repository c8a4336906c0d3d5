import { Rhubarb } from 'rhubarb-lip-sync-wasm';
import { serveLane } from '#media/serve-lane.ts';

export interface RhubarbOperations {
  [operation: string]: (argument: never) => Promise<unknown>;
  /** Mouth shapes of 16 kHz mono 16-bit samples; the script helps to recognise the sounds. */
  listen(speech: { readonly samples: Uint8Array; readonly script: string }): Promise<RhubarbCue[]>;
}

export interface RhubarbCue {
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

// Its WebAssembly build prints every step.
for (const method of ['log', 'warn', 'error', 'info', 'debug'] as const) console[method] = () => undefined;

serveLane(
  (): RhubarbOperations => ({
    async listen({ samples, script }) {
      const { mouthCues } = await Rhubarb.getLipSync(Buffer.from(samples), { dialogText: script });
      return mouthCues.map(({ start, end, value }) => ({ start, end, value }));
    },
  }),
);
