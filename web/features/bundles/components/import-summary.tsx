'use client';
import type { ImportFinding, ImportPreview } from '@ainfluencer/server/contract/bundles';
import { Ban, Info, TriangleAlert, UserRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { fileSize } from '#features/bundles/file-size.ts';
import { Badge } from '#ui/badge.tsx';
import { cx } from '#ui/cx.ts';
import { Picture } from '#ui/picture.tsx';

/** Who would come: shown as plain text, since anybody may have written it. */
export function ImportSummary({ preview }: { preview: ImportPreview }) {
  const { name, age, tagline, bio, topics, formatLabel, bytes, refusal } = preview;
  return (
    <section aria-label="Who comes" className="flex flex-col gap-5">
      <div className="flex items-start gap-4">
        <Face preview={preview} />
        <div className="min-w-0 flex-1">
          <h3 className="text-xl leading-tight font-semibold break-words">{name}</h3>
          <p className="text-[13px] text-ink-faint">
            {[formatLabel, age === null ? undefined : `${age} years old`, fileSize(bytes)]
              .filter(Boolean)
              .join(' · ')}
          </p>
          {tagline && <p className="mt-1 text-sm text-ink-soft">{tagline}</p>}
          {bio && <p className="mt-2 line-clamp-5 text-sm break-words whitespace-pre-line">{bio}</p>}
          {topics.length > 0 && (
            <p className="mt-2 flex flex-wrap gap-1.5">
              {topics.slice(0, 8).map((topic) => (
                <Badge key={topic} className="max-w-40 truncate">
                  {topic}
                </Badge>
              ))}
            </p>
          )}
        </div>
      </div>
      {refusal && (
        <p role="alert" className="flex items-start gap-3 rounded-xl bg-bad-soft px-4 py-3 text-sm">
          <Ban className="mt-0.5 size-4.5 shrink-0 text-bad" aria-hidden />
          <span>
            <span className="block font-medium">This character cannot be imported.</span>
            <span className="block break-words text-ink-soft">{refusal}</span>
          </span>
        </p>
      )}
      <ComesAlong preview={preview} />
      <Findings findings={preview.findings.filter(({ level }) => level !== 'refused')} />
      {!refusal && preview.missing.length > 0 && (
        <Part title="What is missing">
          <ul className="list-disc pl-5 text-sm text-ink-soft">
            {preview.missing.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </Part>
      )}
    </section>
  );
}

function Face({ preview: { portrait, name } }: { preview: ImportPreview }) {
  const box = 'size-20 shrink-0 overflow-hidden rounded-2xl bg-sunken ring-1 ring-line sm:size-24';
  if (!portrait) {
    return (
      <span className={cx(box, 'flex items-center justify-center text-ink-faint')}>
        <UserRound className="size-8" aria-hidden />
      </span>
    );
  }
  return (
    <Picture
      src={portrait}
      alt={name}
      eager
      boxClassName={box}
      className="size-full object-cover object-top"
    />
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-2">
      <h4 className="text-sm font-medium">{title}</h4>
      {children}
    </div>
  );
}

function ComesAlong({
  preview: { kind, counts, samplePosts, canon, declarations },
}: {
  preview: ImportPreview;
}) {
  const things: [number, string, string][] = [
    [samplePosts.length, 'sample post', 'sample posts'],
    [canon.length, 'fact', 'facts'],
    ...(kind === 'bundle'
      ? ([
          [counts.versions, 'version', 'versions'],
          [counts.assets, 'picture or clip', 'pictures and clips'],
          [counts.references, 'reference', 'references'],
          [counts.history, 'earlier caption', 'earlier captions'],
        ] as [number, string, string][])
      : []),
  ];
  const named = things.filter(([number]) => number > 0);
  if (named.length === 0 && declarations.length === 0) return null;
  return (
    <Part title="What comes along">
      <p className="text-sm text-ink-soft">
        {named.map(([number, one, many]) => `${number} ${number === 1 ? one : many}`).join(', ')}
      </p>
      {declarations.map((declaration) => (
        <figure
          key={`${declaration.signer} ${declaration.statement}`}
          className="rounded-xl border border-line bg-raised px-4 py-3 text-sm"
        >
          <figcaption className="flex flex-wrap items-center gap-2 font-medium">
            {declaration.kind === 'consent'
              ? `Consent of ${declaration.signer}`
              : `Declared as made up by ${declaration.signer}`}
            {!declaration.live && <Badge>No longer holds</Badge>}
          </figcaption>
          <blockquote className="mt-1 line-clamp-3 text-[13px] break-words text-ink-soft">
            {declaration.statement}
          </blockquote>
        </figure>
      ))}
    </Part>
  );
}

function Findings({ findings }: { findings: readonly ImportFinding[] }) {
  if (findings.length === 0) return null;
  return (
    <Part title="What was found in it">
      <ul className="flex flex-col gap-2">
        {findings.map((finding) => {
          const isWarning = finding.level === 'warning';
          const Icon = isWarning ? TriangleAlert : Info;
          return (
            <li
              key={`${finding.what} ${finding.where} ${finding.quote}`}
              className={cx(
                'flex items-start gap-3 rounded-xl px-4 py-2.5 text-sm',
                isWarning ? 'bg-warn-soft' : 'bg-sunken',
              )}
            >
              <Icon
                className={cx('mt-0.5 size-4 shrink-0', isWarning ? 'text-warn' : 'text-ink-faint')}
                aria-hidden
              />
              <span className="min-w-0">
                <span className="block">{finding.message}</span>
                <span className="block text-[13px] break-words text-ink-soft">
                  {finding.where}
                  {finding.quote && `: “${finding.quote}”`}
                </span>
              </span>
            </li>
          );
        })}
      </ul>
    </Part>
  );
}
