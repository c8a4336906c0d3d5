'use client';
import type { HandOff } from '@ainfluencer/server/contract/hand-off';
import { CircleCheck, CircleX, Clock, ExternalLink, Undo2 } from 'lucide-react';
import { PlatformMark } from '#features/accounts/components/platform-mark.tsx';
import { useHandOffStep, useOpenedHandOff } from '#features/hand-off/data.ts';
import { Ago } from '#ui/ago.tsx';
import { Button } from '#ui/button.tsx';
import { cx } from '#ui/cx.ts';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { Checkbox } from '#ui/switch.tsx';
import { dayAndTime } from '#ui/time.ts';
import { sayError } from '#ui/toast.ts';
import { AddressForm } from './address-form.tsx';
import { CopyBlock } from './copy-block.tsx';
import { HandOffFiles } from './hand-off-files.tsx';

/** The page for the phone: everything to post one post, in the order of doing it. */
export function HandOffPage({ ticket }: { ticket: string }) {
  const query = useOpenedHandOff(ticket);
  const handOff = query.data;
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-xl flex-col gap-7 px-4 py-6 pb-12">
      {query.isPending && <Skeleton className="h-96" />}
      {query.error && !handOff && (
        <>
          <h1 className="text-2xl font-semibold">Post by hand</h1>
          <ProblemNote error={query.error} onRetry={() => void query.refetch()} />
        </>
      )}
      {handOff && <Package ticket={ticket} handOff={handOff} />}
    </main>
  );
}

function Package({ ticket, handOff }: { ticket: string; handOff: HandOff }) {
  const { state } = handOff;
  return (
    <>
      <Head handOff={handOff} />
      {state === 'cancelled' ? (
        <p className="flex items-start gap-3 rounded-2xl bg-sunken p-4 text-sm">
          <CircleX className="mt-0.5 size-5 shrink-0 text-ink-faint" aria-hidden />
          This post was cancelled. Nothing has to be posted.
        </p>
      ) : state === 'open' ? (
        <Doing ticket={ticket} handOff={handOff} />
      ) : (
        <Settled ticket={ticket} handOff={handOff} />
      )}
    </>
  );
}

function Head({ handOff }: { handOff: HandOff }) {
  const { platform, platformName, handle, characterName, dueAt, overdue, state } = handOff;
  return (
    <header className="flex flex-col gap-2">
      <p className="flex items-center gap-2 text-sm text-ink-soft">
        <PlatformMark platform={platform} name={platformName} className="size-6 rounded-md text-[10px]" />
        {platformName} @{handle}
      </p>
      <h1 className="text-[1.75rem] leading-tight font-semibold">{characterName}: post by hand</h1>
      {state === 'open' && (
        <p
          className={cx(
            'flex items-center gap-2 text-sm',
            overdue ? 'font-medium text-warn' : 'text-ink-soft',
          )}
        >
          <Clock className="size-4 shrink-0" aria-hidden />
          <span>
            {overdue ? 'It was due' : 'Due'} {dayAndTime(dueAt)}, <Ago at={dueAt} />
          </span>
        </p>
      )}
    </header>
  );
}

function Doing({ ticket, handOff }: { ticket: string; handOff: HandOff }) {
  const step = useHandOffStep(ticket);
  const ticking = useHandOffStep(ticket);
  const { checklist, title, caption, parts, firstComment, files, composeUrl, platformName } = handOff;
  const first = files.length > 0 ? 2 : 1;
  const tick = (index: number, done: boolean) => {
    const ticked = checklist.flatMap((one, at) => ((at === index ? done : one.done) ? [at] : []));
    ticking.mutate({ step: 'tick', ticked }, { onError: sayError });
  };
  return (
    <>
      {files.length > 0 && <HandOffFiles handOff={handOff} />}
      <section aria-label="Words" className="flex flex-col gap-4">
        <h2 className="text-lg font-semibold">{first}. Words</h2>
        {title && <CopyBlock title="Title" text={title} />}
        {caption && <CopyBlock title="Caption" text={caption} />}
        {parts.map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts keep their places.
          <CopyBlock key={index} title={`Part ${index + 2}`} text={part} />
        ))}
        {firstComment && <CopyBlock title="First comment, under the post" text={firstComment} />}
      </section>
      <section aria-label="In the app" className="flex flex-col gap-3">
        <h2 className="text-lg font-semibold">{first + 1}. In the app</h2>
        <ul className="flex flex-col gap-3 rounded-2xl border border-line bg-surface p-4">
          {checklist.map(({ text, done }, index) => (
            <li key={text}>
              <Checkbox label={text} checked={done} onChange={(checked) => tick(index, checked)} />
            </li>
          ))}
        </ul>
        {composeUrl && (
          <a
            href={composeUrl}
            target="_blank"
            rel="noreferrer"
            className="inline-flex h-12 items-center justify-center gap-2 rounded-xl border border-line-strong bg-raised px-4 font-medium shadow-soft hover:bg-hover"
          >
            Open {platformName} <ExternalLink className="size-4" aria-hidden />
          </a>
        )}
      </section>
      <section aria-label="Done" className="flex flex-col gap-3">
        <h2 className="text-lg font-semibold">{first + 2}. Done</h2>
        <AddressForm
          hosts={handOff.postHosts}
          busy={step.isPending}
          error={step.error}
          onConfirm={(address) => step.mutate({ step: 'confirm', address })}
        />
      </section>
    </>
  );
}

function Settled({ ticket, handOff }: { ticket: string; handOff: HandOff }) {
  const step = useHandOffStep(ticket);
  const isPublished = handOff.state === 'published';
  return (
    <section
      aria-label="Result"
      className={cx(
        'flex flex-col gap-4 rounded-2xl p-5',
        isPublished ? 'bg-good-soft' : 'border border-warn/50 bg-warn-soft',
      )}
    >
      <p className="flex items-start gap-3 font-medium">
        {isPublished && <CircleCheck className="mt-0.5 size-5 shrink-0 text-good" aria-hidden />}
        {isPublished ? 'It is posted. Thank you.' : 'Nobody said within a day that it was posted.'}
      </p>
      {handOff.remoteUrl && (
        <a
          href={handOff.remoteUrl}
          target="_blank"
          rel="noreferrer"
          className="text-sm break-all text-accent-ink underline underline-offset-4"
        >
          {handOff.remoteUrl}
        </a>
      )}
      {step.error && <ProblemNote error={step.error} />}
      <Button className="self-start" busy={step.isPending} onClick={() => step.mutate({ step: 'undo' })}>
        <Undo2 aria-hidden /> {isPublished ? 'The address is wrong' : 'I can post it now'}
      </Button>
    </section>
  );
}
