/** Other systems over HTTP: connectors, what is kept of connections, addresses that others post to. */
import { useQuery } from '@tanstack/react-query';
import { api } from '@/api/client';
import type {
  Connection,
  Connector,
  Delivery,
  Hook,
  HookDelivery,
  MadeHook,
  TestCall,
  UseItem,
} from '@/api/types';
import { appPath, draftApi, draftKeys } from '../draft/api';

const part = encodeURIComponent;
const placeOf = (app: string, key: string, rest = '') => appPath(app, `/connections/${part(key)}${rest}`);
const hookOf = (app: string, id: string, rest = '') => appPath(app, `/hooks/${part(id)}${rest}`);

export const connectKeys = {
  connectors: ['connectors'] as const,
  connections: (app: string) => ['connections', app] as const,
  calls: (app: string, key: string) => ['connections', app, key, 'calls'] as const,
  hooks: (app: string) => ['hooks', app] as const,
  deliveries: (app: string, id: string) => ['hooks', app, id, 'deliveries'] as const,
};

export interface HookFields {
  mapping: Record<string, string>;
  match: string[];
}

export const connectApi = {
  keep: (app: string, key: string, body: { connector: string; settings?: object; secret?: string }) =>
    api.put<Connection>(placeOf(app, key), body),
  test: (app: string, key: string, body: { connector: string; settings: object; secret?: string }) =>
    api.post<TestCall>(placeOf(app, key, '/test'), body),
  makeHook: (app: string, body: HookFields & { name: string; event: string; entity: string }) =>
    api.post<MadeHook>(appPath(app, '/hooks'), body),
  changeHook: (app: string, id: string, body: Partial<HookFields & { name: string; active: boolean }>) =>
    api.patch(hookOf(app, id), body),
  deleteHook: (app: string, id: string) => api.delete(hookOf(app, id)),
};

type Settings = Record<string, unknown>;

/** The settings with one of them changed; what is empty is left out. */
export function withSetting(settings: Settings | undefined, key: string, value: unknown): Settings {
  const next = { ...settings, [key]: value };
  if (value === undefined) delete next[key];
  return next;
}

/** Of settings those that a connector asks for too. */
export function fittingSettings(settings: Settings | undefined, connector: Connector | undefined): Settings {
  const asked = (connector?.settings_schema ?? {}) as { properties?: Record<string, unknown> };
  return Object.fromEntries(
    Object.entries(settings ?? {}).filter(([key]) => key in (asked.properties ?? {})),
  );
}

/** The connectors of this installation; those with actions can be called. */
export function useConnectors() {
  return useQuery({
    queryKey: connectKeys.connectors,
    queryFn: ({ signal }) => api.get<{ items: Connector[] }>('/connectors', { signal }),
    select: (found) => found.items,
    staleTime: Infinity,
  });
}

export function useConnections(app: string) {
  return useQuery({
    queryKey: connectKeys.connections(app),
    queryFn: ({ signal }) => api.get<{ items: Connection[] }>(appPath(app, '/connections'), { signal }),
    select: (found) => found.items,
  });
}

export function useCalls(app: string, key: string) {
  return useQuery({
    queryKey: connectKeys.calls(app, key),
    queryFn: ({ signal }) => api.get<{ items: Delivery[] }>(placeOf(app, key, '/deliveries'), { signal }),
    select: (found) => found.items,
    refetchInterval: 5000,
  });
}

/** The addresses of the published app; an app that was never published has none. */
export function useHooks(app: string, published = true) {
  return useQuery({
    queryKey: connectKeys.hooks(app),
    queryFn: ({ signal }) => api.get<{ items: Hook[] }>(appPath(app, '/hooks'), { signal }),
    select: (found) => found.items,
    enabled: published,
  });
}

export function useHookDeliveries(app: string, id: string) {
  return useQuery({
    queryKey: connectKeys.deliveries(app, id),
    queryFn: ({ signal }) => api.get<{ items: HookDelivery[] }>(hookOf(app, id, '/deliveries'), { signal }),
    select: (found) => found.items,
    refetchInterval: 5000,
  });
}

export function useUses(app: string, id: string) {
  return useQuery({
    queryKey: [...draftKeys.uses(app, id), 'items'],
    queryFn: ({ signal }) => draftApi.whereUsed(app, id, signal),
    select: (found): UseItem[] => found.items,
  });
}
