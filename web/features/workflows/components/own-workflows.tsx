'use client';
import type { EngineInstanceInfo } from '@ainfluencer/server/contract/engines';
import type { KeepWorkflow, Workflow, WorkflowReading } from '@ainfluencer/server/contract/workflows';
import { Plus, Undo2, Workflow as WorkflowIcon } from 'lucide-react';
import { useState } from 'react';
import { useEngineKinds } from '#features/engines/data.ts';
import { useKeptWorkflow, useWorkflows, useWorkflowsOf } from '#features/workflows/data.ts';
import { useKeepWorkflow, useReadWorkflow, useRemoveWorkflow } from '#features/workflows/mutations.ts';
import { Button } from '#ui/button.tsx';
import { Sheet } from '#ui/dialog.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { sayError } from '#ui/toast.ts';
import { MapWorkflow } from './map-workflow.tsx';
import { TryWorkflow } from './try-workflow.tsx';
import { WorkflowDrop } from './workflow-drop.tsx';
import { WorkflowRow } from './workflow-row.tsx';

/** The way to an engine's own workflows, for engines that run such files. */
export function OwnWorkflowsButton({ engine }: { engine: EngineInstanceInfo }) {
  const kind = useEngineKinds().data?.items.find(({ id }) => id === engine.kind);
  const all = useWorkflows().data?.items.filter(({ engineId }) => engineId === engine.id) ?? [];
  const [open, setOpen] = useState(false);
  if (!kind?.workflows) return null;
  return (
    <>
      <Button size="small" className="self-start" onClick={() => setOpen(true)}>
        <WorkflowIcon aria-hidden /> Own workflows{all.length > 0 && ` (${all.length})`}
        <span className="sr-only">of {engine.name}</span>
      </Button>
      <OwnWorkflows engine={engine} open={open} onOpenChange={setOpen} steps={kind.workflows.exportSteps} />
    </>
  );
}

interface OwnWorkflowsProps {
  engine: EngineInstanceInfo;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  steps: readonly string[];
}

/** What is kept, what was just read, or one that is changed. Closing the panel loses none of it. */
function OwnWorkflows({ engine, open, onOpenChange, steps }: OwnWorkflowsProps) {
  const read = useReadWorkflow(engine.id);
  const [draft, setDraft] = useState<{ reading: WorkflowReading; name: string }>();
  const [editing, setEditing] = useState<Workflow>();
  const kept = useKeptWorkflow(engine.id, editing?.id);
  const [trying, setTrying] = useState<Workflow>();
  const done = () => {
    setDraft(undefined);
    setEditing(undefined);
    read.reset();
  };
  const take = (file: File) =>
    read.mutate(file, {
      onSuccess: (reading) => {
        const name = file.name
          .replace(/\.\w+$/, '')
          .replaceAll(/[_-]+/g, ' ')
          .trim();
        setDraft({
          reading: { ...reading, suggestion: { ...reading.suggestion, label: name.slice(0, 80) } },
          name,
        });
      },
    });
  return (
    <>
      <Sheet
        open={open}
        onOpenChange={onOpenChange}
        title={editing ? `Change ${editing.label}` : `Own workflows of ${engine.name}`}
        description={
          draft || editing ? undefined : 'A workflow of yours becomes a way for this engine to work.'
        }
        className="sm:w-[38rem]"
      >
        {draft && (
          <MapWorkflow key={draft.name} engine={engine} reading={draft.reading} onBack={done} onKept={done} />
        )}
        {editing && kept.isPending && <Skeleton className="h-64" />}
        {editing && kept.error && <ProblemNote error={kept.error} onRetry={() => void kept.refetch()} />}
        {editing && kept.data && (
          <MapWorkflow
            key={editing.id}
            engine={engine}
            reading={kept.data.reading}
            workflowId={editing.id}
            onBack={done}
            onKept={done}
          />
        )}
        {!draft && !editing && (
          <div className="flex flex-col gap-6">
            <WorkflowList engine={engine} open={open} onEdit={setEditing} onTry={setTrying} />
            <section aria-label="Add a workflow" className="flex flex-col gap-3">
              <h3 className="flex items-center gap-2 text-sm font-semibold">
                <Plus className="size-4" aria-hidden /> Add a workflow
              </h3>
              <WorkflowDrop onFile={take} busy={read.isPending} error={read.error} steps={steps} />
            </section>
          </div>
        )}
      </Sheet>
      {trying && <TryWorkflow key={trying.id} workflow={trying} onClose={() => setTrying(undefined)} />}
    </>
  );
}

interface WorkflowListProps {
  engine: EngineInstanceInfo;
  open: boolean;
  onEdit: (workflow: Workflow) => void;
  onTry: (workflow: Workflow) => void;
}

function WorkflowList({ engine, open, onEdit, onTry }: WorkflowListProps) {
  const list = useWorkflowsOf(engine.id, open);
  const remove = useRemoveWorkflow(engine.id);
  const keep = useKeepWorkflow(engine.id);
  const [removed, setRemoved] = useState<{ kept: KeepWorkflow; label: string }>();
  if (list.error) return <ProblemNote error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <Skeleton className="h-20" />;
  const { items } = list.data;
  const forget = ({ id, label }: Workflow) =>
    remove.mutate(id, { onError: sayError, onSuccess: (kept) => setRemoved({ kept, label }) });
  const bringBack = () =>
    removed &&
    keep.mutate(removed.kept, {
      onError: sayError,
      onSuccess: () => setRemoved(undefined),
    });
  return (
    <div className="flex flex-col gap-3">
      {items.length === 0 && <p className="text-sm text-ink-faint">None yet.</p>}
      {removed && (
        <p
          role="status"
          className="flex items-center justify-between gap-3 rounded-xl bg-sunken py-1.5 pr-1.5 pl-4 text-sm"
        >
          {removed.label} is deleted. What it made stays.
          <Button size="small" busy={keep.isPending} onClick={bringBack}>
            <Undo2 aria-hidden /> Undo
          </Button>
        </p>
      )}
      {items.length > 0 && (
        <ul aria-label="Workflows" className="flex flex-col gap-3">
          {items.map((workflow) => (
            <WorkflowRow
              key={workflow.id}
              workflow={workflow}
              onEdit={() => onEdit(workflow)}
              onTry={() => onTry(workflow)}
              onForget={() => forget(workflow)}
              busy={remove.isPending}
            />
          ))}
        </ul>
      )}
    </div>
  );
}
