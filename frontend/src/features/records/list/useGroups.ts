/** Groups with their subtotals, level by level and page by page, and the rows of those that are open. */
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { api } from '@/api/client';
import { keys, recordsPath } from '@/api/queries';
import type { AggregateRow, EntityDescription, JsonValue, RecordItem, RecordPage } from '@/api/types';
import { both, groupFilter, groupText, measuresOf } from './groups';
import type { Grouping, Total } from './groups';
import { askPage } from './queries';
import type { ListQuestion } from './queries';

export interface GroupLine {
  kind: 'group';
  key: string;
  level: number;
  grouping: Grouping;
  value: JsonValue;
  label: string | null;
  count: number;
  values: AggregateRow['values'];
  open: boolean;
}
export interface RecordLine {
  kind: 'record';
  key: string;
  level: number;
  record: RecordItem;
}
export interface MoreLine {
  kind: 'more';
  key: string;
  level: number;
  of: 'groups' | 'records' | 'loading';
  onMore?: () => void;
}
export type Line = GroupLine | RecordLine | MoreLine;

const GROUPS = 50;
const ROWS = 50;
/** Up to so many records all groups stand open at first. */
const OPEN_BELOW = 60;

interface Ask {
  queryKey: readonly unknown[];
  queryFn: (asked: { signal: AbortSignal }) => Promise<unknown>;
}

export interface Groups {
  lines: Line[];
  groups: number;
  count: number;
  error: unknown;
  pending: boolean;
  toggle: (key: string) => void;
  all: (open: boolean) => void;
}

export function useGroups(
  question: ListQuestion,
  type: EntityDescription,
  groups: Grouping[],
  totals: [string, Total][],
): Groups {
  const client = useQueryClient();
  const [toggled, setToggled] = useState<{ usual: boolean | null; keys: ReadonlySet<string> }>({
    usual: null,
    keys: new Set(),
  });
  const [pages, setPages] = useState<Record<string, number>>({});
  const more = useCallback(
    (key: string) => setPages((before) => ({ ...before, [key]: (before[key] ?? 1) + 1 })),
    [],
  );
  const root = keys.records(question.app, question.entity);
  const asks: Ask[] = [];
  const lines: Line[] = [];
  let first: { groups: number; count: number } | null = null;

  const groupPage = (level: number, filter: string, page: number): AggregateRow[] | undefined => {
    const grouping = groups[level] as Grouping;
    const name = groupText(type, grouping);
    const body = {
      group: [name],
      measures: measuresOf(totals),
      ...(filter ? { filter } : {}),
      ...(question.search ? { search: question.search } : {}),
      sort: `${grouping.descending ? '-' : ''}${name}`,
      limit: GROUPS,
      offset: page * GROUPS,
    };
    const queryKey = [...root, 'groups', body];
    asks.push({
      queryKey,
      queryFn: ({ signal }) =>
        api.post<{ rows: AggregateRow[] }>(recordsPath(question.app, question.entity, '/aggregate'), body, {
          signal,
        }),
    });
    return client.getQueryData<{ rows: AggregateRow[] }>(queryKey)?.rows;
  };
  const rowPage = (filter: string, cursor: string | undefined): RecordPage | undefined => {
    const asked = { ...question, filter };
    const queryKey = [...root, 'of-group', asked, cursor ?? ''];
    asks.push({ queryKey, queryFn: ({ signal }) => askPage(asked, signal, cursor, ROWS) });
    return client.getQueryData<RecordPage>(queryKey);
  };

  const walkRows = (path: string, level: number, filter: string) => {
    let cursor: string | undefined;
    for (let page = 0; page < (pages[path] ?? 1); page += 1) {
      const found = rowPage(filter, cursor);
      if (!found) {
        lines.push({ kind: 'more', key: `${path}/loading`, level, of: 'loading' });
        return;
      }
      for (const record of found.items) lines.push({ kind: 'record', key: record.id, level, record });
      cursor = found.next ?? undefined;
      if (!cursor) return;
    }
    lines.push({ kind: 'more', key: `${path}/more`, level, of: 'records', onMore: () => more(path) });
  };

  const walk = (path: string, level: number, filter: string, openAsUsual: boolean | null) => {
    const grouping = groups[level] as Grouping;
    let usual = openAsUsual;
    for (let page = 0; page < (pages[path] ?? 1); page += 1) {
      const rows = groupPage(level, filter, page);
      if (!rows) {
        lines.push({ kind: 'more', key: `${path}/loading`, level: level + 1, of: 'loading' });
        return;
      }
      if (usual === null) {
        const count = rows.reduce((sum, row) => sum + Number(row.values.n ?? 0), 0);
        usual = toggled.usual ?? (rows.length < GROUPS && count <= OPEN_BELOW);
      }
      for (const row of rows) {
        const value = row.group[0] ?? null;
        const key = `${path}/${JSON.stringify(value)}`;
        const count = Number(row.values.n ?? 0);
        const open = toggled.keys.has(key) ? !usual : usual;
        if (level === 0) first = { groups: (first?.groups ?? 0) + 1, count: (first?.count ?? 0) + count };
        lines.push({
          kind: 'group',
          key,
          level: level + 1,
          grouping,
          value,
          label: row.labels[0] ?? null,
          count,
          values: row.values,
          open,
        });
        if (!open) continue;
        const inner = both(filter, groupFilter(type, grouping, value));
        if (level + 1 < groups.length) walk(key, level + 1, inner, usual);
        else walkRows(key, level + 2, inner);
      }
      if (rows.length < GROUPS) return;
    }
    lines.push({
      kind: 'more',
      key: `${path}/more`,
      level: level + 1,
      of: 'groups',
      onMore: () => more(path),
    });
  };
  walk('', 0, question.filter, null);

  const answers = useQueries({
    queries: asks.map((ask) => ({ ...ask, staleTime: 15_000, gcTime: 5 * 60_000 })),
  });
  const failed = answers.find((answer) => answer.error);
  return {
    lines,
    groups: (first as { groups: number } | null)?.groups ?? 0,
    count: (first as { count: number } | null)?.count ?? 0,
    error: failed?.error ?? null,
    pending: answers[0]?.isPending ?? true,
    toggle: useCallback(
      (key: string) =>
        setToggled((before) => {
          const next = new Set(before.keys);
          if (!next.delete(key)) next.add(key);
          return { ...before, keys: next };
        }),
      [],
    ),
    all: useCallback((open: boolean) => setToggled({ usual: open, keys: new Set() }), []),
  };
}
