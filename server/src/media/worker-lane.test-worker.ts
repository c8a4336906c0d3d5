import { AppError } from '#kernel/errors.ts';
import { type Ask, serveLane } from './serve-lane.ts';

let calls = 0;

const operationsWith = (ask: Ask) => ({
  count: (name: string) => `${name}${++calls}`,
  crash: (_: null): string => process.exit(7),
  hang: (_: null): string => {
    for (;;) calls++;
  },
  refuse: (_: null): string => {
    throw new AppError('invalid', 'Not like this.', { hint: 'Do it otherwise.' });
  },
  askDouble: async (value: number) => (await ask('double', Uint8Array.of(value)))[0]!,
  askNobody: (_: null) => ask('unknown', new Uint8Array(0)),
});
export type TestOperations = ReturnType<typeof operationsWith>;

serveLane(operationsWith);
