import type { z } from 'zod';
import { PlatformError } from '#platforms/platform.ts';
import { points } from './records.ts';
import { CreatedRecord, ProfileRecord } from './schema.ts';
import type { BlueskySession } from './session.ts';

const collection = 'app.bsky.actor.profile';

/** The profile record, or null where the account has none yet. */
export async function readProfile(
  session: BlueskySession,
  did: string,
): Promise<z.infer<typeof ProfileRecord> | null> {
  try {
    const query = { repo: did, collection, rkey: 'self' };
    return await session.query({ name: 'com.atproto.repo.getRecord', query, answer: ProfileRecord });
  } catch (error) {
    if (error instanceof PlatformError && error.remoteCode === 'RecordNotFound') return null;
    throw error;
  }
}

export function carriesBotLabel(profile: z.infer<typeof ProfileRecord> | null): boolean {
  return profile?.value.labels?.values.some(({ val }) => val === 'bot') ?? false;
}

/** Adds the `bot` self-label and leaves the rest of the profile as it is. */
export async function labelAsBot(session: BlueskySession, did: string): Promise<void> {
  const profile = await readProfile(session, did);
  if (carriesBotLabel(profile)) return;
  const values = [...(profile?.value.labels?.values ?? []), { val: 'bot' }];
  const labels = { $type: 'com.atproto.label.defs#selfLabels', values };
  const record = { ...profile?.value, $type: collection, labels };
  // `swapRecord` refuses when somebody changed the profile in between; null means it must not exist yet.
  const json = { repo: did, collection, rkey: 'self', record, swapRecord: profile?.cid ?? null };
  const name = 'com.atproto.repo.putRecord';
  await session.procedure({ name, body: { json }, answer: CreatedRecord, points: points.update });
}
