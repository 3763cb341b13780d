import { useQuery } from '@tanstack/react-query';
import { api } from '@/api/client';
import type {
  DraftEntry as AnyEntry,
  DocumentRead,
  DocumentWritten,
  Draft,
  Plan,
  ProblemItem,
  UseItem,
  VersionItem,
} from '@/api/types';
import type { DocumentOf, Kind } from './documents';

export type DraftEntry = AnyEntry & { kind: Kind };
export type DocumentProblem = ProblemItem;
/** A document of a known kind: what the answers call an object is one that its schema describes. */
export type StoredDocument<Document> = Omit<DocumentWritten, 'document' | 'problems'> & {
  document: Document;
  problems?: DocumentProblem[];
  changed_by?: DocumentRead['changed_by'];
  changed_at?: string;
};
export type { Plan, PlanStep, UseItem, VersionItem } from '@/api/types';

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
  /** Not under `all`: who uses an element is asked when somebody looks, and never of one that is deleted. */
  uses: (app: string, id: string) => ['draft-uses', app, id] as const,
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
  return (useDraft(app).data?.documents ?? []).filter((entry): entry is DraftEntry => entry.kind === kind);
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
  write: (
    app: string,
    kind: string,
    key: string,
    document: unknown,
    version: number | null,
    keepalive = false,
  ) =>
    api.put<StoredDocument<unknown>>(
      documentPath(app, kind, key),
      { document },
      version === null ? { ifNoneMatch: '*', keepalive } : { ifMatch: version, keepalive },
    ),
  remove: (app: string, kind: string, key: string, version: number) =>
    api.delete(documentPath(app, kind, key), undefined, { ifMatch: version }),
  plan: (app: string) => api.get<Plan>(appPath(app, '/draft/plan')),
  publish: (app: string, body: { plan: string; accept: string[]; note?: string }) =>
    api.post<{ version: number }>(appPath(app, '/publish'), body),
  discard: (app: string) => api.post(appPath(app, '/draft/discard'), {}),
  versions: (app: string) => api.get<{ items: VersionItem[] }>(appPath(app, '/versions')),
  restore: (app: string, version: number) => api.post(appPath(app, `/versions/${version}/restore`), {}),
  whereUsed: (app: string, id: string, signal?: AbortSignal) =>
    api.get<{ items: UseItem[] }>(appPath(app, `/where-used/${part(id)}`), { signal }),
  rename: (app: string, body: { kind: string; key: string; to: string; entity?: string }) =>
    api.post(appPath(app, '/rename'), body),
};
