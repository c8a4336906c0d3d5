import { expect, it } from 'vitest';
import { createTestDatabase } from '#test/postgres.ts';

it('x', async () => {
  for (let i = 0; i < 5; i++) {
    const t = performance.now();
    await using db = await createTestDatabase();
    console.log(performance.now() - t, db.connectionString);
  }
  expect(1).toBe(1);
});
