import type { EngineInstanceInfo, Probe } from '@ainfluencer/server/contract/engines';
import { Check, CircleDashed } from 'lucide-react';

const seconds = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** What an engine can do, and what is missing for the rest. */
export function AbilityList({ probe, speeds = [] }: { probe: Probe; speeds?: EngineInstanceInfo['speeds'] }) {
  const ready = probe.abilities.filter((ability) => ability.ready);
  const lacking = probe.abilities.filter((ability) => !ability.ready);
  return (
    <div className="flex flex-col gap-3 text-[13px]">
      {ready.length > 0 && (
        <ul aria-label="What it can do" className="flex flex-col gap-1.5">
          {ready.map((ability) => {
            const speed = speeds.find((one) => one.ability === ability.id);
            return (
              <li key={`${ability.medium} ${ability.id}`} className="flex items-start gap-2">
                <Check className="mt-0.5 size-4 shrink-0 text-good" aria-label="Ready" />
                <span className="min-w-0">
                  {ability.label}
                  {speed && (
                    <span className="text-ink-faint"> · about {seconds.format(speed.seconds)} s</span>
                  )}
                  {ability.licence?.commercial === false && (
                    <span className="block text-warn">{ability.licence.name}: not for commercial work</span>
                  )}
                </span>
              </li>
            );
          })}
        </ul>
      )}
      {lacking.length > 0 && (
        <details>
          <summary className="cursor-pointer text-ink-faint hover:text-ink">
            {lacking.length} more with something installed
          </summary>
          <ul aria-label="What it could do" className="mt-2 flex flex-col gap-2">
            {lacking.map((ability) => (
              <li key={`${ability.medium} ${ability.id}`} className="flex items-start gap-2">
                <CircleDashed className="mt-0.5 size-4 shrink-0 text-ink-faint" aria-label="Missing" />
                <span className="min-w-0">
                  {ability.label}
                  {ability.missing.map((missing) => (
                    <code key={missing} className="block break-all text-xs text-ink-faint">
                      {missing}
                    </code>
                  ))}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {probe.notes.map((note) => (
        <p key={note} className="text-ink-faint">
          {note}
        </p>
      ))}
    </div>
  );
}
