'use client';
import type { EngineInstanceInfo } from '@ainfluencer/server/contract/engines';
import { Cpu, Plus } from 'lucide-react';
import { useState } from 'react';
import { useEngineInstances } from '#features/engines/data.ts';
import { useDisconnectEngine } from '#features/engines/mutations.ts';
import { SpendingSection } from '#features/spending/components/spending-section.tsx';
import { Button } from '#ui/button.tsx';
import { Section } from '#ui/card.tsx';
import { Confirm } from '#ui/dialog.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { Page } from '#ui/page.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { SkeletonRows } from '#ui/skeleton.tsx';
import { say, sayError } from '#ui/toast.ts';
import { BuiltInEngines } from './built-in-engines.tsx';
import { ConnectEngine } from './connect-engine.tsx';
import { EditEngine } from './edit-engine.tsx';
import { EngineCard } from './engine-card.tsx';
import { EngineRoutes } from './engine-routes.tsx';
import { WorkPlan } from './work-plan.tsx';

/** What draws, films, writes and speaks: connected engines, who makes what, and what is built in. */
export function Engines() {
  const instances = useEngineInstances();
  const disconnect = useDisconnectEngine();
  const [connecting, setConnecting] = useState(false);
  const [editing, setEditing] = useState<EngineInstanceInfo>();
  const [leaving, setLeaving] = useState<EngineInstanceInfo>();
  const items = instances.data?.items;
  const connectButton = (
    <Button look="primary" onClick={() => setConnecting(true)}>
      <Plus aria-hidden /> Connect an engine
    </Button>
  );
  return (
    <Page
      title="Engines"
      lead="What draws, films, writes and speaks for your characters."
      actions={items && items.length > 0 && connectButton}
      className="gap-10"
    >
      <Section title="Connected">
        {instances.error && <ProblemNote error={instances.error} onRetry={() => void instances.refetch()} />}
        {instances.isPending && <SkeletonRows rows={2} className="h-40" />}
        {items?.length === 0 && (
          <EmptyState icon={Cpu} title="Nothing connected" action={connectButton}>
            Everything works with what is built in. A ComfyUI, Forge, Ollama or speech server of yours adds
            photographic pictures, richer words, more voices and film.
          </EmptyState>
        )}
        {items && items.length > 0 && (
          <ul className="grid gap-4 lg:grid-cols-2">
            {items.map((engine) => (
              <EngineCard
                key={engine.id}
                engine={engine}
                onEdit={() => setEditing(engine)}
                onDisconnect={() => setLeaving(engine)}
              />
            ))}
          </ul>
        )}
      </Section>
      <WorkPlan />
      {items && items.length > 0 && <EngineRoutes instances={items} />}
      <SpendingSection />
      <Section title="Built in" hint="Always there, on this machine, with nothing to install.">
        <BuiltInEngines long />
      </Section>
      <ConnectEngine open={connecting} onOpenChange={setConnecting} />
      {editing && <EditEngine key={editing.id} engine={editing} onClose={() => setEditing(undefined)} />}
      <Confirm
        open={leaving !== undefined}
        onOpenChange={(open) => !open && setLeaving(undefined)}
        title={`Disconnect ${leaving?.name}?`}
        description="What it has made stays. Its address, key and settings are forgotten, and it gets no more work."
        confirm="Disconnect"
        onConfirm={() =>
          leaving &&
          disconnect.mutate(leaving.id, {
            onError: sayError,
            onSuccess: () => say(`${leaving.name} is disconnected.`),
          })
        }
      />
    </Page>
  );
}
