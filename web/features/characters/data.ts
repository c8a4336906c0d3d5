'use client';
import {
  Character,
  CharacterPage,
  CharacterReferences,
  CharacterVersions,
  Declarations,
  type ListCharacters,
  PersonaTemplates,
} from '@ainfluencer/server/contract/characters';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api } from '#api/client.ts';

export type CharacterFilter = Partial<Pick<ListCharacters, 'search' | 'state' | 'sort'>>;

export function useCharacters(filter: CharacterFilter = {}) {
  return useInfiniteQuery({
    queryKey: ['characters', 'list', filter],
    initialPageParam: '',
    queryFn: ({ signal, pageParam }) =>
      api.get('/characters', CharacterPage, { ...filter, cursor: pageParam, limit: 40 }, signal),
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}

/** The characters a person can work with, by name: for pickers. */
export function useActiveCharacters() {
  return useQuery({
    queryKey: ['characters', 'active'],
    queryFn: ({ signal }) =>
      api.get('/characters', CharacterPage, { state: 'active', sort: 'name', limit: 100 }, signal),
  });
}

export function useCharacter(id: string | undefined) {
  return useQuery({
    queryKey: ['characters', 'one', id],
    queryFn: ({ signal }) => api.get(`/characters/${id}`, Character, {}, signal),
    enabled: id !== undefined,
  });
}

export function useCharacterVersions(id: string) {
  return useQuery({
    queryKey: ['characters', 'versions', id],
    queryFn: ({ signal }) => api.get(`/characters/${id}/versions`, CharacterVersions, {}, signal),
  });
}

export function useCharacterReferences(id: string) {
  return useQuery({
    queryKey: ['characters', 'references', id],
    queryFn: ({ signal }) => api.get(`/characters/${id}/references`, CharacterReferences, {}, signal),
  });
}

export function useDeclarations(id: string) {
  return useQuery({
    queryKey: ['characters', 'declarations', id],
    queryFn: ({ signal }) => api.get(`/characters/${id}/declarations`, Declarations, {}, signal),
  });
}

export function usePersonaTemplates() {
  return useQuery({
    queryKey: ['persona-templates'],
    queryFn: ({ signal }) => api.get('/persona-templates', PersonaTemplates, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
