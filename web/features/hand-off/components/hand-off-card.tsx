'use client';
import { Copy, ExternalLink, RotateCw, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useHandOffChange, useHandOffOf } from '#features/hand-off/data.ts';
import { copyWords } from '#features/hand-off/share-files.ts';
import { Ago } from '#ui/ago.tsx';
import { Button } from '#ui/button.tsx';
import { Card } from '#ui/card.tsx';
import { Confirm } from '#ui/dialog.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { dayAndTime } from '#ui/time.ts';
import { say, sayError } from '#ui/toast.ts';
import { AddressForm } from './address-form.tsx';

/** On the page of a delivery that a person posts: its link, and where it went. */
export function HandOffCard({ deliveryId, waiting }: { deliveryId: string; waiting: boolean }) {
  const query = useHandOffOf(deliveryId);
  const change = useHandOffChange(deliveryId);
  const [asking, setAsking] = useState(false);
  const made = query.data;
  if (query.isPending) return <Skeleton className="h-40" />;
  if (!made) {
    return waiting ? (
      <Card aria-label="Post by hand">
        <h2 className="text-lg font-semibold">Post by hand</h2>
        <p className="mt-1 text-sm text-ink-soft">
          The package is made shortly before its time: files, words, and a link for your phone.
        </p>
      </Card>
    ) : null;
  }
  const copy = async () => {
    if (await copyWords(made.link)) say('Link copied.');
    else sayError(new Error('The browser does not let this page copy. Mark the link and copy it yourself.'));
  };
  return (
    <Card aria-label="Post by hand" className="flex flex-col gap-4">
      <header>
        <h2 className="text-lg font-semibold">Post by hand</h2>
        <p className="text-sm text-ink-soft">
          {made.state === 'open'
            ? 'Open the link on the phone that has the app. It works without signing in.'
            : made.state === 'published'
              ? 'A person posted it and gave its address.'
              : 'It no longer waits for a person.'}
        </p>
      </header>
      {made.state === 'open' && (
        <>
          <div className="flex flex-wrap gap-2">
            <a
              href={made.link}
              target="_blank"
              rel="noreferrer"
              className="inline-flex h-10 items-center gap-2 rounded-xl bg-accent px-4 text-sm font-medium text-accent-contrast shadow-soft hover:bg-accent-hover"
            >
              Open the package <ExternalLink className="size-4" aria-hidden />
            </a>
            <Button onClick={() => void copy()}>
              <Copy aria-hidden /> Copy link
            </Button>
            <Button look="ghost" busy={change.isPending} onClick={() => setAsking(true)}>
              <RotateCw aria-hidden /> New link
            </Button>
          </div>
          <p className="text-[13px] text-ink-faint">
            The link works until {dayAndTime(made.linkExpiresAt)}. Due <Ago at={made.dueAt} />.
          </p>
          {made.messageProblem && (
            <p className="text-[13px] text-warn">The message to your phone failed: {made.messageProblem}</p>
          )}
          <AddressForm
            hosts={made.postHosts}
            busy={change.isPending}
            error={change.error}
            onConfirm={(address) =>
              change.mutate({ step: 'confirm', address }, { onSuccess: () => say('Noted as published.') })
            }
          />
        </>
      )}
      {(made.state === 'published' || made.state === 'missed') && (
        <Button
          className="self-start"
          busy={change.isPending}
          onClick={() => change.mutate({ step: 'undo' }, { onError: sayError })}
        >
          <Undo2 aria-hidden /> {made.state === 'published' ? 'The address is wrong' : 'Wait for it again'}
        </Button>
      )}
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title="Make a new link?"
        description="The link given out before stops working at once."
        confirm="New link"
        onConfirm={() =>
          change.mutate({ step: 'new-link' }, { onError: sayError, onSuccess: () => say('New link made.') })
        }
      />
    </Card>
  );
}
