import { describe, expect, it } from 'vitest';
import { readBoundaries } from '#engines/writing/boundaries.ts';
import { toFirstPerson } from './first-person.ts';
import { findLanguage } from './language.ts';
import { readTopic } from './topic.ts';

const language = findLanguage('en')!;

describe('toFirstPerson', () => {
  it.each([
    ['Mira lives in Lisbon.', 'I live in Lisbon'],
    ['Lives in Lisbon and works as a florist', 'I live in Lisbon and work as a florist'],
    ['She has a cat called Miso', 'I have a cat called Miso'],
    ['Her sister is called Ana', 'my sister is called Ana'],
    ["Mira Sol's studio is above a bakery", 'my studio is above a bakery'],
    ['He never wears his watch', 'I never wear my watch'],
    ['Opened a surf shop with her brother', 'I opened a surf shop with my brother'],
    ['I collect postcards', 'I collect postcards'],
  ])('tells %j as %j', (fact, told) => {
    expect(toFirstPerson(fact, 'Mira Sol', language.reading)).toBe(told);
  });

  it.each([
    'A cold winter',
    'She met Ana. They argued.',
    'Ana gave her Mira',
    'Lives with someone who loves her',
    'Likes tea and frobnicates daily',
  ])('leaves %j alone', (fact) => {
    expect(toFirstPerson(fact, 'Mira Sol', language.reading)).toBeUndefined();
  });
});

describe('readTopic', () => {
  it.each([
    ['Houseplants', { kind: 'thing', text: 'houseplants', subject: 'plants' }],
    ['Write a caption about Coffee!', { kind: 'thing', text: 'coffee', subject: 'coffee' }],
    ['her new #shoes', { kind: 'thing', text: 'my new shoes', subject: 'style' }],
    ['Berlin in the rain', { kind: 'thing', text: 'Berlin in the rain', subject: undefined }],
    ['the garden sale', { kind: 'thing', text: 'the garden sale', subject: 'work' }],
    ['a cat in the garden', { kind: 'thing', text: 'a cat in the garden', subject: 'cats' }],
    [
      "ask people what they're reading",
      { kind: 'said', text: "Tell me what you're reading.", subject: 'books', mood: 'ask' },
    ],
    [
      'Ask followers for travel tips!',
      { kind: 'said', text: "I'm looking for travel tips.", subject: 'travel', mood: 'ask' },
    ],
    [
      'Remind people to stretch',
      { kind: 'said', text: 'I want to remind you all to stretch.', subject: undefined, mood: 'bid' },
    ],
    ['thank the team', { kind: 'said', text: 'I want to thank the team.', subject: 'people', mood: 'bid' }],
    ['how to repot a fern', { kind: 'about', text: 'how to repot a fern', subject: undefined }],
    ["Mira's birthday", { kind: 'thing', text: 'my birthday', subject: 'people' }],
    ['Launching our class', { kind: 'about', text: 'launching our class', subject: 'work' }],
    ['we open on saturday', { kind: 'said', text: 'We open on saturday.', subject: undefined, mood: 'news' }],
    ['Mira adopted a dog', { kind: 'said', text: 'I adopted a dog.', subject: 'dogs', mood: 'news' }],
    [
      'What is your favourite film?',
      { kind: 'said', text: 'What is your favourite film?', subject: 'film', mood: 'ask' },
    ],
  ])('reads %j', (typed, topic) => {
    expect(readTopic(typed, 'Mira Sol', language)).toEqual(topic);
  });

  it('finds nothing in marks and blanks', () => {
    expect(readTopic(' ... ', 'Mira', language)).toBeUndefined();
  });
});

describe('readBoundaries', () => {
  const { crossedBy, crossedByHashtag } = readBoundaries(
    ['Never mention alcohol', 'ex', 'C++', 'Übermut'],
    language.lines,
    language.topics,
  );

  it.each(['A glass of WINE.', 'beers', 'My ex called', 'I write c++ daily', 'ubermut'])(
    'stops %j',
    (text) => {
      expect(crossedBy(text)).toBeDefined();
    },
  );

  it.each(['Swine and twine', 'An expert, exactly', 'Gingerbread'])(
    'lets %j pass: words end at their borders',
    (text) => {
      expect(crossedBy(text)).toBeUndefined();
    },
  );

  it('looks into hashtags, whose words run together', () => {
    expect(crossedByHashtag('WineTime')).toBe('Never mention alcohol');
    expect(crossedByHashtag('freebeerhere')).toBe('Never mention alcohol');
    expect(crossedByHashtag('Expert')).toBeUndefined();
  });
});
