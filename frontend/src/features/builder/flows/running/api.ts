import { useQuery } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { components } from '@/api/schema';
import { appPath } from '../../draft/api';

export type FlowVersions = components['schemas']['FlowVersions'];
export type OlderVersion = components['schemas']['OlderVersion'];
export type VersionNode = components['schemas']['VersionNode'];
export type MigrationBatch = components['schemas']['MigrationBatch'];
export type MigrationVerdict = components['schemas']['MigrationVerdict'];
type MigrationPage = components['schemas']['MigrationPage'];
type Plan = Record<string, string>;

const flowPath = (app: string, flow: string, rest: string) =>
  appPath(app, `/flows/${encodeURIComponent(flow)}${rest}`);

export const versionsKey = (app: string, flow: string) => ['flow-versions', app, flow] as const;

export const useVersions = (app: string, flow: string) =>
  useQuery({
    queryKey: versionsKey(app, flow),
    queryFn: ({ signal }) => api.get<FlowVersions>(flowPath(app, flow, '/versions'), { signal }),
    staleTime: 0,
  });

export const runningApi = {
  check: (app: string, flow: string, version: number, plan: Plan, after?: string) =>
    api.post<MigrationPage>(flowPath(app, flow, `/migration/check${after ? `?after=${after}` : ''}`), {
      version,
      plan,
    }),
  move: (app: string, flow: string, version: number, plan: Plan) =>
    api.post<{ job: string }>(flowPath(app, flow, '/migration'), { version, plan }),
  revert: (app: string, flow: string, batch: string) =>
    api.post<{ job: string }>(flowPath(app, flow, '/migration/revert'), { batch }),
};
