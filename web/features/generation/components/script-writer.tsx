'use client';
import { PenLine } from 'lucide-react';
import { useState } from 'react';
import { useWriting } from '#features/generation/use-writing.ts';
import { Button } from '#ui/button.tsx';
import { Field, Input } from '#ui/field.tsx';
import { say } from '#ui/toast.ts';
import { WrittenProposals } from './written-proposals.tsx';

/** Said at most. */
const lettersASecond = 25;

interface ScriptWriterProps {
  characterId: string;
  /** About how long it should take to say. */
  seconds: number;
  /** As many letters as fit where it goes. */
  maxLength: number;
  /** The words that are there now, to be given back by an undo. */
  current: string;
  onUse: (script: string) => void;
}

/** Has the character write what it says; folded away until asked for. */
export function ScriptWriter({ characterId, seconds, maxLength, current, onUse }: ScriptWriterProps) {
  const writing = useWriting();
  const [isOpen, setOpen] = useState(false);
  const [topic, setTopic] = useState('');
  const write = () => writing.write({ kind: 'script', characterId, topic, seconds: Math.round(seconds) });
  if (!isOpen) {
    return (
      <Button size="small" className="self-start" onClick={() => setOpen(true)}>
        <PenLine aria-hidden /> Write the words
      </Button>
    );
  }
  const fits = (text: string) => text.slice(0, maxLength);
  return (
    <section aria-label="Script writer" className="flex flex-col gap-3 rounded-2xl bg-sunken p-4">
      <div className="flex flex-wrap items-end gap-2">
        <Field label="What is it about?" className="flex-[1_1_12rem]">
          {(props) => (
            <Input
              {...props}
              value={topic}
              maxLength={300}
              placeholder="Leave it empty to let the persona decide"
              onChange={(event) => setTopic(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return;
                event.preventDefault();
                if (!writing.isBusy) write();
              }}
            />
          )}
        </Field>
        <Button className="h-11" busy={writing.isBusy} onClick={write}>
          {!writing.isBusy && <PenLine aria-hidden />}
          {writing.proposals.length > 0 ? 'Write others' : 'Write'}
        </Button>
        <Button
          className="h-11"
          look="ghost"
          onClick={() => {
            if (writing.isBusy) writing.cancel();
            setOpen(false);
          }}
        >
          Close
        </Button>
      </div>
      <p className="text-[13px] text-ink-faint">About {Math.round(seconds)} seconds to say.</p>
      <WrittenProposals
        writing={writing}
        label="Proposed scripts"
        price={{ kind: 'script', characterId, answerLength: Math.ceil(seconds) * lettersASecond }}
        actions={(take) => (
          <Button
            size="small"
            look="soft"
            onClick={() => {
              writing.take(take);
              onUse(fits(take.caption ?? ''));
              if (current.trim() === '') return setOpen(false);
              say('Words replaced.', () => onUse(current));
              setOpen(false);
            }}
          >
            Use these words
          </Button>
        )}
      />
    </section>
  );
}
