import { expect, it } from 'vitest';
import { presets } from '#engines/builtin-image/presets.ts';
import { CharacterContent } from './contract.ts';
import { personaTemplates } from './persona-templates.ts';
import { assertAdult } from './rules.ts';

it('offers at least 12 adults, each of them complete, with a face and a manner of its own', () => {
  const templates = personaTemplates(presets);
  expect(templates.length).toBeGreaterThanOrEqual(12);
  for (const { id: _, ...content } of templates) {
    expect(CharacterContent.parse({ ...content, canon: [] }).name).toBe(content.name);
    expect(() => assertAdult(content.age, content.look)).not.toThrow();
    expect(content.persona.hashtags.length).toBeGreaterThan(1);
  }
  const faces = templates.map(({ look }) => JSON.stringify([look.face, look.heritage]));
  expect(new Set(faces).size).toBe(templates.length);
});
