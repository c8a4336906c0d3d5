'use client';
import { KeptWorkflow, Workflows } from '@ainfluencer/server/contract/workflows';
import { useQuery } from '@tanstack/react-query';
import { api } from '#api/client.ts';

/** Own workflows of every engine that is on; none is asked for it. */
export function useWorkflows() {
  return useQuery({
    queryKey: ['engines', 'workflows', 'all'],
    queryFn: ({ signal }) => api.get('/engine-workflows', Workflows, {}, signal),
  });
}

/** Own workflows of one engine, with what it lacks for each. */
export function useWorkflowsOf(engineId: string, enabled: boolean) {
  return useQuery({
    queryKey: ['engines', 'workflows', engineId],
    queryFn: ({ signal }) => api.get(`/engine-instances/${engineId}/workflows`, Workflows, {}, signal),
    enabled,
  });
}

/** One that is kept, as it is looked at and changed. */
export function useKeptWorkflow(engineId: string, workflowId: string | undefined) {
  return useQuery({
    // Not by the topic of the engines: what somebody changes here must not be read again under their hands.
    queryKey: ['workflow', engineId, workflowId],
    queryFn: ({ signal }) =>
      api.get(`/engine-instances/${engineId}/workflows/${workflowId}`, KeptWorkflow, {}, signal),
    enabled: workflowId !== undefined,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
