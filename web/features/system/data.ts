'use client';
import { Home, SystemHealth } from '@ainfluencer/server/contract/system';
import { useQuery } from '@tanstack/react-query';
import { api } from '#api/client.ts';

export function useHome() {
  return useQuery({ queryKey: ['home'], queryFn: ({ signal }) => api.get('/home', Home, {}, signal) });
}

export function useSystemHealth() {
  return useQuery({
    queryKey: ['system', 'health'],
    queryFn: ({ signal }) => api.get('/system/health', SystemHealth, {}, signal),
  });
}
