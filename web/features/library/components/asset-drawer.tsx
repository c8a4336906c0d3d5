'use client';
import type { Asset } from '@ainfluencer/server/contract/library';
import { Archive, ArchiveRestore, ArrowRight, Download, ShieldAlert, ShieldCheck } from 'lucide-react';
import Link from 'next/link';
import { type ReactNode, useEffect, useState } from 'react';
import { CheckList } from '#features/generation/components/check-list.tsx';
import { useGenerations } from '#features/generation/data.ts';
import { useAsset, useAssetMarks } from '#features/library/data.ts';
import { useEditAsset } from '#features/library/mutations.ts';
import { useMakePost } from '#features/publishing/make-post.ts';
import { postStateWords } from '#features/publishing/words.ts';
import { Badge } from '#ui/badge.tsx';
import { Button } from '#ui/button.tsx';
import { Sheet } from '#ui/dialog.tsx';
import { Field, Textarea } from '#ui/field.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { TagInput } from '#ui/tag-input.tsx';
import { dayAndTime } from '#ui/time.ts';
import { say, sayError } from '#ui/toast.ts';
import { ChangeList } from './change-picture.tsx';
import { Relatives } from './relatives.tsx';

/** One file with everything known about it. */
export function AssetDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const query = useAsset(id);
  const asset = query.data;
  return (
    <Sheet
      open={id !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title={asset?.characterName ?? 'From the library'}
      description={asset && dayAndTime(asset.createdAt)}
      footer={asset && <Actions asset={asset} />}
      className="sm:w-[34rem]"
    >
      {query.error && !asset && <ProblemNote error={query.error} onRetry={() => void query.refetch()} />}
      {!asset && !query.error && <Skeleton className="aspect-4/5 rounded-2xl" />}
      {asset && <Details key={asset.id} asset={asset} />}
    </Sheet>
  );
}

function Media({ asset }: { asset: Asset }) {
  if (asset.kind === 'image') {
    return (
      // biome-ignore lint/performance/noImgElement: the API serves the file itself.
      <img
        src={asset.fileUrl}
        alt={asset.altText}
        className="max-h-[60dvh] w-full rounded-2xl bg-sunken object-contain"
      />
    );
  }
  if (asset.kind === 'video') {
    return (
      // biome-ignore lint/a11y/useMediaCaption: captions are there whenever words are spoken.
      <video
        controls
        playsInline
        poster={asset.coverUrl ?? undefined}
        src={asset.fileUrl}
        className="max-h-[60dvh] w-full rounded-2xl bg-black"
        aria-label={asset.altText}
      >
        {asset.captionsUrl && <track kind="captions" src={asset.captionsUrl} srcLang="en" label="English" />}
      </video>
    );
  }
  // biome-ignore lint/a11y/useMediaCaption: the words stand in the prompt below.
  return <audio controls src={asset.fileUrl} className="w-full" aria-label={asset.altText || 'Voice'} />;
}

function Actions({ asset }: { asset: Asset }) {
  const edit = useEditAsset();
  const makePost = useMakePost();
  const { characterId } = asset;
  const archive = (archived: boolean) =>
    edit.mutate(
      { id: asset.id, archived },
      {
        onError: sayError,
        onSuccess: () =>
          say(archived ? 'Archived.' : 'Back in the library.', () =>
            edit.mutate({ id: asset.id, archived: !archived }, { onError: sayError }),
          ),
      },
    );
  return (
    <>
      <Button look="ghost" onClick={() => archive(!asset.archivedAt)}>
        {asset.archivedAt ? <ArchiveRestore aria-hidden /> : <Archive aria-hidden />}
        {asset.archivedAt ? 'Bring back' : 'Archive'}
      </Button>
      <a
        href={`/api/v1/assets/${asset.id}/export`}
        download
        className="inline-flex h-10 items-center gap-2 rounded-xl border border-line-strong bg-raised px-4 text-sm font-medium shadow-soft hover:bg-hover"
      >
        <Download className="size-[18px]" aria-hidden /> Download, marked
      </a>
      {asset.kind !== 'audio' && characterId && (
        <Button
          look="primary"
          busy={makePost.isPending}
          onClick={() => makePost.mutate({ characterId, assetId: asset.id })}
        >
          Make a post <ArrowRight aria-hidden />
        </Button>
      )}
    </>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex justify-between gap-4 py-1.5 text-sm">
      <dt className="shrink-0 text-ink-faint">{label}</dt>
      <dd className="tabular min-w-0 text-right break-words">{children}</dd>
    </div>
  );
}

/** The way back to the generation, whose settings can be used again. */
function MadeIn({ asset }: { asset: Asset }) {
  const generation = useGenerations({ assetId: asset.id, limit: 1 }).data?.items[0];
  if (!generation) return null;
  return (
    <Fact label="Made in">
      <Link
        href={`/studio?character=${generation.characterId}&generation=${generation.id}`}
        className="font-medium text-accent-ink hover:underline"
      >
        the studio, with these settings
      </Link>
    </Fact>
  );
}

