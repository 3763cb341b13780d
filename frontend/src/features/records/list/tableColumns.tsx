import { useMemo } from 'react';
import { Link, useLocation } from 'react-router';
import type { EntityDescription, RecordItem } from '@/api/types';
import { alignOf, FieldCell, kindOf, titleOf } from '@/fields';
import type { InlineEditorProps } from '@/forms/InlineEditor';
import { useText } from '@/i18n';
import { bracketed } from '@/i18n/lists';
import type { Column } from '@/ui';
import { fetchControls } from '@/ui/antd/later';
import { lazyControl } from '@/ui/lazyControl';
import type { Choice } from './columnChoice';
import { columnValue } from './columnValue';
import type { Edits } from './edits';
import css from './list.module.css';
import { listWords } from './listWords';
import type { ListColumn } from './useListState';

const InlineEditor = lazyControl<InlineEditorProps>(() =>
  import('@/forms/InlineEditor').then((module) => module.InlineEditor),
);

/** Bring what values are changed with in place: whoever reads did not wait for it, whoever edits shall not either. */
export function fetchEditing(): void {
  void InlineEditor.fetch();
  void fetchControls();
}

export interface TableColumnsAsked {
  app: string;
  type: EntityDescription;
  columns: ListColumn[];
  choice: Choice;
  edits: Edits;
}

/** The columns of a table of records: cells, in-place editing, widths, those that stay in sight. */
export function useTableColumns({
  app,
  type,
  columns,
  choice,
  edits,
}: TableColumnsAsked): Column<RecordItem>[] {
  const text = useText();
  const t = listWords.use();
  const location = useLocation();
  const { widths, frozen } = choice;
  return useMemo(
    () =>
      columns.map((column, index): Column<RecordItem> => {
        const kind = kindOf(column.field.type);
        const label = text(column.field.label) || column.key;
        const { unit } = column.field.settings;
        const named = column.through ? `${text(column.through.label)} · ${label}` : label;
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
          title: unit ? bracketed(named, text(unit)) : named,
          width: widths[column.key] ?? (isTitle ? 220 : kind.width),
          align: alignOf(column.field),
          sortable: kind.sortable && !column.through,
          frozen: index < frozen,
          render: (record) => {
            const { value, label: labelText } = columnValue(record, column);
            if (!isTitle && column.key !== type.title)
              return (
                <FieldCell
                  app={app}
                  field={column.field}
                  value={value}
                  labelText={labelText}
                  of={column.through ? undefined : record}
                  compact
                />
              );
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
                  entity={type}
                  record={record}
                  field={{ ...column.field, label: { en: label } }}
                  onDone={close}
                  onSaved={(saved, before, after) =>
                    edits.note({
                      what: t('edit_value', { field: label, title: titleOf(saved, type.title) }),
                      records: [
                        { id: saved.id, before: { [column.key]: before }, after: { [column.key]: after } },
                      ],
                    })
                  }
                />
              )
            : undefined,
          canEdit: (record) => record.can.includes('change'),
        };
      }),
    [columns, widths, frozen, text, t, app, type, location.search, edits],
  );
}
