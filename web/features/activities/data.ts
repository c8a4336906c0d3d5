'use client';
import { ActivityPage } from '@ainfluencer/server/contract/activities';
import { useQuery } from '@tanstack/react-query';
import { api } from '#api/client.ts';

interface Filter {
  characterId?: string;
  subjectType?: string;
  subjectId?: string;
  limit?: number;
}

export function useActivities(filter: Filter = {}) {
  return useQuery({
    queryKey: ['activities', filter],
    queryFn: ({ signal }) => api.get('/activities', ActivityPage, { ...filter }, signal),
  });
}
