'use client';
import {
  EngineInstanceInfos,
  EngineKindInfos,
  EnginePlan,
  EngineRoutes,
  EngineStates,
} from '@ainfluencer/server/contract/engines';
import { useQuery } from '@tanstack/react-query';
import { api } from '#api/client.ts';

/** The built-in engines, and the voices that can be chosen. */
export function useEngines() {
  return useQuery({
    queryKey: ['engines', 'built-in'],
    queryFn: ({ signal }) => api.get('/engines', EngineStates, {}, signal),
  });
}

/** Programs and services that can be connected. */
export function useEngineKinds() {
  return useQuery({
    queryKey: ['engine-kinds'],
    queryFn: ({ signal }) => api.get('/engine-kinds', EngineKindInfos, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useEngineInstances() {
  return useQuery({
    queryKey: ['engines', 'instances'],
    queryFn: ({ signal }) => api.get('/engine-instances', EngineInstanceInfos, {}, signal),
  });
}

/** Which engine makes what, for the workspace or one character. */
export function useEngineRoutes(characterId?: string) {
  return useQuery({
    queryKey: ['engines', 'routes', characterId ?? 'workspace'],
    queryFn: ({ signal }) => api.get('/engine-routes', EngineRoutes, { characterId }, signal),
  });
}

const planMilliseconds = 15_000;

/** Who does what, in which order. Estimates move on by themselves, so it is read again now and then. */
export function useEnginePlan() {
  return useQuery({
    queryKey: ['engines', 'plan'],
    queryFn: ({ signal }) => api.get('/engine-plan', EnginePlan, {}, signal),
    refetchInterval: planMilliseconds,
  });
}
