'use client';
import type { EngineInstanceInfo, EngineRoute } from '@ainfluencer/server/contract/engines';
import { useEngineRoutes } from '#features/engines/data.ts';
import { media } from '#features/engines/media.ts';
import { useSetRoute } from '#features/engines/mutations.ts';
import { Card, Section } from '#ui/card.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Select } from '#ui/select.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { Switch } from '#ui/switch.tsx';
import { say, sayError } from '#ui/toast.ts';

interface EngineRoutesProps {
  instances: readonly EngineInstanceInfo[];
  /** Of this character; of the whole workspace when absent. */
  characterId?: string;
}

/** Which engine makes what. */
export function EngineRoutes({ instances, characterId }: EngineRoutesProps) {
  const routes = useEngineRoutes(characterId);
  return (
    <Section
      title="Who makes what"
      hint="A connected engine that can do it takes over from the built-in one. A voice belongs to its engine: it is chosen with the character’s voice."
    >
      {routes.error && <ProblemNote error={routes.error} onRetry={() => void routes.refetch()} />}
      {routes.isPending && <Skeleton className="h-40" />}
      {routes.data && (
        <Card>
          <ul className="divide-y divide-line">
            {routes.data.items
              .filter(({ medium }) => medium !== 'speech')
              .map((route) => (
                <RouteRow
                  key={route.medium}
                  route={route}
                  instances={instances.filter(({ media: made }) => made.includes(route.medium))}
                  characterId={characterId}
                />
              ))}
          </ul>
        </Card>
      )}
    </Section>
  );
}

interface RouteRowProps {
  route: EngineRoute;
  instances: readonly EngineInstanceInfo[];
  characterId: string | undefined;
}

function RouteRow({ route, instances, characterId }: RouteRowProps) {
  const set = useSetRoute();
  const { icon: Icon, label } = media[route.medium];
  const { choice } = route;
  const value =
    choice === null ? 'workspace' : choice.kind === 'instances' ? (choice.instanceIds[0] ?? '') : choice.kind;
  const send = (next: EngineRoute['choice']) =>
    set.mutate(
      { medium: route.medium, choice: next, ...(characterId !== undefined && { characterId }) },
      { onError: sayError, onSuccess: () => say(`${label}: changed.`) },
    );
  const choose = (next: string) => {
    if (next === 'workspace') send(null);
    else if (next === 'automatic' || next === 'builtin') send({ kind: next });
    else send({ kind: 'instances', instanceIds: [next], fallback: false });
  };
  return (
    <li className="flex flex-col gap-2 py-3 first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <span className="flex min-w-36 flex-1 items-center gap-3">
          <Icon className="size-5 shrink-0 text-ink-faint" aria-hidden />
          <span>
            <span className="block text-sm font-medium">{label}</span>
            <span className="block text-[13px] text-ink-faint">Now: {route.now}</span>
          </span>
        </span>
        <Select
          label={`Who makes ${label.toLowerCase()}`}
          size="small"
          className="w-full sm:w-64"
          value={value}
          onChange={choose}
          choices={[
            ...(characterId === undefined ? [] : [{ value: 'workspace', label: 'As the workspace says' }]),
            { value: 'automatic', label: 'Whoever can do it best' },
            ...instances.map(({ id, name }) => ({ value: id, label: `Only ${name}` })),
            { value: 'builtin', label: 'Only the built-in one' },
          ]}
        />
      </div>
      {choice?.kind === 'instances' && (
        <Switch
          className="sm:pl-8"
          label="Let the built-in one do it when this one cannot"
          hint={route.medium === 'image' ? 'It draws another, painted face.' : undefined}
          checked={choice.fallback}
          onChange={(fallback) => send({ ...choice, fallback })}
        />
      )}
    </li>
  );
}
