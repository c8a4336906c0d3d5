'use client';
import type { Generation } from '@ainfluencer/server/contract/generation';
import type { Asset } from '@ainfluencer/server/contract/library';
import { Cpu } from 'lucide-react';
import { useState } from 'react';
import { fieldError } from '#api/problem.ts';
import { byWords, changeWords, type OfferedChange } from '#features/library/change-words.ts';
import { useAsset } from '#features/library/data.ts';
import { useChangePicture } from '#features/library/mutations.ts';
import { PriceNote } from '#features/spending/components/price-note.tsx';
import { type WorkflowChoice, WorkflowSelect } from '#features/workflows/components/workflow-select.tsx';
import { Button, LinkButton } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Field, Textarea } from '#ui/field.tsx';
import { Picture } from '#ui/picture.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Slider } from '#ui/slider.tsx';
import { Segmented } from '#ui/tabs.tsx';

interface ChangeDialogProps {
  assetId: string;
  offer: OfferedChange;
  onClose: () => void;
  onStarted: (generation: Generation) => void;
}

/** Asks for a change to one picture, or says what to connect for it. */
export function ChangeDialog({ assetId, offer, onClose, onStarted }: ChangeDialogProps) {
  const words = changeWords[offer.kind];
  const asset = useAsset(assetId).data;
  const possible = offer.by !== 'nobody' && offer.by !== 'done';
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={words.label.replace('…', '')}
      description={words.explain}
    >
      <div className="flex flex-col gap-4 pb-1">
        <Picture
          src={asset?.thumbnailUrl}
          alt={asset?.altText || 'The picture as it is'}
          eager
          boxClassName="mx-auto h-40 w-fit min-w-28 rounded-xl ring-1 ring-line"
          className="h-40 w-auto object-contain"
        />
        {possible ? (
          <ChangeForm assetId={assetId} offer={offer} asset={asset} onStarted={onStarted} />
        ) : (
          <NotYet offer={offer} />
        )}
      </div>
    </Dialog>
  );
}

/** What is missing, and the way to it. */
function NotYet({ offer }: { offer: OfferedChange }) {
  if (offer.by === 'done') {
    return (
      <p className="text-sm text-ink-soft">
        This picture was drawn again at twice its size. The built-in artist draws no larger ones.
      </p>
    );
  }
  return (
    <div className="flex flex-col gap-3 rounded-2xl bg-sunken p-4 text-sm">
      <p className="font-medium">No connected engine can do this yet.</p>
      <p className="text-ink-soft">{changeWords[offer.kind].connect}</p>
      {offer.lacks.map((sentence) => (
        <p key={sentence} className="text-[13px] break-words text-ink-soft">
          {sentence}
        </p>
      ))}
      <LinkButton href="/engines" className="self-start">
        <Cpu aria-hidden /> Go to engines
      </LinkButton>
    </div>
  );
}

interface ChangeFormProps {
  assetId: string;
  offer: OfferedChange;
  asset: Pick<Asset, 'width' | 'height' | 'characterId'> | undefined;
  onStarted: (generation: Generation) => void;
}

function ChangeForm({ assetId, offer, asset, onStarted }: ChangeFormProps) {
  const { kind, by } = offer;
  const characterId = asset?.characterId;
  const change = useChangePicture();
  const [words, setWords] = useState('');
  const [strength, setStrength] = useState(0.6);
  const [factor, setFactor] = useState<2 | 4>(2);
  const [takes, setTakes] = useState(kind === 'edit' ? 2 : 1);
  const [workflow, setWorkflow] = useState<WorkflowChoice>();
  const asked = {
    edit: { kind: 'edit', assetId, strength },
    'detail-face': { kind: 'detail-face', assetId },
    upscale: { kind: 'upscale', assetId, factor },
  } as const;
  const send = () =>
    change.mutate(
      { change: asked[kind], words: words.trim(), takes, ...(workflow && { workflow }) },
      { onSuccess: onStarted },
    );
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {kind === 'edit' && (
        <EditFields
          words={words}
          onWords={setWords}
          strength={strength}
          onStrength={setStrength}
          error={fieldError(change.error, 'prompt')}
        />
      )}
      {kind === 'upscale' && (
        <HowLarge factors={offer.factors} factor={factor} onFactor={setFactor} asset={asset} />
      )}
      {by === 'redraw' && (
        <p className="text-[13px] text-ink-soft">
          The same scene is drawn again from its recipe with four times the pixels. Nothing is made up.
        </p>
      )}
      {kind !== 'upscale' && (
        <Slider
          label="Takes"
          min={1}
          max={4}
          step={1}
          value={takes}
          shown={String(takes)}
          onChange={setTakes}
        />
      )}
      {by !== 'redraw' && <WorkflowSelect abilities={[kind]} value={workflow} onChange={setWorkflow} />}
      <p className="flex items-center gap-2 text-[13px] text-ink-faint">
        <Cpu className="size-4 shrink-0" aria-hidden /> {byWords(offer)}. The picture itself stays as it is.
      </p>
      {by === 'connected' && characterId && (
        <PriceNote
          asked={{ medium: 'image', characterId, promptLength: words.length, change: kind, takes }}
        />
      )}
      {change.error && <ProblemNote error={change.error} />}
      <Button
        type="submit"
        look="primary"
        className="self-end"
        busy={change.isPending}
        disabled={kind === 'edit' && words.trim() === ''}
      >
        {changeWords[kind].start}
      </Button>
    </form>
  );
}

interface EditFieldsProps {
  words: string;
  onWords: (words: string) => void;
  strength: number;
  onStrength: (strength: number) => void;
  error: string | undefined;
}

function EditFields({ words, onWords, strength, onStrength, error }: EditFieldsProps) {
  return (
    <>
      <Field label="What is to be different" error={error}>
        {(field) => (
          <Textarea
            {...field}
            autoFocus
            maxLength={600}
            placeholder="A red coat instead of the blue one"
            value={words}
            onChange={(event) => onWords(event.target.value)}
            className="min-h-16"
          />
        )}
      </Field>
      <Slider
        label="How much may change"
        min={0.1}
        max={1}
        step={0.05}
        value={strength}
        ends={['a touch', 'all but the face']}
        onChange={onStrength}
      />
    </>
  );
}

interface HowLargeProps {
  factors: OfferedChange['factors'];
  factor: 2 | 4;
  onFactor: (factor: 2 | 4) => void;
  asset: Pick<Asset, 'width' | 'height'> | undefined;
}

function HowLarge({ factors, factor, onFactor, asset }: HowLargeProps) {
  return (
    <div className="flex items-center justify-between gap-3">
      {factors.length > 1 ? (
        <Segmented
          label="How much larger"
          value={String(factor)}
          onChange={(next) => onFactor(next === '4' ? 4 : 2)}
          choices={factors.map((one) => ({ value: String(one), label: `${one} ×` }))}
        />
      ) : (
        <span className="text-sm font-medium">Twice as large</span>
      )}
      {asset?.width && asset.height && (
        <span className="tabular text-[13px] text-ink-faint">
          {asset.width * factor} × {asset.height * factor} pixels
        </span>
      )}
    </div>
  );
}
