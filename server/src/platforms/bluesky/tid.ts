import { randomInt } from 'node:crypto';

const alphabet = '234567abcdefghijklmnopqrstuvwxyz';

/**
 * A record key: 53 bits of Unix microseconds and 10 random bits in sortable base 32, 13 characters.
 * https://atproto.com/specs/tid
 */
export function newTid(now: Date): string {
  let value = (BigInt(now.getTime()) * 1000n + BigInt(randomInt(1000))) * 1024n + BigInt(randomInt(1024));
  let text = '';
  for (let index = 0; index < 13; index += 1) {
    text = alphabet[Number(value & 31n)]! + text;
    value >>= 5n;
  }
  return text;
}

export const tidPattern = /^[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}$/;
