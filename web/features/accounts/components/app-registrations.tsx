'use client';
import type { AppRegistration } from '@ainfluencer/server/contract/accounts';
import { KeyRound, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { usePlatforms, useRegistrations } from '#features/accounts/data.ts';
import { useDeleteRegistration, useKeepRegistration } from '#features/accounts/mutations.ts';
import { Ago } from '#ui/ago.tsx';
import { Button, IconButton } from '#ui/button.tsx';
import { Confirm, Dialog } from '#ui/dialog.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { say, sayError } from '#ui/toast.ts';
import { ConnectFields, type Draft, filled, isFilled } from './connect-fields.tsx';

/** What is kept of the apps people registered at platforms: replace it, or forget it. */
export function AppRegistrations() {
  const registrations = useRegistrations();
  const forget = useDeleteRegistration();
  const [replacing, setReplacing] = useState<AppRegistration>();
  const [forgetting, setForgetting] = useState<AppRegistration>();
  return (
    <>
      {registrations.error && <ProblemNote error={registrations.error} />}
      {registrations.data?.items.length === 0 && (
        <p className="text-sm text-ink-soft">
          None yet. When you sign in at a platform, what you registered there is kept, sealed, so that the
          next account needs no typing.
        </p>
      )}
      <ul className="flex flex-col gap-3">
        {registrations.data?.items.map((one) => (
          <li
            key={one.platform}
            className="flex items-center gap-3 rounded-2xl border border-line bg-surface p-4 shadow-soft"
          >
            <KeyRound className="size-5 shrink-0 text-ink-faint" aria-hidden />
            <div className="min-w-0 flex-1">
              <p className="font-medium">{one.platformName}</p>
              <p className="text-[13px] break-words text-ink-faint">
                {one.fields.map(({ label, value }) => `${label}: ${value ?? '••••'}`).join(' · ')} · kept{' '}
                <Ago at={one.keptAt} />
              </p>
            </div>
            <IconButton
              label={`Replace what is kept for ${one.platformName}`}
              onClick={() => setReplacing(one)}
            >
              <Pencil />
            </IconButton>
            <IconButton
              label={`Forget what is kept for ${one.platformName}`}
              onClick={() => setForgetting(one)}
            >
              <Trash2 />
            </IconButton>
          </li>
        ))}
      </ul>
      {replacing && <Replace registration={replacing} onClose={() => setReplacing(undefined)} />}
      <Confirm
        open={forgetting !== undefined}
        onOpenChange={(open) => !open && setForgetting(undefined)}
        title={`Forget the app at ${forgetting?.platformName}?`}
        description="Accounts that were connected with it go on as they are. The next one needs its fields again."
        confirm="Forget it"
        onConfirm={() => forgetting && forget.mutate(forgetting.platform, { onError: sayError })}
      />
    </>
  );
}

function Replace({ registration, onClose }: { registration: AppRegistration; onClose: () => void }) {
  const { platform, platformName } = registration;
  const fields = usePlatforms().data?.get(platform)?.oauth?.fields ?? [];
  const keep = useKeepRegistration();
  const kept = registration.fields.map(({ name }) => name);
  const [draft, setDraft] = useState<Draft>(
    Object.fromEntries(registration.fields.map(({ name, value }) => [name, value ?? ''])),
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`App at ${platformName}`}
      footer={
        <Button
          look="primary"
          busy={keep.isPending}
          disabled={!isFilled(fields, draft, kept)}
          onClick={() =>
            keep.mutate(
              { platform, fields: filled(fields, draft) },
              {
                onSuccess: () => {
                  say('Kept.');
                  onClose();
                },
              },
            )
          }
        >
          Keep it
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <ConnectFields fields={fields} values={draft} onChange={setDraft} error={keep.error} kept={kept} />
        {keep.error && <ProblemNote error={keep.error} />}
      </div>
    </Dialog>
  );
}
