'use client';
import { LoaderCircle, PenLine } from 'lucide-react';
import { useState } from 'react';
import { isRunning, useGeneration } from '#features/generation/data.ts';
import { useStartGeneration } from '#features/generation/mutations.ts';
import { Button } from '#ui/button.tsx';
import { Field, Input } from '#ui/field.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';

interface CaptionWriterProps {
  characterId: string;
  assetId: string | undefined;
  language: string;
  /** The narrowest limit among the chosen accounts, in characters. */
  maxLength: number;
  onUse: (caption: string, hashtags: readonly string[]) => void;
}

/** Has the character write; each press writes others. */
export function CaptionWriter({ characterId, assetId, language, maxLength, onUse }: CaptionWriterProps) {
  const start = useStartGeneration();
  const [topic, setTopic] = useState('');
  const [generationId, setGenerationId] = useState<string>();
  const generation = useGeneration(generationId).data;
  const running = start.isPending || (generation !== undefined && isRunning(generation));
  const written = generation?.takes.filter((take) => take.caption) ?? [];
  const write = () =>
    start.mutate(
      {
        medium: 'text',
        characterId,
        topic,
        language,
        maxLength: Math.min(5000, Math.max(40, maxLength)),
        takes: 3,
        ...(assetId && { assetId }),
      },
      { onSuccess: ({ id }) => setGenerationId(id) },
    );
  return (
    <section aria-label="Caption writer" className="flex flex-col gap-3 rounded-2xl bg-sunken p-4">
      <div className="flex items-end gap-2">
        <Field label="Have it written" className="flex-1">
          {(props) => (
            <Input
              {...props}
              value={topic}
              maxLength={300}
              placeholder="What about? Leave empty to go by the picture"
              onChange={(event) => setTopic(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter') {
                  event.preventDefault();
                  write();
                }
              }}
            />
          )}
        </Field>
        <Button className="h-11" busy={running} onClick={write}>
          {!running && <PenLine aria-hidden />}
          {written.length > 0 ? 'Rewrite' : 'Write'}
        </Button>
      </div>
      {start.error && <ProblemNote error={start.error} />}
      {generation?.state === 'failed' && (
        <p className="text-sm text-bad">{generation.failure ?? 'The engine gave no reason.'}</p>
      )}
      {running && written.length === 0 && (
        <p role="status" className="flex items-center gap-2 text-sm text-ink-soft">
          <LoaderCircle className="size-4 animate-spin" aria-hidden /> Writing
        </p>
      )}
      {written.length > 0 && (
        <ul className="flex flex-col gap-2">
          {written.map((take) => (
            <li key={take.id}>
              <button
                type="button"
                onClick={() => onUse(take.caption ?? '', take.hashtags ?? [])}
                className="w-full rounded-xl border border-line bg-raised p-3 text-left text-sm transition-colors hover:border-accent"
              >
                <span className="whitespace-pre-line">{take.caption}</span>
                {take.hashtags && take.hashtags.length > 0 && (
                  <span className="mt-1.5 block text-[13px] text-accent-ink">
                    {take.hashtags.map((tag) => `#${tag}`).join(' ')}
                  </span>
                )}
                <span className="mt-1.5 block text-xs font-medium text-ink-faint">Use this one</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
