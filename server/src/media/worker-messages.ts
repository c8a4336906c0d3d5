/** What a lane says to its worker. */
export type ToWorker =
  | { readonly kind: 'call'; readonly id: number; readonly operation: string; readonly argument: unknown }
  | { readonly kind: 'answer'; readonly id: number; readonly result: Uint8Array }
  | { readonly kind: 'no-answer'; readonly id: number; readonly text: string };

/** What a worker says to its lane. `code` is set for errors meant for people. */
export type FromWorker =
  | { readonly kind: 'done'; readonly id: number; readonly result: unknown }
  | {
      readonly kind: 'failed';
      readonly id: number;
      readonly code?: string;
      readonly text: string;
      readonly hint?: string;
    }
  | { readonly kind: 'ask'; readonly id: number; readonly question: string; readonly argument: Uint8Array };
