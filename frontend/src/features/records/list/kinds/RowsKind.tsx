import { useEffect, useMemo } from 'react';
import { Link, useLocation } from 'react-router';
import type { JsonValue, RecordItem } from '@/api/types';
import { alignOf, FieldCell, fieldOf, isSystemField, kindOf, titleOf } from '@/fields';
import { useText } from '@/i18n';
import { DataTable, EmptyState, ErrorState, TableSkeleton, useIsPhone } from '@/ui';
import type { Column } from '@/ui';
import { columnValue, fieldsFor } from '../columnValue';
import cards from '../cards.module.css';
import own from './rows.module.css';
import css from '../list.module.css';
import { listWords } from '../listWords';
import { marksOf, toneOf } from '../marks';
import { useRecords } from '../queries';
import { heightOf } from '../rowHeights';
import { sortOf, sortText } from '../useListState';
import type { KindProps } from './kind';

interface Row {
  key: string;
  record: RecordItem;
  values: Record<string, JsonValue>;
  labels: Record<string, string | null>;
  first: boolean;
}

const ROUGH = new Set(['sub_table', 'attachment', 'long_text', 'rich_text', 'json', 'audio']);

/** The rows of a sub-table of all records that the list finds, in their order; each leads to its record. */
export function RowsKind(props: KindProps) {
  const { app, type, view, columns, choice, filter, sort, search, batch, onRows, onOpen } = props;
  const t = listWords.use();
  const text = useText();
  const phone = useIsPhone();
  const location = useLocation();
  const table =
    fieldOf(type, view.rows_field ?? '') ??
    type.fields.find((field) => field.type === 'sub_table' && field.readable);
  const child = app.entities[table?.settings.entity ?? ''];
  const list = useRecords(
    {
      app: app.key,
      entity: type.key,
      filter,
      sort,
      search,
      batch,
      ...fieldsFor(type, columns, [table?.key]),
      marks: marksOf(view.colours),
    },
    Boolean(table),
  );
  const records = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  useEffect(() => onRows(records), [onRows, records]);
  const rows = useMemo(
    () =>
      records.flatMap((record): Row[] => {
        const held = table && record.values[table.key];
        return (Array.isArray(held) ? held : []).flatMap((each, at): Row[] => {
          if (!each || typeof each !== 'object' || Array.isArray(each)) return [];
          const { labels, ...values } = each;
          const named = labels && typeof labels === 'object' && !Array.isArray(labels) ? labels : {};
          return [
            {
              key: String(values.id ?? `${record.id}/${at}`),
              record,
              values,
              labels: named as Record<string, string | null>,
              first: at === 0,
            },
          ];
        });
      }),
    [records, table],
  );
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  // Records without rows fill no screen: the next page is fetched until there is something to see.
  useEffect(() => {
    if (rows.length < 30 && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [rows.length, hasNextPage, isFetchingNextPage, fetchNextPage]);

  if (!table) return <EmptyState text={t('notOffered')} />;
  if (list.error && records.length === 0)
    return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <TableSkeleton />;
  if (rows.length === 0) return records.length === 0 ? props.empty : <EmptyState text={t('noRows')} />;

  const linkOf = (record: RecordItem) => {
    const asked = new URLSearchParams(location.search);
    asked.set('open', record.id);
    return `?${asked.toString()}`;
  };
  const above = columns.map((column, at): Column<Row> => ({
    key: column.key,
    title: text(column.field.label) || column.key,
    width: choice.widths[column.key] ?? (at === 0 ? 220 : kindOf(column.field.type).width),
    align: alignOf(column.field),
    sortable: kindOf(column.field.type).sortable && !column.through,
    frozen: at < choice.frozen,
    render: ({ record, first }) => {
      const { value, label } = columnValue(record, column);
      if (at === 0 || column.key === type.title)
        return (
          <Link className={`${first ? css.titleLink : own.again} truncate`} to={linkOf(record)}>
            {column.key === type.title ? titleOf(record, type.title) : (label ?? String(value ?? ''))}
          </Link>
        );
      return <FieldCell app={app.key} field={column.field} value={value} labelText={label} compact />;
    },
  }));
  const inner = (child?.fields ?? [])
    .filter((field) => field.readable && !isSystemField(field.key) && !field.system && !ROUGH.has(field.type))
    .map((field): Column<Row> => ({
      key: `${table.key}/${field.key}`,
      title: text(field.label) || field.key,
      width: choice.widths[`${table.key}/${field.key}`] ?? kindOf(field.type).width,
      align: alignOf(field),
      render: ({ values, labels }) => (
        <FieldCell
          app={app.key}
          field={field}
          value={values[field.key] ?? null}
          labelText={labels[field.key]}
          compact
        />
      ),
    }));
  return (
    <div className={css.grouped}>
      <p className={css.batch}>
        {t('rowsOf', { field: text(table.label) })} · {t('rowsFound', { count: rows.length })}
      </p>
      <div className={css.rest}>
        {phone ? (
          <ul className={cards.cards}>
            {rows.map((row) => (
              <li key={row.key}>
                <button type="button" className={cards.card} onClick={() => onOpen(row.record)}>
                  <strong>{titleOf(row.record, type.title)}</strong>
                  {inner.map((column) => (
                    <span key={column.key} className={own.rowLine}>
                      <span className="muted">{column.title}</span>
                      {column.render(row)}
                    </span>
                  ))}
                </button>
              </li>
            ))}
          </ul>
        ) : (
          <DataTable
            label={t('rowsOf', { field: text(table.label) })}
            rows={rows}
            columns={[...above, ...inner]}
            rowKey={({ key }) => key}
            rowHeight={heightOf(choice.density)}
            sort={sortOf(sort)}
            onSort={(next) => props.onSort(sortText(next))}
            onOpen={({ record }) => onOpen(record)}
            onResize={(key, width) => choice.change({ widths: { ...choice.widths, [key]: width } })}
            toneOf={view.colours ? ({ record }, column) => toneOf(view.colours, record, column) : undefined}
            onEndReached={() => {
              if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
            }}
          />
        )}
      </div>
    </div>
  );
}
