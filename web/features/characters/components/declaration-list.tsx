'use client';
import type { DeclarationState } from '@ainfluencer/server/contract/characters';
import { FileDown, ShieldCheck, UserRoundCheck, UserRoundX } from 'lucide-react';
import { useState } from 'react';
import { useWithdrawConsent } from '#features/characters/mutations.ts';
import { Badge } from '#ui/badge.tsx';
import { Button } from '#ui/button.tsx';
import { cx } from '#ui/cx.ts';
import { Confirm } from '#ui/dialog.tsx';
import { longDate } from '#ui/time.ts';
import { say, sayError } from '#ui/toast.ts';

interface DeclarationListProps {
  characterId: string;
  declarations: readonly DeclarationState[];
}

/** What a character stands on: that it is made up, or the consent of a real person; ended ones stay on record. */
export function DeclarationList({ characterId, declarations }: DeclarationListProps) {
  const withdraw = useWithdrawConsent(characterId);
  const [ending, setEnding] = useState<DeclarationState>();
  return (
    <section aria-label="On record" className="flex flex-col gap-3">
      <h2 className="text-lg font-semibold">On record</h2>
      <ul className="flex flex-col divide-y divide-line rounded-2xl border border-line bg-surface shadow-soft">
        {declarations.map((declaration) => (
          <li key={declaration.id} className={cx('flex gap-3 p-4', !declaration.live && 'text-ink-faint')}>
            <Icon declaration={declaration} />
            <Entry declaration={declaration} onWithdraw={() => setEnding(declaration)} />
          </li>
        ))}
      </ul>
      <Confirm
        open={ending !== undefined}
        onOpenChange={(open) => !open && setEnding(undefined)}
        title={`Withdraw the consent of ${ending?.signer}?`}
        description="The references that stand on it are deleted at once, with their files. The record of the consent stays. This cannot be undone."
        confirm="Withdraw it"
        onConfirm={() =>
          ending &&
          withdraw.mutate(ending.id, {
            onError: sayError,
            onSuccess: () => say(`The consent of ${ending.signer} is withdrawn.`),
          })
        }
      />
    </section>
  );
}

function Icon({ declaration }: { declaration: DeclarationState }) {
  const Shown =
    declaration.kind === 'synthetic' ? ShieldCheck : declaration.live ? UserRoundCheck : UserRoundX;
  return (
    <Shown
      className={cx('mt-0.5 size-5 shrink-0', declaration.live ? 'text-accent' : 'text-ink-faint')}
      aria-hidden
    />
  );
}

const covered = { face: 'Face', voice: 'Voice' } as const;

function Entry({ declaration, onWithdraw }: { declaration: DeclarationState; onWithdraw: () => void }) {
  const { consent, live, withdrawnAt } = declaration;
  return (
    <div className="min-w-0 flex-1 text-sm">
      <p className="flex flex-wrap items-center gap-2 font-medium">
        {consent ? `Consent of ${declaration.signer}` : 'Declared as made up'}
        {live && consent?.covers.map((kind) => <Badge key={kind}>{covered[kind]}</Badge>)}
        {withdrawnAt && <Badge tone="warn">Withdrawn</Badge>}
        {!live && !withdrawnAt && <Badge tone="warn">Ended</Badge>}
      </p>
      <p className={cx('mt-1 text-[13px]', live && 'text-ink-soft')}>
        {consent ? consent.purpose : declaration.statement}
      </p>
      <p className="mt-1 text-xs text-ink-faint">
        {consent
          ? `Given on ${longDate(consent.givenOn)}${consent.until ? `, until ${longDate(consent.until)}` : ''}`
          : `${declaration.signer}, ${longDate(declaration.createdAt)}`}
        {withdrawnAt && `, withdrawn on ${longDate(withdrawnAt)}`}
        {consent?.note && ` · ${consent.note}`}
      </p>
      {consent && (consent.evidenceUrl || live) && (
        <p className="mt-2 -ml-3 flex flex-wrap gap-1">
          {consent.evidenceUrl && (
            <a
              href={consent.evidenceUrl}
              className="inline-flex h-8 items-center gap-1.5 rounded-lg px-3 text-[13px] font-medium text-accent-ink hover:bg-hover"
            >
              <FileDown className="size-4" aria-hidden /> The file
            </a>
          )}
          {live && (
            <Button size="small" look="ghost" onClick={onWithdraw}>
              Withdraw
            </Button>
          )}
        </p>
      )}
    </div>
  );
}
