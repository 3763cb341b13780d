import { api } from '@/api/client';
import type { FieldDocument, Text } from '../draft/documents';
import { appPath } from '../draft/api';

export interface UnfitRecord {
  record: string;
  title: string;
  value: string;
  code: string;
  reason: string;
}
export interface Conversion {
  possible: boolean;
  reads: boolean;
  ways: string[];
  filled: number;
  fits: number;
  unfit: number;
  examples: { before: string; after: string }[];
  values: { value: string; count: number; reason: string }[];
  items: UnfitRecord[];
  next: string | null;
}
export interface RemovedItem {
  kind: 'field' | 'entity';
  element: string;
  entity: string;
  key: string;
  name: Text;
  definition: FieldDocument;
  reason: 'removed' | 'converted';
  values: number;
  author: { id: string | null; name: string };
  at: string;
  until: string;
}

export const fieldKeys = {
  conversion: (app: string, field: string, definition: unknown) =>
    ['conversion', app, field, definition] as const,
  /** Pages of records; another shape of answer than the one above. */
  unfit: (app: string, field: string, definition: unknown) =>
    ['conversion-unfit', app, field, definition] as const,
  removed: (app: string) => ['removed', app] as const,
};

export const fieldApi = {
  conversion: (
    app: string,
    body: { entity: string; field: string; definition?: FieldDocument; cursor?: string },
    signal?: AbortSignal,
  ) => api.post<Conversion>(appPath(app, '/draft/conversion'), body, { signal }),
  removed: (app: string, signal?: AbortSignal) =>
    api.get<{ items: RemovedItem[]; days: number }>(appPath(app, '/removed'), { signal }),
  bringBack: (app: string, element: string) =>
    api.post<{ kind: string; key: string }>(
      appPath(app, `/removed/${encodeURIComponent(element)}/bring-back`),
      {},
    ),
};
