import { describe, expect, it } from 'vitest';
import { checklistOf, nextStep, readPostAddress } from './rules.ts';

const handOff = {
  checklist: ['Open the app.', 'Turn on "AI content".', 'Post.'],
  postHosts: ['example.com'],
  composeUrl: null,
};

describe('the address of a post', () => {
  it.each([
    ['https://example.com/p/1', 'https://example.com/p/1'],
    ['  www.example.com/p/1?utm_source=ig&id=3#top ', 'https://www.example.com/p/1?id=3'],
    ['http://example.com/p/1', 'https://example.com/p/1'],
  ])('takes %s', (typed, address) => {
    expect(readPostAddress({ name: 'Example', handOff }, typed)).toBe(address);
  });

  it.each([
    ['hello', /not a web address/],
    ['javascript:alert(1)', /not a web address/],
    ['https://example.com.evil.org/p/1', /not an address of Example/],
    ['https://notexample.com/p/1', /not an address of Example/],
    ['https://ada@example.com/p/1', /not a web address/],
    ['https://example.com/', /front page/],
  ])('refuses %s', (typed, message) => {
    expect(() => readPostAddress({ name: 'Example', handOff }, typed)).toThrow(message);
  });
});

describe('a package that waits', () => {
  const dueAt = new Date('2026-11-22T12:00:00Z');
  it.each([
    ['12:59', 0, 'nothing'],
    ['13:00', 0, 'remind'],
    ['13:01', 1, 'nothing'],
    ['24:00', 1, 'remind'],
    ['24:00', 2, 'nothing'],
    ['36:00', 2, 'give_up'],
    ['36:00', 0, 'give_up'],
  ] as const)('at %s after %i reminders: %s', (clock, reminders, step) => {
    const [hours, minutes] = clock.split(':').map(Number);
    const now = new Date(Date.UTC(2026, 10, 22, hours, minutes));
    expect(nextStep(dueAt, reminders, now)).toBe(step);
  });

  it('asks for the AI label first, and names the choices that were made', () => {
    const options = [
      {
        name: 'who',
        label: 'Who sees it',
        help: '',
        kind: 'choice',
        choices: [{ value: 'all', label: 'Everyone' }],
        defaultValue: 'all',
      },
      { name: 'comments', label: 'Comments', help: '', kind: 'switch', defaultValue: 'true' },
    ] as const;
    expect(checklistOf({ handOff, options }, { who: 'all', comments: 'false' })).toEqual([
      'Turn on "AI content".',
      'Open the app.',
      'Post.',
      'Who sees it: Everyone.',
      'Comments: off.',
    ]);
  });
});
