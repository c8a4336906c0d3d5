import { type AppContext, asSystem, type Ctx } from '#context';
import { handle } from '#jobs/handle.ts';
import { AppError } from '#kernel/errors.ts';
import type { CharacterId, WorkspaceId } from '#kernel/ids.ts';
import { drawPortrait } from './draw-portrait.ts';
import { drawTemplates } from './draw-templates.ts';
import { drawPortraitJob, drawTemplatesJob, learnIdentityJob, removeFileJob } from './jobs.ts';
import { learnIdentity } from './learn-identity.ts';
import { removeUnnamedFile } from './remove-file.ts';
import { type Declared, requireDeclaration } from './require-declaration.ts';

interface OfCharacter {
  readonly workspaceId: WorkspaceId;
  readonly characterId: CharacterId;
}

/** A character that was removed, paused or never declared by now needs nothing drawn: that is no failure. */
async function forDeclared(
  app: AppContext,
  job: string,
  { workspaceId, characterId }: OfCharacter,
  work: (ctx: Ctx, character: Declared) => Promise<unknown>,
): Promise<void> {
  const ctx = asSystem(app, workspaceId, job);
  let character: Declared;
  try {
    character = await requireDeclaration(ctx, characterId);
  } catch (error) {
    if (error instanceof AppError) return;
    throw error;
  }
  await work(ctx, character);
}

export const charactersJobHandlers = [
  handle(learnIdentityJob, (app, payload, signal) =>
    forDeclared(app, learnIdentityJob.name, payload, async (ctx, character) => {
      if (character.identity === null) await learnIdentity(ctx, character, signal);
    }),
  ),
  handle(drawPortraitJob, (app, payload, signal) =>
    forDeclared(app, drawPortraitJob.name, payload, (ctx, character) => drawPortrait(ctx, character, signal)),
  ),
  handle(drawTemplatesJob, (app, _payload, signal) => drawTemplates(app, signal)),
  handle(removeFileJob, (app, { sha256 }) => removeUnnamedFile(app, sha256)),
];
