import type { WorkflowReading } from '@ainfluencer/server/contract/workflows';
import { CircleAlert, CircleCheck, CircleDashed } from 'lucide-react';
import { cx } from '#ui/cx.ts';

/** What is in a workflow, and what the engine lacks for it. */
export function WorkflowFound({ reading, engineName }: { reading: WorkflowReading; engineName: string }) {
  const { missing, nodes, models, notes } = reading;
  return (
    <section aria-label="What is in it" className="flex flex-col gap-3 text-sm">
      {missing && <MissingNote missing={missing} engineName={engineName} />}
      {notes.map((note) => (
        <p key={note} className="text-[13px] text-ink-faint">
          {note}
        </p>
      ))}
      <details className="rounded-2xl border border-line">
        <summary className="cursor-pointer px-4 py-3 font-medium">
          {nodes.length} {nodes.length === 1 ? 'node' : 'nodes'}
          {models.length > 0 && `, ${models.length} ${models.length === 1 ? 'model file' : 'model files'}`}
        </summary>
        <ul className="flex flex-col gap-1 px-4 pb-3 text-[13px]">
          {nodes.map(({ id, label, known }) => (
            <Line key={id} text={label} known={known} />
          ))}
          {models.map(({ folder, name, known }) => (
            <Line key={`${folder}/${name}`} text={`${folder}/${name}`} known={known} code />
          ))}
        </ul>
      </details>
    </section>
  );
}

function Line({ text, known, code = false }: { text: string; known: boolean | null; code?: boolean }) {
  const { icon: Icon, label, tone } = knownWords(known);
  return (
    <li className="flex items-start gap-2">
      <Icon className={cx('mt-0.5 size-4 shrink-0', tone)} aria-label={label} />
      {code ? <code className="min-w-0 wrap-anywhere text-xs leading-5">{text}</code> : <span>{text}</span>}
    </li>
  );
}

function knownWords(known: boolean | null) {
  if (known === null) return { icon: CircleDashed, label: 'Not known', tone: 'text-ink-faint' };
  return known
    ? { icon: CircleCheck, label: 'There', tone: 'text-good' }
    : { icon: CircleAlert, label: 'Missing', tone: 'text-bad' };
}

/** Whether an engine has all that a workflow needs. */
export function MissingNote({ missing, engineName }: { missing: readonly string[]; engineName: string }) {
  if (missing.length === 0) {
    return (
      <p className="flex items-center gap-2 rounded-xl bg-good-soft px-3 py-2 text-[13px]">
        <CircleCheck className="size-4 shrink-0 text-good" aria-hidden /> {engineName} has everything it
        needs.
      </p>
    );
  }
  return (
    <div className="rounded-xl bg-warn-soft px-3 py-2 text-[13px]">
      <p className="flex items-center gap-2 font-medium">
        <CircleAlert className="size-4 shrink-0 text-warn" aria-hidden /> Missing on {engineName}
      </p>
      <ul className="mt-1 pl-6">
        {missing.map((one) => (
          <li key={one}>
            <code className="text-xs wrap-anywhere">{one}</code>
          </li>
        ))}
      </ul>
      <p className="mt-1 pl-6 text-ink-soft">You can keep it now and install these later.</p>
    </div>
  );
}
