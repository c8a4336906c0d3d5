'use client';
import { OpenSessions, SessionState } from '@ainfluencer/server/contract/workspaces';
import { useQuery } from '@tanstack/react-query';
import { api } from '#api/client.ts';

export function useSession() {
  return useQuery({
    queryKey: ['session'],
    queryFn: ({ signal }) => api.get('/session', SessionState, {}, signal),
    staleTime: 60_000,
  });
}

/** The zone in which this workspace's times are meant, as far as is known. */
export function useWorkspaceTimeZone(): string {
  return useSession().data?.workspace?.timeZone ?? 'UTC';
}

export function useOpenSessions() {
  return useQuery({
    queryKey: ['workspace', 'sessions'],
    queryFn: ({ signal }) => api.get('/sessions', OpenSessions, {}, signal),
  });
}
