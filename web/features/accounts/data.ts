'use client';
import {
  AccountDetails,
  Accounts,
  AppRegistrations,
  type PlatformInfo,
  PlatformInfos,
  SignIn,
} from '@ainfluencer/server/contract/accounts';
import { TrialState } from '@ainfluencer/server/contract/trials';
import { useQuery } from '@tanstack/react-query';
import { api } from '#api/client.ts';

export function useAccounts(characterId?: string) {
  return useQuery({
    queryKey: ['accounts', 'list', characterId ?? 'all'],
    queryFn: ({ signal }) => api.get('/accounts', Accounts, { characterId }, signal),
  });
}

export function useAccount(id: string) {
  return useQuery({
    queryKey: ['accounts', 'one', id],
    queryFn: ({ signal }) => api.get(`/accounts/${id}`, AccountDetails, {}, signal),
  });
}

/** While a check runs its steps come by live events; this is for a browser that missed one. */
const trialMilliseconds = 5000;

/** The latest check of an account, and what a new one would do. */
export function useTrial(id: string) {
  return useQuery({
    queryKey: ['accounts', 'trial', id],
    queryFn: ({ signal }) => api.get(`/accounts/${id}/trial`, TrialState, {}, signal),
    refetchInterval: (query) => (query.state.data?.latest?.running ? trialMilliseconds : false),
  });
}

/** What a sign-in at a platform came to. */
export function useSignIn(id: string | undefined) {
  return useQuery({
    queryKey: ['accounts', 'sign-in', id],
    queryFn: ({ signal }) => api.get(`/accounts/sign-ins/${id}`, SignIn, {}, signal),
    enabled: id !== undefined,
  });
}

/** What is kept of app registrations at platforms. */
export function useRegistrations() {
  return useQuery({
    queryKey: ['accounts', 'registrations'],
    queryFn: ({ signal }) => api.get('/app-registrations', AppRegistrations, {}, signal),
  });
}

function platformsQuery<T>(select: (infos: { items: PlatformInfo[]; redirectUrl: string }) => T) {
  return {
    queryKey: ['platforms'],
    queryFn: ({ signal }: { signal: AbortSignal }) => api.get('/platforms', PlatformInfos, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
    select,
  };
}

const byId = ({ items }: { items: PlatformInfo[] }): ReadonlyMap<string, PlatformInfo> =>
  new Map(items.map((item) => [item.id, item]));
const redirect = ({ redirectUrl }: { redirectUrl: string }) => redirectUrl;

/** What each platform can take, by id. */
export const usePlatforms = () => useQuery(platformsQuery(byId));

/** Where platforms send people back to; belongs in every app registration. */
export const useRedirectUrl = () => useQuery(platformsQuery(redirect)).data;
