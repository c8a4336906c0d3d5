'use client';
import {
  type DecideReview,
  type EditPost,
  type PlanPost,
  Post,
  type ResolveDelivery,
  type Schedule,
} from '@ainfluencer/server/contract/publishing';
import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, Nothing } from '#api/client.ts';

function readPublishingAgain(client: QueryClient) {
  for (const topic of ['posts', 'deliveries', 'home'] as const) {
    void client.invalidateQueries({ queryKey: [topic] });
  }
}

function usePublishingChange<Input, Answer>(send: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: send, onSuccess: () => readPublishingAgain(client) });
}

/** Saving answers the new post, which takes the place of the one on screen at once. */
export function useEditPost(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: EditPost) => api.patch(`/posts/${id}`, Post, input),
    onSuccess: (post) => {
      client.setQueryData(['posts', 'one', id], post);
      readPublishingAgain(client);
    },
  });
}

export const useSubmitPost = () =>
  usePublishingChange((id: string) => api.post(`/posts/${id}/submit`, Nothing));
export const useArchivePost = () =>
  usePublishingChange((id: string) => api.post(`/posts/${id}/archive`, Nothing));

export const useDecideReview = () =>
  usePublishingChange(({ id, ...decision }: DecideReview & { id: string }) =>
    api.post(`/posts/${id}/review`, Nothing, decision),
  );

/** Of all deliveries of a post, or of one. */
export const useSchedulePost = () =>
  usePublishingChange(({ id, schedule }: { id: string; schedule: Schedule }) =>
    api.post(`/posts/${id}/schedule`, Nothing, schedule),
  );
export const useScheduleDelivery = () =>
  usePublishingChange(({ id, schedule }: { id: string; schedule: Schedule }) =>
    api.post(`/deliveries/${id}/schedule`, Nothing, schedule),
  );

/** When a post that is not approved yet is meant to go out. */
export const usePlanPost = () =>
  usePublishingChange(({ id, plan }: { id: string; plan: PlanPost }) =>
    api.post(`/posts/${id}/plan`, Nothing, plan),
  );

export const useCancelDelivery = () =>
  usePublishingChange((id: string) => api.post(`/deliveries/${id}/cancel`, Nothing));
export const useRetryDelivery = () =>
  usePublishingChange((id: string) => api.post(`/deliveries/${id}/retry`, Nothing));
export const useResolveDelivery = () =>
  usePublishingChange(({ id, resolution }: { id: string; resolution: ResolveDelivery }) =>
    api.post(`/deliveries/${id}/resolve`, Nothing, resolution),
  );
