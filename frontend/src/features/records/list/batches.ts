/** Many records at once: their ids, what they hold now, and what becomes of a change, in pages that fit a request. */
import { api, newIdempotencyKey } from '@/api/client';
import { recordsPath } from '@/api/queries';
import type { BatchAnswer, RecordItem, RecordPage } from '@/api/types';
import { quote } from '@/expressions/conditions';
import type { FormUsed } from '@/forms';

/** So many records are changed in one go by hand. */
export const MOST_PICKED = 10_000;
const PAGE = 500;
const IDS = 100;
const ITEMS = 200;

export type BatchItem = BatchAnswer['items'][number];

export function chunks<Item>(items: Item[], size: number): Item[][] {
  const found: Item[][] = [];
  for (let at = 0; at < items.length; at += size) found.push(items.slice(at, at + size));
  return found;
}

/** The ids of everything that a list shows. */
export async function allIds(
  app: string,
  entity: string,
  list: { filter: string; search: string; batch: string },
): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page: RecordPage = await api.post(recordsPath(app, entity, '/query'), {
      ...(list.filter ? { filter: list.filter } : {}),
      ...(list.search ? { search: list.search } : {}),
      ...(list.batch ? { batch: list.batch } : {}),
      ...(cursor ? { cursor } : {}),
      fields: ['owner'],
      limit: PAGE,
    });
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.next;
  } while (cursor && ids.length < MOST_PICKED);
  return ids.slice(0, MOST_PICKED);
}

/** The records as they are now, in the order of their ids; what may not be seen any more is left out. */
export async function fetchRecords(
  app: string,
  entity: string,
  ids: string[],
  fields: string[],
): Promise<RecordItem[]> {
  const found = new Map<string, RecordItem>();
  for (const some of chunks(ids, IDS)) {
    const filter = `id IN (${some.map(quote).join(', ')})`;
    const page = await api.post<RecordPage>(recordsPath(app, entity, '/query'), {
      filter,
      fields: fields.filter(Boolean),
      limit: IDS,
    });
    for (const item of page.items) found.set(item.id, item);
  }
  return ids.flatMap((id) => found.get(id) ?? []);
}

/** Write (or on trial only tell) each item by itself, held to a form; one that is refused does not hold back the others. */
export async function runBatch(
  app: string,
  entity: string,
  items: Record<string, unknown>[],
  options: {
    dry?: boolean;
    form?: FormUsed;
    onProgress?: (done: number) => void;
    signal?: AbortSignal;
  } = {},
): Promise<BatchItem[]> {
  const answers: BatchItem[] = [];
  for (const some of chunks(items, ITEMS)) {
    options.signal?.throwIfAborted();
    const body = { items: some, atomic: false, ...options.form, ...(options.dry ? { dry: true } : {}) };
    const answer = await api.post<BatchAnswer>(recordsPath(app, entity, '/batch'), body, {
      ...(options.dry ? {} : { idempotencyKey: newIdempotencyKey() }),
      signal: options.signal,
    });
    answers.push(...answer.items);
    options.onProgress?.(answers.length);
  }
  return answers;
}
