'use client';
import type { HandOff } from '@ainfluencer/server/contract/hand-off';
import { Download, Share } from 'lucide-react';
import { useEffect, useState } from 'react';
import { canShareFiles, shareFiles } from '#features/hand-off/share-files.ts';
import { Button } from '#ui/button.tsx';
import { Picture } from '#ui/picture.tsx';
import { sayError } from '#ui/toast.ts';
import { CopyBlock } from './copy-block.tsx';

const megabytes = (bytes: number) => `${Math.max(0.1, Math.round(bytes / 100_000) / 10)} MB`;

/** The files in order: all to the phone's share sheet, or saved one by one, each with its description. */
export function HandOffFiles({ handOff }: { handOff: HandOff }) {
  const [sharing, setSharing] = useState(false);
  const [busy, setBusy] = useState(false);
  // Asked in the browser only: the page is made on the server first.
  useEffect(() => setSharing(canShareFiles()), []);
  const { files, caption } = handOff;
  const share = async () => {
    setBusy(true);
    await shareFiles(files, caption).catch(sayError);
    setBusy(false);
  };
  return (
    <section aria-label="Files" className="flex flex-col gap-3">
      <h2 className="text-lg font-semibold">1. Files</h2>
      {sharing && (
        <Button look="primary" size="large" busy={busy} onClick={() => void share()}>
          <Share aria-hidden /> {files.length === 1 ? 'Share the file' : `Share all ${files.length} files`}
        </Button>
      )}
      <ul className="flex flex-col gap-4">
        {files.map((file) => (
          <li key={file.index} className="flex flex-col gap-3 rounded-2xl border border-line bg-surface p-3">
            {file.kind === 'image' ? (
              <Picture src={file.url} alt={file.altText} boxClassName="rounded-xl" eager />
            ) : (
              // biome-ignore lint/a11y/useMediaCaption: captions are part of the picture where there are any.
              <video src={file.url} controls playsInline preload="metadata" className="w-full rounded-xl" />
            )}
            <div className="flex items-center justify-between gap-3">
              <p className="text-[13px] text-ink-faint">
                {file.index + 1} of {files.length}
                {file.part > 0 && `, part ${file.part + 1}`}, {file.width} × {file.height},{' '}
                {megabytes(file.bytes)}
              </p>
              <a
                href={`${file.url}?save`}
                download={file.name}
                className="inline-flex h-9 items-center gap-1.5 rounded-lg border border-line-strong bg-raised px-3 text-[13px] font-medium hover:bg-hover"
              >
                <Download className="size-4" aria-hidden /> Save
              </a>
            </div>
            {file.altText && <CopyBlock title="Description" text={file.altText} />}
          </li>
        ))}
      </ul>
    </section>
  );
}
