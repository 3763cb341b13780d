import { CaretDownFilled, CaretRightFilled } from '@ant-design/icons';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { api } from '@/api/client';
import { keys, recordsPath } from '@/api/queries';
import type { AggregateRow, RecordItem } from '@/api/types';
import { quote } from '@/expressions/conditions';
import { fieldOf, titleOf } from '@/fields';
import { useText } from '@/i18n';
import { Button, DataTable, EmptyState, ErrorState, TableSkeleton } from '@/ui';
import type { Band, Column } from '@/ui';
import { FlatTable } from '../FlatTable';
import { fieldsFor } from '../columnValue';
import css from '../list.module.css';
import { listWords } from '../listWords';
import { marksOf, toneOf } from '../marks';
import { useIsPhone } from '@/ui';
import { askPage } from '../queries';
import type { ListQuestion } from '../queries';
import { heightOf } from '../rowHeights';
import { useTableColumns } from '../tableColumns';
import { useColumnMenu } from '../useColumnMenu';
import { sortOf, sortText } from '../useListState';
import { namesOwn } from './kind';
import type { KindProps } from './kind';

const PAGE = 100;
const DEEPEST = 20;

interface Node {
  key: string;
  level: number;
  record?: RecordItem;
  /** How many stand below it that may be seen. */
  below?: number;
  open?: boolean;
  onMore?: () => void;
}

interface Branch {
  items: RecordItem[];
  next: string | null;
  below: Record<string, number>;
}

