import { expect, it } from 'vitest';
import { shownHandle } from './rules.ts';

it('shows of an address in a handle its host alone: the rest may be a key', () => {
  expect(shownHandle('https://upload.example.com/v3/videos?upload_id=secret')).toBe(
    'https://upload.example.com/…',
  );
  expect(shownHandle('{"publishId":"p1","url":"https://open.example.com/x?token=secret"}')).toBe(
    '{"publishId":"p1","url":"https://open.example.com/…"}',
  );
  expect(shownHandle('3kabcdefgh234')).toBe('3kabcdefgh234');
});
