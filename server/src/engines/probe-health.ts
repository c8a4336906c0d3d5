import { AppError } from '#kernel/errors.ts';
import type { EngineProbe } from './connected-engine.ts';
import type { EngineHealth, Medium } from './engine.ts';

/** Whether an instance can work in a medium now, by what it says of itself. */
export async function healthByProbe(
  medium: Medium,
  probe: () => Promise<EngineProbe>,
): Promise<EngineHealth> {
  try {
    const { summary, abilities } = await probe();
    const own = abilities.filter((ability) => ability.medium === medium);
    if (own.some(({ ready }) => ready)) return { ok: true, summary };
    const missing = own.find((ability) => ability.missing.length > 0)?.missing ?? [];
    return {
      ok: false,
      summary,
      remedy: missing.length > 0 ? `Missing there: ${missing.join(', ')}.` : 'Look at the engines page.',
    };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ok: false, summary: error.message, ...(error.hint && { remedy: error.hint }) };
  }
}
