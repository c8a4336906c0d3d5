'use client';
import type { EngineInstanceInfo } from '@ainfluencer/server/contract/engines';
import {
  CircleCheck,
  CirclePause,
  Ellipsis,
  Pencil,
  Power,
  RotateCw,
  TriangleAlert,
  Unplug,
} from 'lucide-react';
import { media } from '#features/engines/media.ts';
import { useEditEngine, useProbeEngine } from '#features/engines/mutations.ts';
import { OwnWorkflowsButton } from '#features/workflows/components/own-workflows.tsx';
import { Ago } from '#ui/ago.tsx';
import { Badge } from '#ui/badge.tsx';
import { IconButton } from '#ui/button.tsx';
import { Menu, MenuItem, MenuLine } from '#ui/menu.tsx';
import { say, sayError } from '#ui/toast.ts';
import { AbilityList } from './ability-list.tsx';

const health = {
  ok: { tone: 'good', label: 'Works', icon: CircleCheck },
  unknown: { tone: 'plain', label: 'Not asked yet', icon: RotateCw },
  unreachable: { tone: 'bad', label: 'Does not answer', icon: TriangleAlert },
  set_aside: { tone: 'warn', label: 'Set aside', icon: TriangleAlert },
  off: { tone: 'plain', label: 'Off', icon: CirclePause },
} as const;

const shortSeconds = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

interface EngineCardProps {
  engine: EngineInstanceInfo;
  onEdit: () => void;
  onDisconnect: () => void;
}

/** One connected engine: how it is, what it can do, how fast, and what it does now. */
export function EngineCard({ engine, onEdit, onDisconnect }: EngineCardProps) {
  const probe = useProbeEngine();
  const edit = useEditEngine();
  const { tone, label, icon: Icon } = health[engine.health];
  const setEnabled = (enabled: boolean) =>
    edit.mutate(
      { id: engine.id, enabled },
      {
        onError: sayError,
        onSuccess: () =>
          say(enabled ? `${engine.name} gets work again.` : `${engine.name} gets no more work.`, () =>
            edit.mutate({ id: engine.id, enabled: !enabled }, { onError: sayError }),
          ),
      },
    );
  return (
    <li className="flex flex-col gap-3 rounded-2xl border border-line bg-surface p-4 shadow-soft">
      <div className="flex items-start gap-3">
        <span className="flex size-10 shrink-0 items-center justify-center gap-1 rounded-xl bg-sunken text-ink-soft">
          <MediumIcon medium={engine.media[0] ?? 'image'} />
        </span>
        <div className="min-w-0 flex-1">
          <h3 className="truncate font-semibold">{engine.name}</h3>
          <p className="truncate text-[13px] text-ink-soft">
            {engine.kindName} ·{' '}
            {engine.runsHere ? 'beside the studio' : engine.address.replace(/^https?:\/\//, '')}
          </p>
        </div>
        <Menu
          trigger={
            <IconButton label={`More for ${engine.name}`} size="small">
              <Ellipsis />
            </IconButton>
          }
        >
          <MenuItem onSelect={() => probe.mutate(engine.id, { onError: sayError })}>
            <RotateCw aria-hidden /> Ask it again
          </MenuItem>
          <MenuItem onSelect={onEdit}>
            <Pencil aria-hidden /> Edit
          </MenuItem>
          <MenuItem onSelect={() => setEnabled(!engine.enabled)}>
            <Power aria-hidden /> {engine.enabled ? 'Switch off' : 'Switch on'}
          </MenuItem>
          <MenuLine />
          <MenuItem danger onSelect={onDisconnect}>
            <Unplug aria-hidden /> Disconnect
          </MenuItem>
        </Menu>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <Badge tone={tone}>
          <Icon aria-hidden /> {probe.isPending ? 'Asking …' : label}
        </Badge>
        {engine.running > 0 && (
          <Badge tone="info">
            {engine.running} {engine.running === 1 ? 'piece of work' : 'pieces of work'}
          </Badge>
        )}
        {engine.probedAt && (
          <span className="text-xs text-ink-faint">
            asked <Ago at={engine.probedAt} />
          </span>
        )}
      </div>
      {engine.healthMessage && <p className="text-[13px] text-ink-soft">{engine.healthMessage}</p>}
      {engine.healthHint && engine.health !== 'ok' && (
        <p className="text-[13px] text-warn">{engine.healthHint}</p>
      )}
      {engine.loadedModel && (
        <p className="text-[13px] text-ink-soft">
          <span className="break-all">{engine.loadedModel}</span> lies in its memory.
        </p>
      )}
      {engine.swaps.length > 0 && (
        <ul aria-label="What loading a model costs" className="text-[13px] text-ink-faint">
          {engine.swaps.map(({ model, seconds }) => (
            <li key={model} className="break-all">
              Loading {model}: about {shortSeconds.format(seconds)} s
            </li>
          ))}
        </ul>
      )}
      {engine.probe && <AbilityList probe={engine.probe} speeds={engine.speeds} />}
      <OwnWorkflowsButton engine={engine} />
    </li>
  );
}

function MediumIcon({ medium }: { medium: EngineInstanceInfo['media'][number] }) {
  const { icon: Icon } = media[medium];
  return <Icon className="size-5" aria-hidden />;
}
