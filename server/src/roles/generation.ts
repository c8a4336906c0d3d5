import { charactersJobHandlers } from '#features/characters/job-handlers.ts';
import { generationJobHandlers } from '#features/generation/job-handlers.ts';

/** Draws, films, writes and speaks. */
export const jobHandlers = [...charactersJobHandlers, ...generationJobHandlers];
