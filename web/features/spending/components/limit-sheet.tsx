'use client';
import type { Spending } from '@ainfluencer/server/contract/spending';
import { useState } from 'react';
import { useSetLimit } from '#features/spending/data.ts';
import { dollars, readDollars } from '#features/spending/money.ts';
import { Button } from '#ui/button.tsx';
import { Sheet } from '#ui/dialog.tsx';
import { Field, Input } from '#ui/field.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Switch } from '#ui/switch.tsx';
import { say } from '#ui/toast.ts';

const asTyped = (micros: number) => String(micros / 1e6);

/** The monthly limit, and what is done where no price is known. */
export function LimitSheet({ spending, onClose }: { spending: Spending; onClose: () => void }) {
  const { limitMicros, unknownPriceMicros, spentMicros, timeZone } = spending;
  const save = useSetLimit();
  const [limit, setLimit] = useState(limitMicros === 0 ? '' : asTyped(limitMicros));
  const [allowsUnknown, setAllowsUnknown] = useState(unknownPriceMicros !== null);
  const [unknown, setUnknown] = useState(asTyped(unknownPriceMicros ?? 250_000));
  const limitRead = limit.trim() === '' ? 0 : readDollars(limit);
  const unknownRead = readDollars(unknown);
  const isReady =
    limitRead !== undefined && (!allowsUnknown || (unknownRead !== undefined && unknownRead > 0));
  const send = () => {
    if (!isReady) return;
    const input = {
      limitMicros: limitRead,
      unknownPriceMicros: allowsUnknown ? (unknownRead ?? null) : null,
    };
    save.mutate(input, {
      onSuccess: () => {
        say(
          limitRead === 0 ? 'Paid engines are off.' : `Paid engines may cost ${dollars(limitRead)} a month.`,
        );
        onClose();
      },
    });
  };
  return (
    <Sheet
      open
      onOpenChange={(open) => !open && onClose()}
      title="Monthly limit"
      description="For all engines that are paid by use, together."
    >
      <form
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Field
          label="US dollars a month"
          error={limitRead === undefined ? 'Write an amount such as 20 or 7.50.' : undefined}
          hint={`A calendar month in ${timeZone.replaceAll('_', ' ')}. Empty or 0 switches paid engines off. ${dollars(spentMicros)} are spent this month.`}
        >
          {(props) => (
            <Input
              {...props}
              inputMode="decimal"
              placeholder="0"
              value={limit}
              onChange={(event) => setLimit(event.target.value)}
            />
          )}
        </Field>
        <Switch
          label="Allow models without a known price"
          hint="Their cost cannot be told before. An amount you name is counted for each piece; the bill may be higher."
          checked={allowsUnknown}
          onChange={setAllowsUnknown}
        />
        {allowsUnknown && (
          <Field
            label="Count for each piece, in US dollars"
            error={
              unknownRead === undefined || unknownRead === 0 ? 'Write an amount such as 0.25.' : undefined
            }
          >
            {(props) => (
              <Input
                {...props}
                inputMode="decimal"
                value={unknown}
                onChange={(event) => setUnknown(event.target.value)}
              />
            )}
          </Field>
        )}
        {save.error && <ProblemNote error={save.error} />}
        <Button type="submit" look="primary" className="self-end" disabled={!isReady} busy={save.isPending}>
          Save
        </Button>
      </form>
    </Sheet>
  );
}
