'use client';
import type { EngineRoute } from '@ainfluencer/server/contract/engines';
import { useEngineInstances, useEngineRoutes } from '#features/engines/data.ts';

/** What the engines that would make something for a character can do, as far as the studio asks about it. */
export function useEngineAbilities(characterId: string | undefined) {
  const routes = useEngineRoutes(characterId).data?.items;
  const instances = useEngineInstances().data?.items;
  const routeOf = (medium: EngineRoute['medium']) => routes?.find((route) => route.medium === medium);
  const isConnected = (medium: EngineRoute['medium']) => {
    const by = routeOf(medium)?.by;
    return by === 'connected' || by === 'waiting';
  };
  const chosen = routeOf('image')?.choice;
  const candidates = (instances ?? []).filter(
    ({ id, enabled }) => enabled && (chosen?.kind !== 'instances' || chosen.instanceIds.includes(id)),
  );
  const takesReferences =
    isConnected('image') &&
    candidates.some(({ probe }) =>
      probe?.abilities.some(({ id, ready }) => ready && id === 'image-from-references'),
    );
  return { routes, isConnected, takesReferences };
}
