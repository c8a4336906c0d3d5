import { defineConfig } from 'vitest/config';

const database = ['src/**/*.db.test.ts', 'test/**/*.db.test.ts', 'test/journeys/**/*.test.ts'];

export default defineConfig({
  test: {
    // Two cores are what a small machine has; a test that needs more is too heavy.
    maxWorkers: 2,
    pool: 'forks',
    // Node runs our TypeScript itself, in tests as in the product.
    experimental: { viteModuleRunner: false },
    projects: [
      {
        extends: true,
        test: {
          name: 'plain',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: database,
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'database',
          include: database,
          globalSetup: './test/start-test-postgres.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
