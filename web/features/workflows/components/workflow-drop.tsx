'use client';
import { FileUp, LoaderCircle } from 'lucide-react';
import { useRef, useState } from 'react';
import { Button } from '#ui/button.tsx';
import { cx } from '#ui/cx.ts';
import { ProblemNote } from '#ui/problem-note.tsx';

interface WorkflowDropProps {
  onFile: (file: File) => void;
  busy: boolean;
  error: unknown;
  /** How to get the file, step by step. */
  steps: readonly string[];
}

/** Where a workflow comes in: dropped, or chosen. */
export function WorkflowDrop({ onFile, busy, error, steps }: WorkflowDropProps) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file && !busy) onFile(file);
  };
  return (
    <div className="flex flex-col gap-3">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is the second way; the button is the first. */}
      <div
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files);
        }}
        className={cx(
          'flex flex-col items-center gap-3 rounded-2xl border border-dashed px-5 py-8 text-center transition-colors',
          over ? 'border-accent bg-accent-soft' : 'border-line-strong',
        )}
      >
        {busy ? (
          <LoaderCircle className="size-6 animate-spin text-ink-faint" aria-hidden />
        ) : (
          <FileUp className="size-6 text-ink-faint" aria-hidden />
        )}
        <p className="text-sm text-ink-soft" aria-live="polite">
          {busy
            ? 'Reading, and asking the engine what it has …'
            : 'Drop a workflow here, or a PNG that holds one.'}
        </p>
        <Button look="primary" disabled={busy} onClick={() => input.current?.click()}>
          Choose a file
        </Button>
        <input
          ref={input}
          type="file"
          aria-label="Workflow file"
          accept=".json,.png,application/json,image/png"
          className="sr-only"
          tabIndex={-1}
          onChange={(event) => {
            take(event.target.files);
            event.target.value = '';
          }}
        />
      </div>
      <ProblemNote error={error} />
      <ul className="list-disc pl-5 text-[13px] text-ink-faint">
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ul>
    </div>
  );
}
