import type { FastifyInstance } from 'fastify';
import type { AppContext } from '#context';
import { accountsRoutes } from '#features/accounts/routes.ts';
import { activitiesRoutes } from '#features/activities/routes.ts';
import { bundlesRoutes } from '#features/bundles/routes.ts';
import { charactersRoutes } from '#features/characters/routes.ts';
import { enginesRoutes } from '#features/engines/routes.ts';
import { filmsRoutes } from '#features/films/routes.ts';
import { generationRoutes } from '#features/generation/routes.ts';
import { handOffRoutes } from '#features/hand-off/routes.ts';
import { identityRoutes } from '#features/identity/routes.ts';
import { libraryRoutes } from '#features/library/routes.ts';
import { looksRoutes } from '#features/looks/routes.ts';
import { publicMediaRoutes, publishingRoutes } from '#features/publishing/routes.ts';
import { readingRoutes, webhookRoutes } from '#features/reading/routes.ts';
import { rehearsalRoutes } from '#features/rehearsal/routes.ts';
import { spendingRoutes } from '#features/spending/routes.ts';
import { systemRoutes } from '#features/system/routes.ts';
import { trialsRoutes } from '#features/trials/routes.ts';
import { uploadsRoutes } from '#features/uploads/routes.ts';
import { workflowsRoutes } from '#features/workflows/routes.ts';
import { SessionFinder } from '#features/workspaces/find-session.ts';
import { workspacesRoutes } from '#features/workspaces/routes.ts';
import { openSignIn } from '#features/workspaces/sign-in-service.ts';
import { buildApp } from '#http/app.ts';
import { isDashboardBuilt, mountDashboard } from '#http/dashboard.ts';
import { AppError } from '#kernel/errors.ts';
import { rehearsalPlugin } from '#platforms/simulators/rehearsal-plugin.ts';

const routes = [
  workspacesRoutes,
  charactersRoutes,
  looksRoutes,
  bundlesRoutes,
  enginesRoutes,
  workflowsRoutes,
  filmsRoutes,
  generationRoutes,
  identityRoutes,
  libraryRoutes,
  accountsRoutes,
  trialsRoutes,
  publishingRoutes,
  handOffRoutes,
  readingRoutes,
  activitiesRoutes,
  spendingRoutes,
  systemRoutes,
  uploadsRoutes,
  rehearsalRoutes,
];

/** Builds the HTTP server: API, live feed, rehearsal network and, when it is built, the dashboard. */
export async function buildApi(app: AppContext, connectionString: string): Promise<FastifyInstance> {
  const library = openSignIn({
    connectionString,
    secret: app.vault.derive('sign-in'),
    publicUrl: app.config.publicUrl,
  });
  const finder = new SessionFinder(library, app.db);
  const http = await buildApp(app, {
    signIn: { library, finder },
    routes,
    openRoutes: [publicMediaRoutes, webhookRoutes, rehearsalPlugin(app.rehearsal.all)],
  });
  http.addHook('onClose', () => library.close());
  return http;
}

/** Serves until closed. @throws AppError `conflict` when the port is taken. */
export async function serveApi(app: AppContext, connectionString: string): Promise<FastifyInstance> {
  const http = await buildApi(app, connectionString);
  const { host, port, dev, dashboard } = app.config;
  if (dashboard && (isDashboardBuilt() || dev)) await mountDashboard(http);
  else if (dashboard) app.log.warn('The dashboard is not built: only the API is served. Run npm start.');
  try {
    await http.listen({ host, port });
  } catch (error) {
    await http.close();
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
      throw portTaken(port, error);
    throw error;
  }
  return http;
}

function portTaken(port: number, cause: unknown): AppError {
  return new AppError('conflict', `Port ${port} is already used by another program.`, {
    hint: `Stop that program, or start on another port: npm start -- --port ${port + 1}`,
    cause,
  });
}
