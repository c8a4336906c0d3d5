'use client';
import type { Character } from '@ainfluencer/server/contract/characters';
import { Copy, MessageCircleReply } from 'lucide-react';
import { useState } from 'react';
import { fieldError } from '#api/problem.ts';
import { NeedsModel, WrittenProposals } from '#features/generation/components/written-proposals.tsx';
import { useCanWrite, useWriting } from '#features/generation/use-writing.ts';
import { Button } from '#ui/button.tsx';
import { Card } from '#ui/card.tsx';
import { copyText } from '#ui/copy-text.ts';
import { Field, Input, Textarea } from '#ui/field.tsx';
import { Select } from '#ui/select.tsx';

/** Replies on social networks are short. */
const longestReply = 280;

/** Paste a comment, get replies in the character's voice. Nothing is sent from here. */
export function CommentAnswer({ character }: { character: Character }) {
  const writing = useWriting();
  const canWrite = useCanWrite('reply');
  const { languages } = character.persona;
  const [message, setMessage] = useState('');
  const [writer, setWriter] = useState('');
  const [language, setLanguage] = useState(languages[0] ?? 'en');
  const write = () =>
    writing.write({
      kind: 'reply',
      characterId: character.id,
      message,
      writer,
      language,
      maxLength: longestReply,
    });
  return (
    <Card aria-label="Answer a comment" className="flex flex-col gap-4">
      <header>
        <h2 className="text-lg font-semibold">Answer a comment</h2>
        <p className="text-[13px] text-ink-faint">
          Replies in {character.name}’s voice, to copy. Nothing is sent from here.
        </p>
      </header>
      <Field label="The comment" error={fieldError(writing.error, 'message')}>
        {(props) => (
          <Textarea
            {...props}
            maxLength={2000}
            value={message}
            placeholder="Paste what somebody wrote"
            onChange={(event) => setMessage(event.target.value)}
          />
        )}
      </Field>
      <div className="flex flex-wrap items-end gap-3">
        <Field label="Who wrote it (optional)" className="flex-[1_1_12rem]">
          {(props) => (
            <Input
              {...props}
              maxLength={100}
              value={writer}
              onChange={(event) => setWriter(event.target.value)}
            />
          )}
        </Field>
        {languages.length > 1 && (
          <Field label="Language" className="flex-[0_1_8rem]">
            {({ id }) => (
              <Select
                id={id}
                value={language}
                onChange={setLanguage}
                choices={languages.map((tag) => ({ value: tag, label: languageName(tag) }))}
              />
            )}
          </Field>
        )}
        <Button
          className="h-11"
          busy={writing.isBusy}
          disabled={message.trim() === '' || canWrite === false}
          onClick={write}
        >
          {!writing.isBusy && <MessageCircleReply aria-hidden />}
          {writing.proposals.length > 0 ? 'Write others' : 'Write replies'}
        </Button>
      </div>
      {canWrite === false && <NeedsModel what="Replies" />}
      <WrittenProposals
        writing={writing}
        label="Proposed replies"
        price={{ kind: 'reply', characterId: character.id, answerLength: longestReply }}
        actions={(take) => (
          <Button
            size="small"
            look="soft"
            onClick={() => {
              writing.take(take);
              void copyText(take.caption ?? '');
            }}
          >
            <Copy aria-hidden /> Copy
          </Button>
        )}
      />
    </Card>
  );
}

function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames(['en'], { type: 'language' }).of(tag) ?? tag;
  } catch {
    // Imported personas may name a language in words.
    return tag;
  }
}
