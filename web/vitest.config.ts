import { defineConfig } from 'vitest/config';

/** What the dashboard works out without a browser; screens are tested by the server's journeys. */
export default defineConfig({
  test: {
    include: ['{features,ui,live,shell,api}/**/*.test.ts'],
    maxWorkers: 1,
    pool: 'forks',
    experimental: { viteModuleRunner: false },
  },
});
