import { randomInt } from 'node:crypto';

const alphabet = '234567abcdefghijklmnopqrstuvwxyz';

/** A record key of this moment. */
export function newTid(now: Date): string {
  return tidOf(BigInt(now.getTime()) * 1000n + BigInt(randomInt(1000)), randomInt(1024));
}

/**
 * A record key: 53 bits of Unix microseconds and 10 further bits in sortable base 32, 13 characters.
 * https://atproto.com/specs/tid
 */
export function tidOf(unixMicroseconds: bigint, clock: number): string {
  let value = unixMicroseconds * 1024n + BigInt(clock);
  let text = '';
  for (let index = 0; index < 13; index += 1) {
    text = alphabet[Number(value & 31n)]! + text;
    value >>= 5n;
  }
  return text;
}

export const tidPattern = /^[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}$/;
