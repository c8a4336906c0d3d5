import { Scissors } from 'lucide-react';

/** What is changed of a post so that one platform takes it. */
export function Changes({ changes }: { changes: readonly string[] }) {
  return (
    <div className="mt-3 text-[13px] text-ink-soft">
      <p className="flex items-center gap-1.5 font-medium">
        <Scissors className="size-3.5 text-ink-faint" aria-hidden /> Made to fit
      </p>
      <ul className="mt-1 list-disc space-y-0.5 pl-5 break-words">
        {changes.map((change) => (
          <li key={change}>{change}</li>
        ))}
      </ul>
    </div>
  );
}
