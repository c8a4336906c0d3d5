import type { JobHandler } from '#jobs/handle.ts';
import type { Studio } from './compose.ts';

/** Starts what this process's roles ask for. Each role's code is loaded only where it runs. */
export async function runRoles({ app, runner, connectionString }: Studio): Promise<AsyncDisposable> {
  const stack = new AsyncDisposableStack();
  const { roles } = app.config;
  const handlers: JobHandler[] = [];
  try {
    if (roles.includes('generation')) {
      const generation = await import('#roles/generation.ts');
      handlers.push(...generation.jobHandlers);
      await generation.prepare(app);
    }
    if (roles.includes('platform')) {
      const platform = await import('#roles/platform.ts');
      handlers.push(...platform.jobHandlers);
      const ending = new AbortController();
      const watching = platform.watchDeliveries(app, ending.signal);
      stack.defer(async () => {
        ending.abort();
        await watching;
      });
    }
    if (roles.includes('api')) {
      const { serveApi } = await import('#roles/api.ts');
      const http = await serveApi(app, connectionString);
      stack.defer(() => http.close());
    }
    await runner.work(app, handlers);
    return stack;
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}
