'use client';
import type { Composition } from '#features/generation/media.ts';
import { Field, Input, Textarea } from '#ui/field.tsx';
import { ScriptWriter } from './script-writer.tsx';

interface WordsFieldsProps {
  composition: Composition;
  characterId: string | undefined;
  set: (change: Partial<Composition>) => void;
  /** Whether the engine that draws reads words. */
  readsPrompts: boolean;
  error: string | undefined;
}

/** A short clip: what people watch to the end. */
const spokenSeconds = 12;

/** What a person says in words: a script, a topic, a prompt, a movement. */
export function WordsFields({ composition, characterId, set, readsPrompts, error }: WordsFieldsProps) {
  const { choice } = composition;
  return (
    <>
      {(choice === 'talking' || choice === 'voice') && (
        <Field
          label="What is said"
          error={error}
          hint={choice === 'talking' ? 'Ten seconds are about 25 words. Captions are burned in.' : undefined}
        >
          {(props) => (
            <Textarea
              {...props}
              maxLength={choice === 'talking' ? 600 : 2000}
              value={composition.script}
              placeholder="Good morning! I found the tiniest bookshop today…"
              onChange={(event) => set({ script: event.target.value })}
            />
          )}
        </Field>
      )}
      {(choice === 'talking' || choice === 'voice') && characterId && (
        <ScriptWriter
          key={characterId}
          characterId={characterId}
          seconds={spokenSeconds}
          maxLength={choice === 'talking' ? 600 : 2000}
          current={composition.script}
          onUse={(script) => set({ script })}
        />
      )}
      {choice === 'caption' && (
        <Field label="What about" hint="Leave it empty to let the persona decide.">
          {(props) => (
            <Input
              {...props}
              maxLength={300}
              value={composition.topic}
              placeholder="a slow morning at the pottery studio"
              onChange={(event) => set({ topic: event.target.value })}
            />
          )}
        </Field>
      )}
      {choice === 'picture' && readsPrompts && (
        <Field
          label="In your words (optional)"
          hint="Goes to the engine together with the look and the shot below."
        >
          {(props) => (
            <Textarea
              {...props}
              maxLength={600}
              value={composition.prompt}
              placeholder="rain on the window behind, a paperback half open on the table"
              onChange={(event) => set({ prompt: event.target.value })}
            />
          )}
        </Field>
      )}
      {choice === 'animated' && (
        <Field label="What moves" hint="One movement reads best: a turn of the head, wind in the hair.">
          {(props) => (
            <Input
              {...props}
              maxLength={600}
              value={composition.motion}
              placeholder="she looks up from the book and smiles"
              onChange={(event) => set({ motion: event.target.value })}
            />
          )}
        </Field>
      )}
    </>
  );
}
