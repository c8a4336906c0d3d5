'use client';
import type { Workflow } from '@ainfluencer/server/contract/workflows';
import { FlaskConical, Pencil, Trash2 } from 'lucide-react';
import { Badge } from '#ui/badge.tsx';
import { Button, IconButton } from '#ui/button.tsx';
import { MissingNote } from './workflow-found.tsx';

interface WorkflowRowProps {
  workflow: Workflow;
  onEdit: () => void;
  onTry: () => void;
  onForget: () => void;
  /** While one is being deleted. */
  busy: boolean;
}

/** One workflow that is kept: what for, when it is used, and what is missing for it. */
export function WorkflowRow({ workflow, onEdit, onTry, onForget, busy }: WorkflowRowProps) {
  return (
    <li className="flex flex-col gap-2 rounded-2xl border border-line p-3">
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <h3 className="truncate font-medium">{workflow.label}</h3>
          <p className="text-[13px] text-ink-faint">
            {workflow.abilityLabel} · {workflow.nodes} nodes
          </p>
        </div>
        <IconButton label={`Change ${workflow.label}`} size="small" onClick={onEdit}>
          <Pencil />
        </IconButton>
        <IconButton label={`Delete ${workflow.label}`} size="small" disabled={busy} onClick={onForget}>
          <Trash2 />
        </IconButton>
      </div>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Badge tone={workflow.use === 'always' ? 'accent' : 'plain'}>
          {workflow.use === 'always' ? 'For all such work' : 'When chosen'}
        </Badge>
        <Button size="small" onClick={onTry}>
          <FlaskConical aria-hidden /> Try it <span className="sr-only">: {workflow.label}</span>
        </Button>
      </div>
      {workflow.missing === null && (
        <p className="text-[13px] text-ink-faint">
          The engine does not answer now, so what it lacks is not known.
        </p>
      )}
      {workflow.missing && workflow.missing.length > 0 && (
        <MissingNote missing={workflow.missing} engineName={workflow.engineName} />
      )}
    </li>
  );
}
