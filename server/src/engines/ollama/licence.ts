import type { EngineAbility } from '#engines/connected-engine.ts';
import type { OllamaModel } from './models.ts';

/** Licences that we know to allow commercial work, by how their texts begin. */
const known: readonly (readonly [RegExp, string])[] = [
  [/Apache License[\s\S]{0,80}Version 2\.0/i, 'Apache-2.0'],
  [/\bMIT License\b|Permission is hereby granted, free of charge/i, 'MIT'],
];

/** The licence of a model from the text that comes with it; whether it allows commercial work only where we know. */
export function licenceOf({ name, licence }: OllamaModel): EngineAbility['licence'] {
  const text = licence?.trim() ?? '';
  if (text === '') return undefined;
  const found = known.find(([pattern]) => pattern.test(text.slice(0, 3000)));
  const source = `https://ollama.com/library/${name.split(':')[0]}`;
  if (found) return { name: found[1], commercial: true, source };
  return { name: text.split('\n')[0]?.trim().slice(0, 80) ?? 'see its page', commercial: null, source };
}
