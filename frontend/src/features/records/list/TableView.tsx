import { useMemo } from 'react';
import { Link, useLocation } from 'react-router';
import type { EntityDescription, JsonValue, RecordItem } from '@/api/types';
import { alignOf, FieldCell, kindOf, titleOf, valueOf } from '@/fields';
import { InlineEditor } from '@/forms';
import { useText } from '@/i18n';
import { bracketed } from '@/i18n/lists';
import { DataTable } from '@/ui';
import type { Column } from '@/ui';
import type { useColumnChoice } from './columnChoice';
import css from './list.module.css';
import { sortOf, sortText } from './useListState';
import type { ListColumn } from './useListState';

export interface TableViewProps {
  app: string;
  type: EntityDescription;
  columns: ListColumn[];
  choice: ReturnType<typeof useColumnChoice>;
  rows: RecordItem[];
  sort: string[];
  onSort: (sort: string | null) => void;
  selected: ReadonlySet<string>;
  onSelect: (keys: ReadonlySet<string>) => void;
  onOpen: (record: RecordItem) => void;
  onEndReached: () => void;
}

/** The value a column shows, looking through a reference where it says so. */
export function columnValue(
  record: RecordItem,
  column: ListColumn,
): { value: JsonValue; label?: string | null } {
  if (!column.through) return { value: valueOf(record, column.key), label: record.labels[column.key] };
  const inner = column.key.split('.')[1] ?? '';
  const target = record.expanded?.[column.through.key];
  return {
    value: target ? valueOf(target, inner) : (record.values[column.key] ?? null),
    label: target?.labels[inner],
  };
}

export function TableView({
  app,
  type,
  columns,
  choice,
  rows,
  sort,
  onSort,
  selected,
  onSelect,
  onOpen,
  onEndReached,
}: TableViewProps) {
  const text = useText();
  const location = useLocation();
  const shown = useMemo(
    () =>
      columns.map((column, index): Column<RecordItem> => {
        const kind = kindOf(column.field.type);
        const label = text(column.field.label) || column.key;
        const { unit } = column.field.settings;
        const named = column.through ? `${text(column.through.label)} · ${label}` : label;
        const title = unit ? bracketed(named, text(unit)) : named;
        const isTitle = index === 0;
        const open =
          !column.through &&
          column.field.changeable &&
          !column.field.read_only &&
          !kind.computed &&
          column.field.type !== 'sub_table' &&
          !kind.files;
        return {
          key: column.key,
          title,
          width: choice.widths[column.key] ?? (isTitle ? 220 : kind.width),
          align: alignOf(column.field),
          sortable: kind.sortable && !column.through,
          frozen: isTitle,
          render: (record) => {
            const { value, label: labelText } = columnValue(record, column);
            if (!isTitle && column.key !== type.title)
              return <FieldCell app={app} field={column.field} value={value} labelText={labelText} compact />;
            const search = new URLSearchParams(location.search);
            search.set('open', record.id);
            const plain = typeof value === 'string' && column.field.options.length === 0 ? value : '';
            return (
              <Link className={`${css.titleLink} truncate`} to={`?${search.toString()}`}>
                {labelText || plain || titleOf(record, type.title)}
              </Link>
            );
          },
          edit: open
            ? (record, close) => (
                <InlineEditor
                  bare
                  app={app}
                  entity={type.key}
                  record={record}
                  field={{ ...column.field, label: { en: label } }}
                  onDone={close}
                />
              )
            : undefined,
          canEdit: (record) => record.can.includes('change'),
        };
      }),
    [columns, choice.widths, text, app, type, location.search],
  );

  return (
    <DataTable
      label={text(type.name)}
      rows={rows}
      columns={shown}
      rowKey={(record) => record.id}
      sort={sortOf(sort)}
      onSort={(next) => onSort(sortText(next))}
      selected={selected}
      onSelect={onSelect}
      onOpen={onOpen}
      onResize={(key, width) => choice.change({ widths: { ...choice.widths, [key]: width } })}
      onMove={(key, before) => {
        const keys = choice.keys.filter((other) => other !== key);
        keys.splice(keys.indexOf(before), 0, key);
        choice.change({ keys });
      }}
      onEndReached={onEndReached}
    />
  );
}
