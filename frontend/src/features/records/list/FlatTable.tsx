import { useEffect, useMemo } from 'react';
import { DataTable, ErrorState, TableSkeleton } from '@/ui';
import { CardList } from './CardList';
import { fieldsFor } from './columnValue';
import type { KindProps } from './kinds/kind';
import css from './list.module.css';
import { marksOf, toneOf } from './marks';
import { useRecords } from './queries';
import { heightOf } from './rowHeights';
import { useTableColumns } from './tableColumns';
import { totalsOf, useTotals } from './totals';
import { useColumnMenu } from './useColumnMenu';
import { sortOf, sortText } from './useListState';
import { useText } from '@/i18n';

/** All rows of a list in its order. */
export function FlatTable(props: KindProps & { phone: boolean }) {
  const { app, type, view, columns, choice, filter, sort, search, batch, selected, edits, onRows } = props;
  const text = useText();
  const list = useRecords({
    app: app.key,
    entity: type.key,
    filter,
    sort,
    search,
    batch,
    ...fieldsFor(type, columns),
    marks: marksOf(view.colours),
  });
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  useEffect(() => onRows(rows), [onRows, rows]);
  const shown = useTableColumns({ app: app.key, type, columns, choice, edits });
  const totals = useTotals(app.key, type, totalsOf(choice, columns), { filter, search, batch });
  const menu = useColumnMenu({
    type,
    columns,
    choice,
    groups: props.groups,
    totals: true,
    onSort: props.onSort,
    onGroup: props.onGroup,
  });

  if (list.error && rows.length === 0)
    return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <TableSkeleton />;
  if (rows.length === 0) return props.empty;
  return (
    <div className={`${css.fill} ${list.isPlaceholderData ? css.stale : ''}`}>
      {props.phone ? (
        <CardList
          app={app.key}
          type={type}
          columns={columns}
          colours={view.colours}
          rows={rows}
          picking={props.picking}
          selected={selected}
          onOpen={props.onOpen}
          more={list.hasNextPage ? () => void list.fetchNextPage() : undefined}
        />
      ) : (
        <DataTable
          label={text(type.name)}
          rows={rows}
          columns={shown}
          rowKey={(record) => record.id}
          rowHeight={heightOf(choice.density)}
          sort={sortOf(sort)}
          onSort={(next) => props.onSort(sortText(next))}
          selected={selected}
          onSelect={props.onSelect}
          onOpen={props.onOpen}
          onResize={(key, width) => choice.change({ widths: { ...choice.widths, [key]: width } })}
          onMove={(key, before) => {
            const keys = choice.keys.filter((other) => other !== key);
            keys.splice(keys.indexOf(before), 0, key);
            choice.change({ keys });
          }}
          onEndReached={() => {
            if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
          }}
          toneOf={view.colours ? (record, column) => toneOf(view.colours, record, column) : undefined}
          totals={totals}
          columnMenu={menu}
        />
      )}
    </div>
  );
}
