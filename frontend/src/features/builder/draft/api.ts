import { useQuery } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { Localised } from '@/api/types';
import type { DocumentOf, Kind } from './documents';

export interface DraftEntry {
  kind: Kind;
  key: string;
  id: string;
  version: number;
  name?: Localised;
  problems: number;
}
export interface Draft {
  revision: number;
  documents: DraftEntry[];
  live_version: number | null;
  changed: number;
}
export interface DocumentProblem {
  file?: string;
  pointer: string;
  code: string;
  message: string;
  hint?: string | null;
  severity?: 'error' | 'warning' | string;
}
export interface StoredDocument<Document> {
  document: Document;
  version: number;
  problems?: DocumentProblem[];
}
export interface PlanStep {
  kind: string;
  title: Localised;
  detail?: Localised | null;
  severity: 'ok' | 'notice' | 'danger';
  rows?: number | null;
  accept?: string | null;
}
export interface Plan {
  hash: string;
  version: number;
  summary: { added: number; changed: number; removed: number };
  steps: PlanStep[];
  problems: DocumentProblem[];
}
export interface VersionItem {
  version: number;
  at: string;
  author?: { id: string; name: string } | string | null;
  note?: string | null;
  summary?: { added: number; changed: number; removed: number } | null;
}
export interface UseItem {
  kind: string;
  key: string;
  name?: Localised;
  pointer: string;
  text?: string;
}

const part = encodeURIComponent;
export const appPath = (app: string, rest = '') => `/apps/${part(app)}${rest}`;
export const documentPath = (app: string, kind: string, key: string) =>
  appPath(app, `/draft/${part(kind)}/${part(key)}`);

export const draftKeys = {
  all: (app: string) => ['draft', app] as const,
  list: (app: string) => ['draft', app, 'list'] as const,
  check: (app: string) => ['draft', app, 'check'] as const,
  plan: (app: string) => ['draft', app, 'plan'] as const,
  versions: (app: string) => ['draft', app, 'versions'] as const,
  /** Not under `all`: documents live in the store and are read once. */
  document: (app: string, kind: string, key: string) => ['draft-document', app, kind, key] as const,
};

export function useDraft(app: string) {
  return useQuery({
    queryKey: draftKeys.list(app),
    queryFn: ({ signal }) => api.get<Draft>(appPath(app, '/draft'), { signal }),
  });
}

export function useEntries<K extends Kind>(app: string, kind: K): DraftEntry[] {
  return (useDraft(app).data?.documents ?? []).filter((entry) => entry.kind === kind);
}

export function useCheck(app: string) {
  return useQuery({
    queryKey: draftKeys.check(app),
    queryFn: () => api.post<{ problems: DocumentProblem[] }>(appPath(app, '/draft/check'), {}),
    placeholderData: (before) => before,
  });
}

export const draftApi = {
  read: <K extends Kind>(app: string, kind: K, key: string) =>
    api.get<StoredDocument<DocumentOf[K]>>(documentPath(app, kind, key)),
  write: (app: string, kind: string, key: string, document: unknown, version: number | null) =>
    api.put<StoredDocument<unknown>>(
      documentPath(app, kind, key),
      { document },
      version === null ? { ifNoneMatch: '*' } : { ifMatch: version },
    ),
  remove: (app: string, kind: string, key: string, version: number) =>
    api.delete(documentPath(app, kind, key), undefined, { ifMatch: version }),
  plan: (app: string) => api.get<Plan>(appPath(app, '/draft/plan')),
  publish: (app: string, body: { plan: string; accept: string[]; note?: string }) =>
    api.post<{ version: number }>(appPath(app, '/publish'), body),
  discard: (app: string) => api.post(appPath(app, '/draft/discard'), {}),
  versions: (app: string) => api.get<{ items: VersionItem[] }>(appPath(app, '/versions')),
  restore: (app: string, version: number) => api.post(appPath(app, `/versions/${version}/restore`), {}),
  whereUsed: (app: string, id: string) =>
    api.get<{ items: UseItem[] }>(appPath(app, `/where-used/${part(id)}`)),
  rename: (app: string, body: { kind: string; key: string; to: string; entity?: string }) =>
    api.post(appPath(app, '/rename'), body),
  proposedKey: (label: string) => api.get<{ key: string }>('/naming/key', { query: { label } }),
};
