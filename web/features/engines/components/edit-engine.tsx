'use client';
import type { EngineInstanceInfo } from '@ainfluencer/server/contract/engines';
import { useState } from 'react';
import { useEngineKinds } from '#features/engines/data.ts';
import { useEditEngine } from '#features/engines/mutations.ts';
import { Button } from '#ui/button.tsx';
import { Sheet } from '#ui/dialog.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { say } from '#ui/toast.ts';
import { type EngineDraft, EngineFields } from './engine-fields.tsx';

/** Name, address, key and settings of a connected engine. */
export function EditEngine({ engine, onClose }: { engine: EngineInstanceInfo; onClose: () => void }) {
  const kind = useEngineKinds().data?.items.find(({ id }) => id === engine.kind);
  const edit = useEditEngine();
  const [draft, setDraft] = useState<EngineDraft>({
    name: engine.name,
    address: engine.address,
    key: '',
    settings: { ...kind?.defaults, ...engine.settings },
  });
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()} title={`Edit ${engine.name}`}>
      {kind && (
        <form
          className="flex flex-col gap-5"
          onSubmit={(event) => {
            event.preventDefault();
            const { key, ...rest } = draft;
            edit.mutate(
              { id: engine.id, ...rest, name: rest.name.trim(), ...(key && { key }) },
              {
                onSuccess: () => {
                  say(`${draft.name.trim()} is changed.`);
                  onClose();
                },
              },
            );
          }}
        >
          <EngineFields
            kind={kind}
            draft={draft}
            onChange={setDraft}
            error={edit.error}
            hasKey={engine.hasKey}
            probe={engine.probe ?? undefined}
          />
          {edit.error && <ProblemNote error={edit.error} />}
          <Button
            type="submit"
            look="primary"
            className="self-end"
            disabled={draft.name.trim() === '' || draft.address.trim() === ''}
            busy={edit.isPending}
          >
            Save
          </Button>
        </form>
      )}
    </Sheet>
  );
}
