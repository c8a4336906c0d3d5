import { CharacterContent, type PersonaTemplate } from '@ainfluencer/server/contract/characters';
import { Look } from '@ainfluencer/server/kernel/look';
import { Canon, Persona } from '@ainfluencer/server/kernel/persona';
import { Voice } from '@ainfluencer/server/kernel/voice';
import { z } from 'zod';

/** What the guided creation has gathered so far; looser than what the API takes. */
export const CharacterDraft = z.object({
  templateId: z.string().nullable(),
  name: z.string(),
  handle: z.string(),
  tagline: z.string(),
  age: z.number(),
  persona: Persona,
  look: Look,
  voice: Voice,
  canon: Canon,
});
export type CharacterDraft = z.infer<typeof CharacterDraft>;

export function emptyDraft(): CharacterDraft {
  return CharacterDraft.parse({
    templateId: null,
    name: '',
    handle: '',
    tagline: '',
    age: 26,
    persona: {},
    look: {},
    voice: {},
    canon: [],
  });
}

/** Starts from a template, keeping a name already typed. */
export function fromTemplate(template: PersonaTemplate, draft: CharacterDraft): CharacterDraft {
  const named = draft.templateId === null && draft.name.trim() !== '';
  const name = named ? draft.name : template.name;
  return {
    ...draft,
    templateId: template.id,
    name,
    handle: handleFrom(name),
    tagline: template.tagline,
    age: template.age,
    persona: template.persona,
    look: template.look,
    voice: template.voice,
  };
}

/** "Noa Lindqvist" → "noa.lindqvist". */
export function handleFrom(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '.')
    .replace(/^\.+|\.+$/g, '')
    .slice(0, 30)
    .replace(/\.+$/, '');
}

/** The first complaint by field, in the contract's words. */
export function draftProblems(draft: CharacterDraft): ReadonlyMap<string, string> {
  const { templateId: _templateId, handle: _handle, ...content } = draft;
  const parsed = CharacterContent.safeParse(content);
  const problems = new Map<string, string>();
  for (const issue of parsed.error?.issues ?? []) {
    const field = String(issue.path[0]);
    if (!problems.has(field)) problems.set(field, issue.message);
  }
  return problems;
}

const storageKey = 'character-draft';

/** The draft left in this browser, if it can still be read. */
export function storedDraft(): CharacterDraft | null {
  try {
    return CharacterDraft.safeParse(JSON.parse(localStorage.getItem(storageKey) ?? 'null')).data ?? null;
  } catch {
    return null;
  }
}

export function storeDraft(draft: CharacterDraft | null): void {
  if (draft) localStorage.setItem(storageKey, JSON.stringify(draft));
  else localStorage.removeItem(storageKey);
}
