import { expect, it } from 'vitest';
import { readJson } from './json-text.ts';

it.each([
  ['{"id":7123456789012345678}', { id: '7123456789012345678' }],
  ['[-7123456789012345678, 12]', ['-7123456789012345678', 12]],
  ['{"t":1700000000000000}', { t: 1_700_000_000_000_000 }],
  [
    '{"s":"say \\"7123456789012345678\\" [7123456789012345678]"}',
    { s: 'say "7123456789012345678" [7123456789012345678]' },
  ],
  ['{"f":0.1234567890123456}', { f: 0.1234567890123456 }],
])('reads %s without rounding', (text, value) => expect(readJson(text)).toEqual(value));

it('refuses what is no JSON', () => expect(() => readJson('<html>')).toThrow(SyntaxError));
