'use client';
import type { PlatformInfo } from '@ainfluencer/server/contract/accounts';
import type { Post } from '@ainfluencer/server/contract/publishing';
import { measure } from '@ainfluencer/server/kernel/text-length';
import { ChevronDown, ChevronUp, Plus, Trash2 } from 'lucide-react';
import { Button, IconButton } from '#ui/button.tsx';
import { cx } from '#ui/cx.ts';
import { Field, Textarea } from '#ui/field.tsx';
import { say } from '#ui/toast.ts';
import { MediaEditor } from './media-editor.tsx';

type Parts = Post['parts'];

interface ThreadPartsProps {
  characterId: string;
  parts: Parts;
  /** The narrowest of the chosen accounts. */
  limit: PlatformInfo['text'] | undefined;
  onChange: (parts: Parts) => void;
}

const mostParts = 24;

/** The further parts of a thread, each with words and media of its own. */
export function ThreadParts({ characterId, parts, limit, onChange }: ThreadPartsProps) {
  const move = (from: number, to: number) => {
    const next = [...parts];
    const [part] = next.splice(from, 1);
    if (part) next.splice(to, 0, part);
    onChange(next);
  };
  const takeOut = (index: number) => {
    onChange(parts.toSpliced(index, 1));
    say('Part taken out.', () => onChange(parts));
  };
  return (
    <section aria-label="Further parts" className="flex flex-col gap-4">
      {parts.map((part, index) => {
        const length = limit ? measure(part.text, limit.unit) : part.text.length;
        const isOver = limit !== undefined && length > limit.max;
        const number = index + 2;
        return (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place; two may say the same.
            key={index}
            className="flex flex-col gap-3 border-l-2 border-line pl-4"
          >
            <Field
              label={`Part ${number}`}
              aside={
                limit && (
                  <span
                    className={cx('tabular text-xs', isOver ? 'font-semibold text-bad' : 'text-ink-faint')}
                  >
                    {length} / {limit.max}
                  </span>
                )
              }
            >
              {(props) => (
                <Textarea
                  {...props}
                  maxLength={5000}
                  value={part.text}
                  onChange={(event) => onChange(parts.with(index, { ...part, text: event.target.value }))}
                />
              )}
            </Field>
            <MediaEditor
              characterId={characterId}
              media={part.media}
              onChange={(media) => onChange(parts.with(index, { ...part, media }))}
            />
            <div className="flex gap-1">
              <IconButton
                label={`Move part ${number} up`}
                size="small"
                disabled={index === 0}
                onClick={() => move(index, index - 1)}
              >
                <ChevronUp />
              </IconButton>
              <IconButton
                label={`Move part ${number} down`}
                size="small"
                disabled={index === parts.length - 1}
                onClick={() => move(index, index + 1)}
              >
                <ChevronDown />
              </IconButton>
              <IconButton
                label={`Take part ${number} out`}
                size="small"
                className="ml-auto"
                onClick={() => takeOut(index)}
              >
                <Trash2 />
              </IconButton>
            </div>
          </div>
        );
      })}
      <Button
        className="self-start"
        disabled={parts.length >= mostParts}
        onClick={() => onChange([...parts, { text: '', media: [] }])}
      >
        <Plus aria-hidden /> Add a part
      </Button>
    </section>
  );
}
