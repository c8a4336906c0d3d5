import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { PlatformError } from '#platforms/platform.ts';
import type { RecordView } from './schema.ts';
import type { BlueskySession } from './session.ts';
import { tidOf } from './tid.ts';

/** Points of a write, https://docs.bsky.app/docs/advanced-guides/rate-limits */
export const points = { create: 3, update: 2, delete: 1 } as const;

export const collections = {
  post: 'app.bsky.feed.post',
  like: 'app.bsky.feed.like',
  follow: 'app.bsky.graph.follow',
  gate: 'app.bsky.feed.threadgate',
} as const;

/** A record by its address and content: what replies and likes name. */
export interface StrongRef {
  readonly uri: string;
  readonly cid: string;
}

export interface RecordAddress {
  readonly repo: string;
  readonly collection: string;
  readonly rkey: string;
}

/** Reads `at://did/collection/rkey`. */
export function addressOf(uri: string): RecordAddress {
  const [, repo, collection, rkey] = /^at:\/\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(uri) ?? [];
  if (repo && collection && rkey) return { repo, collection, rkey };
  throw new PlatformError('rejected', 'That is not the address of a Bluesky record.', {
    hint: 'Reload the list and choose it again.',
  });
}

export const uriOf = ({ repo, collection, rkey }: RecordAddress) => `at://${repo}/${collection}/${rkey}`;

/** The record, or null where there is none (any more). */
export async function findRecord<T extends RecordView>(
  session: BlueskySession,
  address: RecordAddress,
  answer: z.ZodType<T>,
): Promise<T | null> {
  try {
    const query = { ...address };
    return await session.query({ name: 'com.atproto.repo.getRecord', query, answer });
  } catch (error) {
    if (error instanceof PlatformError && error.remoteCode === 'RecordNotFound') return null;
    throw error;
  }
}

/**
 * A record key that follows from what it is for, so that doing it twice meets the first. Its time is `since` and
 * some seconds that only the digest knows.
 */
export function keyFor(purpose: string, since: Date): string {
  const digest = createHash('sha256').update(purpose).digest();
  const withinMilliseconds = digest.readUInt32BE(0) % 1_000_000;
  const microseconds =
    BigInt(since.getTime() + withinMilliseconds) * 1000n + BigInt(digest.readUInt16BE(4) % 1000);
  return tidOf(microseconds, digest.readUInt16BE(6) % 1024);
}
