'use client';
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { copyWords } from '#features/hand-off/share-files.ts';
import { Button } from '#ui/button.tsx';
import { sayError } from '#ui/toast.ts';

const shownMilliseconds = 2500;

/** Words to be pasted elsewhere, with a button as large as a thumb. */
export function CopyBlock({ title, text }: { title: string; text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    if (!(await copyWords(text))) {
      sayError(new Error('The browser does not let this page copy. Hold the words and copy them yourself.'));
      return;
    }
    setCopied(true);
    setTimeout(() => setCopied(false), shownMilliseconds);
  };
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center justify-between gap-3">
        <h3 className="text-sm font-medium">{title}</h3>
        <Button size="small" look="soft" onClick={() => void copy()} aria-label={`Copy: ${title}`}>
          {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
          {copied ? 'Copied' : 'Copy'}
        </Button>
      </div>
      <p className="rounded-xl bg-sunken p-3 text-[15px] leading-relaxed break-words whitespace-pre-line select-all">
        {text}
      </p>
    </div>
  );
}
