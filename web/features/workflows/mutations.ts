'use client';
import { KeepWorkflow, Workflow, WorkflowReading } from '@ainfluencer/server/contract/workflows';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '#api/client.ts';
import { ApiProblem } from '#api/problem.ts';

/** As the studio takes at most; said here so that a large file is not sent in vain. */
const mostBytes = 25 * 1024 * 1024;

/** What is in a file, and what the engine lacks for it; keeps nothing. */
export function useReadWorkflow(engineId: string) {
  return useMutation({
    mutationFn: (file: File) => {
      if (file.size > mostBytes) throw tooLarge();
      const form = new FormData();
      form.set('file', file);
      return api.post(`/engine-instances/${engineId}/workflows/read`, WorkflowReading, form);
    },
  });
}

function tooLarge(): ApiProblem {
  return new ApiProblem({
    status: 413,
    code: 'too_large',
    detail: 'This file is larger than 25 MB.',
    hint: 'Export the workflow itself: Workflow, Export (API).',
  });
}

/** Keeps a workflow: a new one, or in place of `id`. */
export function useKeepWorkflow(engineId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...input }: KeepWorkflow & { id?: string | undefined }) => {
      const path = `/engine-instances/${engineId}/workflows`;
      return id === undefined ? api.post(path, Workflow, input) : api.put(`${path}/${id}`, Workflow, input);
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['engines'] }),
  });
}

/** Deletes one; the answer keeps it again. */
export function useRemoveWorkflow(engineId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.removeFor(`/engine-instances/${engineId}/workflows/${id}`, KeepWorkflow),
    onSuccess: () => client.invalidateQueries({ queryKey: ['engines'] }),
  });
}
