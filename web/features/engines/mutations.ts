'use client';
import {
  type ConnectEngine,
  type EditEngine,
  EngineInstanceInfo,
  EnginePlan,
  EngineRoutes,
  FoundEngines,
  type PlanSettings,
  Probe,
  type SetRoute,
  type TestEngine,
} from '@ainfluencer/server/contract/engines';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, Nothing } from '#api/client.ts';

function useEngineChange<Input, Answer>(send: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () => client.invalidateQueries({ queryKey: ['engines'] }),
  });
}

export const useConnectEngine = () =>
  useEngineChange((input: ConnectEngine) => api.post('/engine-instances', EngineInstanceInfo, input));
export const useEditEngine = () =>
  useEngineChange(({ id, ...change }: EditEngine & { id: string }) =>
    api.patch(`/engine-instances/${id}`, EngineInstanceInfo, change),
  );
export const useProbeEngine = () =>
  useEngineChange((id: string) => api.post(`/engine-instances/${id}/probe`, EngineInstanceInfo));
export const useDisconnectEngine = () =>
  useEngineChange((id: string) => api.remove(`/engine-instances/${id}`));
export const useSetRoute = () =>
  useEngineChange((input: SetRoute) => api.put('/engine-routes', EngineRoutes, input));
export const useSetPlan = () =>
  useEngineChange((input: PlanSettings) => api.put('/engine-plan/settings', EnginePlan, input));
/** Asks again for a take that was dropped. */
export const useRequeueTake = () =>
  useEngineChange(({ generationId, takeId }: { generationId: string; takeId: string }) =>
    api.post(`/generations/${generationId}/takes/${takeId}/requeue`, Nothing),
  );

/** Asks an engine what it can do; keeps nothing. */
export const useTestEngine = () =>
  useMutation({ mutationFn: (input: TestEngine) => api.post('/engine-instances/test', Probe, input) });
/** Looks for engines at their usual ports on the studio's machine. */
export const useFindEngines = () =>
  useMutation({ mutationFn: () => api.post('/engine-instances/find', FoundEngines) });