function Details({ asset }: { asset: Asset }) {
  return (
    <div className="flex flex-col gap-6">
      <Media asset={asset} />
      <Words asset={asset} />
      {asset.kind === 'image' && <ChangeList assetId={asset.id} />}
      {asset.kind === 'image' && <Relatives assetId={asset.id} />}
      <Marks id={asset.id} />
      {asset.checks.length > 0 && (
        <section aria-label="Checks">
          <h3 className="mb-2 text-sm font-semibold">
            Checks{asset.score !== null && `: ${Math.round(asset.score)} of 100`}
          </h3>
          <CheckList checks={asset.checks} />
        </section>
      )}
      <section aria-label="Where it came from">
        <h3 className="mb-1 text-sm font-semibold">Where it came from</h3>
        <dl className="divide-y divide-line">
          <Fact label="Engine">{asset.engine}</Fact>
          <MadeIn asset={asset} />
          <Fact label="Model">{asset.model}</Fact>
          {asset.characterVersion !== null && <Fact label="Character version">{asset.characterVersion}</Fact>}
          {asset.seed !== null && <Fact label="Seed">{asset.seed}</Fact>}
          {asset.prompt && <Fact label="Prompt">{asset.prompt}</Fact>}
          <Fact label="Source type">{asset.sourceType.split('/').at(-1)}</Fact>
          {asset.width && (
            <Fact label="Size">
              {asset.width} × {asset.height}
            </Fact>
          )}
          <Fact label="File">
            {asset.mime}, {(asset.bytes / 1024 / 1024).toFixed(1)} MB
          </Fact>
          <Fact label="SHA-256">
            <code className="text-xs" title={asset.sha256}>
              {asset.sha256.slice(0, 16)}…
            </code>
          </Fact>
        </dl>
      </section>
      {asset.usedBy.length > 0 && (
        <section aria-label="Used by">
          <h3 className="mb-2 text-sm font-semibold">Used by</h3>
          <ul className="flex flex-col gap-1">
            {asset.usedBy.map((use) => (
              <li key={use.postId}>
                <Link
                  href={`/posts/${use.postId}`}
                  className="flex items-center justify-between gap-3 rounded-lg px-2 py-2 text-sm hover:bg-hover"
                >
                  <span className="truncate">{use.caption || 'No caption yet'}</span>
                  <Badge>
                    {Object.entries(postStateWords).find(([state]) => state === use.state)?.[1].label ??
                      use.state}
                  </Badge>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

/** Alt text and tags; saved when the field is left. */
function Words({ asset }: { asset: Asset }) {
  const edit = useEditAsset();
  const [altText, setAltText] = useState(asset.altText);
  useEffect(() => setAltText(asset.altText), [asset.altText]);
  return (
    <section aria-label="Words" className="flex flex-col gap-4">
      {asset.kind !== 'audio' && (
        <Field label="Alt text" hint="What it shows, for people who cannot see it.">
          {(props) => (
            <Textarea
              {...props}
              maxLength={1000}
              value={altText}
              onChange={(event) => setAltText(event.target.value)}
              onBlur={() => altText !== asset.altText && edit.mutate({ id: asset.id, altText })}
              className="min-h-16"
            />
          )}
        </Field>
      )}
      <Field label="Tags">
        {(props) => (
          <TagInput
            {...props}
            values={asset.tags}
            max={20}
            onChange={(tags) => edit.mutate({ id: asset.id, tags })}
          />
        )}
      </Field>
      {edit.error && <ProblemNote error={edit.error} />}
    </section>
  );
}

function Marks({ id }: { id: string }) {
  const marks = useAssetMarks(id);
  if (marks.error) return <ProblemNote error={marks.error} onRetry={() => void marks.refetch()} />;
  if (!marks.data) return <Skeleton className="h-20" />;
  const { c2pa, summary, problems, issuer, signedAt } = marks.data;
  const good = c2pa === 'valid' || c2pa === 'trusted';
  return (
    <section
      aria-label="Marks"
      className={`flex items-start gap-3 rounded-2xl p-4 text-sm ${good ? 'bg-good-soft' : 'bg-warn-soft'}`}
    >
      {good ? (
        <ShieldCheck className="mt-0.5 size-5 shrink-0 text-good" aria-hidden />
      ) : (
        <ShieldAlert className="mt-0.5 size-5 shrink-0 text-warn" aria-hidden />
      )}
      <div>
        <h3 className="font-semibold">
          {good ? 'Marked as AI-made and signed' : 'The marks are not in order'}
        </h3>
        <p className="text-ink-soft">{summary}</p>
        {issuer && (
          <p className="mt-1 text-[13px] text-ink-soft">
            C2PA {c2pa}, signed by {issuer}
            {signedAt && `, ${dayAndTime(signedAt)}`}
          </p>
        )}
        {problems.map((problem) => (
          <p key={problem} className="text-[13px] text-warn">
            {problem}
          </p>
        ))}
      </div>
    </section>
  );
}
