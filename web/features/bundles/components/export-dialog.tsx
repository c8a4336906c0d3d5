'use client';
import type { ExportCharacter, ExportEstimate } from '@ainfluencer/server/contract/bundles';
import type { Character } from '@ainfluencer/server/contract/characters';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { exportAddress, useExportEstimate } from '#features/bundles/data.ts';
import { fileSize } from '#features/bundles/file-size.ts';
import { Button } from '#ui/button.tsx';
import { cx } from '#ui/cx.ts';
import { Dialog } from '#ui/dialog.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { say } from '#ui/toast.ts';

type Format = ExportCharacter['format'];
type Assets = ExportCharacter['assets'];

const formats: readonly { value: Format; label: string; hint: string }[] = [
  { value: 'bundle', label: 'Bundle', hint: 'Everything, for another studio or to keep. Nothing is lost.' },
  {
    value: 'card-png',
    label: 'Card in a picture (PNG)',
    hint: 'Character Card V2 and V3 inside the portrait.',
  },
  { value: 'card-json', label: 'Card V3 (JSON)', hint: 'Words only, for chat programs.' },
  { value: 'card-charx', label: 'Card with files (CHARX)', hint: 'Card V3 and the portrait in one archive.' },
  { value: 'card-v2-json', label: 'Card V2 (JSON)', hint: 'For programs that do not read V3.' },
  { value: 'eliza', label: 'elizaOS character (JSON)', hint: 'For agents that run on elizaOS.' },
];
const assetLabels: Readonly<Record<Assets, string>> = {
  chosen: 'Chosen takes and what posts show',
  all: 'Every picture, clip and sound',
  none: 'Only the portrait',
};

interface ExportDialogProps {
  character: Character;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Chooses what a character is exported as and what goes along; the browser saves the file. */
export function ExportDialog({ character, open, onOpenChange }: ExportDialogProps) {
  const [format, setFormat] = useState<Format>('bundle');
  const [assets, setAssets] = useState<Assets>('chosen');
  const query = useExportEstimate(character.id, open);
  const estimate = query.data;
  const lacksPicture = format === 'card-png' && estimate?.hasPortrait === false;
  const size = estimate?.bundles.find((one) => one.assets === assets)?.bytes;
  const save = () => {
    const link = document.createElement('a');
    link.href = exportAddress(character.id, format, assets);
    link.download = '';
    link.click();
    say(`${character.name} is on the way to your downloads.`);
    onOpenChange(false);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Export ${character.name}`}
      description="One file. Keys and account credentials never go along."
      className="sm:w-[min(40rem,calc(100vw-2rem))]"
      footer={
        <>
          <Button look="ghost" onClick={() => onOpenChange(false)}>
            Cancel
          </Button>
          <Button look="primary" onClick={save} disabled={!estimate || lacksPicture}>
            <Download aria-hidden />
            {format === 'bundle' && size !== undefined ? `Download, about ${fileSize(size)}` : 'Download'}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-6 pt-1">
        {query.error && <ProblemNote error={query.error} onRetry={() => void query.refetch()} />}
        <Choices
          legend="As what"
          name="format"
          value={format}
          onChange={setFormat}
          choices={formats.map((one) => ({
            ...one,
            ...(one.value === 'card-png' &&
              estimate?.hasPortrait === false && { hint: 'Not yet: its portrait is still to be drawn.' }),
          }))}
          className="sm:grid-cols-2"
        />
        {format === 'bundle' && query.isPending && <Skeleton className="h-32" />}
        {format === 'bundle' && estimate && (
          <GoesAlong estimate={estimate} assets={assets} onChange={setAssets} />
        )}
        {format !== 'bundle' && (
          <p className="text-sm text-ink-soft">
            Other programs read the words. The look, the voice and the age travel in a part of their own, so
            that importing the card here brings them back.
          </p>
        )}
      </div>
    </Dialog>
  );
}

interface GoesAlongProps {
  estimate: ExportEstimate;
  assets: Assets;
  onChange: (assets: Assets) => void;
}

function GoesAlong({ estimate, assets, onChange }: GoesAlongProps) {
  const { versions, references, declarations, history, looks } = estimate;
  const always = [
    count(versions, 'version'),
    count(references, 'reference'),
    count(declarations, 'declaration', 'declarations and consents'),
    count(looks, 'saved look'),
    count(history, 'caption'),
  ];
  return (
    <>
      <Choices
        legend="Pictures and clips, with their recipes"
        name="assets"
        value={assets}
        onChange={onChange}
        choices={(['chosen', 'all', 'none'] as const).map((value) => {
          const one = estimate.bundles.find((bundle) => bundle.assets === value);
          return { value, label: assetLabels[value], hint: one ? `About ${fileSize(one.bytes)}` : '' };
        })}
        className="sm:grid-cols-3"
      />
      <p className="text-sm text-ink-soft">Always inside: {always.join(', ')}.</p>
      <p className="rounded-xl bg-sunken px-4 py-3 text-[13px] text-ink-soft">
        A bundle is a backup and not a publication. Its files are the studio’s own, without AI marks; the list
        in it says how each was made. Publish from the studio, which labels and signs each copy as AI-made.
      </p>
    </>
  );
}

const count = (number: number, one: string, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;

interface ChoicesProps<Value extends string> {
  legend: string;
  name: string;
  value: Value;
  onChange: (value: Value) => void;
  choices: readonly { value: Value; label: string; hint: string }[];
  className?: string;
}

function Choices<Value extends string>(props: ChoicesProps<Value>) {
  const { legend, name, value, onChange, choices, className } = props;
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-medium">{legend}</legend>
      <div className={cx('grid gap-2', className)}>
        {choices.map((choice) => (
          <label
            key={choice.value}
            className={cx(
              'flex cursor-pointer items-start gap-3 rounded-xl border border-line bg-raised p-3 text-sm transition-colors hover:border-line-strong',
              choice.value === value && 'border-accent ring-2 ring-accent/25',
            )}
          >
            <input
              type="radio"
              name={name}
              className="mt-1 accent-accent"
              checked={choice.value === value}
              onChange={() => onChange(choice.value)}
            />
            <span className="min-w-0">
              <span className="block font-medium">{choice.label}</span>
              <span className="block text-[13px] text-ink-faint">{choice.hint}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