/** A page of records below one, with how many stand below each of them: two questions. */
async function branchOf(
  question: ListQuestion,
  parent: string,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<Branch> {
  const page = await askPage(question, signal, cursor, PAGE);
  if (page.items.length === 0) return { items: [], next: null, below: {} };
  const { rows } = await api.post<{ rows: AggregateRow[] }>(
    recordsPath(question.app, question.entity, '/aggregate'),
    {
      group: [parent],
      measures: { n: 'COUNT()' },
      filter: `${parent} IN (${page.items.map(({ id }) => quote(id)).join(', ')})`,
      limit: PAGE,
    },
    { signal },
  );
  return {
    items: page.items,
    next: page.next ?? null,
    below: Object.fromEntries(rows.map((row) => [String(row.group[0]), Number(row.values.n ?? 0)])),
  };
}

/** Records below each other, opened branch by branch; while one searches, what is found stands flat. */
export function TreeKind(props: KindProps) {
  const { type, view, filter, search, batch } = props;
  const t = listWords.use();
  const phone = useIsPhone();
  const parent =
    fieldOf(type, view.parent_field ?? '') ??
    type.fields.find((field) => field.type === 'tree_parent' && namesOwn(type, field)) ??
    type.fields.find((field) => field.readable && namesOwn(type, field));
  if (!parent) return <EmptyState text={t('notOffered')} />;
  // A filter may leave out what stands above: then the tree has no way down to what is found.
  const searching = search !== '' || batch !== '' || filter !== (view.filter ?? '');
  return searching ? (
    <FlatTable {...props} groups={[]} phone={phone} />
  ) : (
    <Tree {...props} parent={parent.key} />
  );
}

function Tree(props: KindProps & { parent: string }) {
  const { app, type, view, columns, choice, filter, sort, parent, edits, onRows } = props;
  const t = listWords.use();
  const text = useText();
  const client = useQueryClient();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [pages, setPages] = useState<Record<string, number>>({});
  const question: ListQuestion = {
    app: app.key,
    entity: type.key,
    filter: '',
    sort,
    search: '',
    ...fieldsFor(type, columns, [parent]),
    marks: marksOf(view.colours),
  };
  const asks: {
    queryKey: readonly unknown[];
    queryFn: (asked: { signal: AbortSignal }) => Promise<Branch>;
  }[] = [];
  const nodes: Node[] = [];
  const walk = (above: string | null, level: number) => {
    const own = above === null ? `ISBLANK(${parent}.id)` : `${parent} = ${quote(above)}`;
    const asked = { ...question, filter: filter ? `(${filter}) AND ${own}` : own };
    let cursor: string | undefined;
    for (let page = 0; page < (pages[above ?? ''] ?? 1); page += 1) {
      const from = cursor;
      const queryKey = [...keys.records(app.key, type.key), 'branch', asked, from ?? ''];
      asks.push({ queryKey, queryFn: ({ signal }) => branchOf(asked, parent, from, signal) });
      const found = client.getQueryData<Branch>(queryKey);
      if (!found) {
        if (level > 1) nodes.push({ key: `${above}/loading`, level });
        return;
      }
      for (const record of found.items) {
        const below = found.below[record.id] ?? 0;
        const isOpen = below > 0 && open.has(record.id);
        nodes.push({ key: record.id, level, record, below, open: below > 0 ? isOpen : undefined });
        if (isOpen && level < DEEPEST) walk(record.id, level + 1);
      }
      cursor = found.next ?? undefined;
      if (!cursor) return;
    }
    const more = above ?? '';
    nodes.push({
      key: `${more}/more`,
      level,
      onMore: () => setPages((before) => ({ ...before, [more]: (before[more] ?? 1) + 1 })),
    });
  };
  walk(null, 1);
  const answers = useQueries({ queries: asks.map((ask) => ({ ...ask, staleTime: 15_000 })) });
  const failed = answers.find((answer) => answer.error);
  const names = nodes.map(({ key }) => key).join();
  const rows = useMemo(
    () => nodes.flatMap(({ record }) => record ?? []),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [names],
  );
  useEffect(() => onRows(rows), [onRows, rows]);
  const plain = useTableColumns({ app: app.key, type, columns, choice, edits });
  const menu = useColumnMenu({ type, columns, choice, onSort: props.onSort });
  const toggle = (id: string) =>
    setOpen((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  const shown = plain.map((column, at): Column<Node> => ({
    ...column,
    render: ({ record, level, below, open: isOpen }) => {
      if (!record) return null;
      const cell = column.render(record);
      if (at > 0) return cell;
      const title = titleOf(record, type.title);
      const Mark = isOpen ? CaretDownFilled : CaretRightFilled;
      return (
        <span className={css.node} style={{ paddingInlineStart: (level - 1) * 20 }}>
          {below ? (
            <button
              type="button"
              className={css.nodeMark}
              aria-expanded={isOpen}
              aria-label={t(isOpen ? 'treeFold' : 'treeOpen', { title })}
              onClick={() => toggle(record.id)}
            >
              <Mark aria-hidden />
            </button>
          ) : (
            <span className={css.nodeMark} />
          )}
          {cell}
          {below ? <span className="muted caption figures">{below}</span> : null}
        </span>
      );
    },
    edit: column.edit ? ({ record }, close) => (record ? column.edit?.(record, close) : null) : undefined,
    canEdit: ({ record }) => Boolean(record && (column.canEdit?.(record) ?? true)),
  }));
  const bandOf = ({ record, level, onMore }: Node): Band | null =>
    record
      ? null
      : {
          level,
          label: onMore ? (
            <Button small look="quiet" onClick={onMore}>
              {t('moreInGroup')}
            </Button>
          ) : (
            <span className="muted" role="status">
              {t('loadingGroup')}
            </span>
          ),
        };
  if (failed && nodes.length === 0) return <ErrorState error={failed.error} />;
  if (answers[0]?.isPending) return <TableSkeleton />;
  if (nodes.length === 0) return props.empty;
  return (
    <DataTable
      label={text(type.name)}
      rows={nodes}
      columns={shown}
      rowKey={({ key }) => key}
      rowHeight={heightOf(choice.density)}
      bandOf={bandOf}
      placeOf={({ level, open: isOpen }) => ({ level, open: isOpen })}
      sort={sortOf(sort)}
      onSort={(next) => props.onSort(sortText(next))}
      onOpen={({ record }) => record && props.onOpen(record)}
      onResize={(key, width) => choice.change({ widths: { ...choice.widths, [key]: width } })}
      toneOf={
        view.colours
          ? ({ record }, column) => (record ? toneOf(view.colours, record, column) : undefined)
          : undefined
      }
      columnMenu={menu}
    />
  );
}
