import { CopyOutlined, DeleteOutlined } from '@ant-design/icons';
import { memo } from 'react';
import type { Label } from './labels';
import type { ClipboardEvent } from 'react';
import type { EntityDescription, FieldDescription, JsonValue } from '@/api/types';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { alignOf, kindOf } from './registry';
import type { RowState } from './rowComputation';
import type { Row } from './rows';
import css from './subTable.module.css';
import { words } from './words';

/** What can be done with the rows of a sub-table, by their place in it. */
export interface RowActs {
  focus: (row: number, column: number) => void;
  set: (row: number, column: FieldDescription, cell: JsonValue, label?: Label) => void;
  copy: (row: number) => void;
  remove: (row: number) => void;
  paste: (event: ClipboardEvent, row: number, column: number) => void;
}

/** What a reference of a row is called: as just chosen here, else as the server said. */
export function labelIn(row: Row, key: string): Label | undefined {
  const chosen = row[`${key}$label`];
  if (typeof chosen === 'string' || Array.isArray(chosen)) return chosen as Label;
  const labels = row.labels;
  const told = labels && typeof labels === 'object' && !Array.isArray(labels) ? labels[key] : undefined;
  return typeof told === 'string' || Array.isArray(told) ? (told as Label) : undefined;
}

interface SubTableRowProps {
  row: Row;
  index: number;
  columns: FieldDescription[];
  app: string;
  entity: EntityDescription | undefined;
  /** What the rules of the rows do with it. */
  state: RowState | null;
  /** The column being edited, if the row is. */
  column: number | null;
  disabled?: boolean;
  /** What is wrong by column, as JSON. */
  faults: string;
  acts: RowActs;
}

/** One row of a sub-table: drawn again only when something of it changes. */
export const SubTableRow = memo(function SubTableRow(props: SubTableRowProps) {
  const { index, columns, column: active, disabled, faults, acts } = props;
  const t = words.use();
  const told = faults ? (JSON.parse(faults) as Record<string, string>) : {};
  return (
    <div role="row" className={css.row}>
      {columns.map((column, at) => (
        <Cell
          key={column.key}
          {...props}
          column={column}
          at={at}
          fault={told[column.key]}
          editing={!disabled && active !== null}
          autoFocus={active === at}
        />
      ))}
      {!disabled && (
        <div role="cell" className={`${css.cell} ${css.acts}`}>
          <Button
            small
            look="quiet"
            icon={<CopyOutlined />}
            aria-label={t('copyRow', { row: index + 1 })}
            onClick={() => acts.copy(index)}
          />
          <Button
            small
            look="quiet"
            icon={<DeleteOutlined />}
            aria-label={t('removeRow', { row: index + 1 })}
            onClick={() => acts.remove(index)}
          />
        </div>
      )}
    </div>
  );
});

interface CellProps extends Omit<SubTableRowProps, 'column'> {
  column: FieldDescription;
  at: number;
  fault: string | undefined;
  editing: boolean;
  autoFocus: boolean;
}

function Cell({ column, at, row, index, app, entity, state, fault, disabled, acts, ...rest }: CellProps) {
  const text = useText();
  const { key } = column;
  const kind = kindOf(column.type);
  const hidden = state?.hidden.has(key) ?? false;
  const closed = kind.computed || !column.writable || hidden || (state?.locked.has(key) ?? false);
  const editing = rest.editing && !closed;
  const needed = state?.required.has(key) ?? false;
  const value = hidden ? null : (state?.set[key] ?? row[key] ?? null);
  const label = labelIn(row, key);
  const offered = state?.offered[key];
  const remarks = [...(state?.refused[key] ?? []), ...(state?.warned[key] ?? [])].map((one) => text(one));
  const filter = state?.filters[key];
  return (
    <div
      role="cell"
      className={`${css.cell} ${alignOf(column) === 'end' && !editing ? css.end : ''} ${disabled || editing || closed ? '' : css.idle} ${fault ? css.wrong : ''}`}
      aria-invalid={fault ? true : undefined}
      tabIndex={disabled || editing || closed ? undefined : 0}
      onFocus={() => {
        if (!disabled && !rest.editing) acts.focus(index, at);
      }}
      onPaste={(event) => acts.paste(event, index, at)}
    >
      <span className={css.label}>{text(column.label)}</span>
      {editing ? (
        <kind.Widget
          field={{
            ...column,
            required: column.required || needed,
            options: offered
              ? column.options.filter((option) => offered.includes(option.key) || option.key === value)
              : column.options,
          }}
          app={app}
          entity={entity?.key}
          value={value}
          labelText={label}
          item={filter ? { field: key, filter } : undefined}
          autoFocus={rest.autoFocus}
          onChange={(next, nextLabel) => acts.set(index, column, next, nextLabel)}
          invalid={fault !== undefined}
          describedBy={undefined}
          id={undefined}
        />
      ) : (
        <kind.Cell field={column} app={app} value={value} labelText={label} compact />
      )}
      {needed && !fault && value === null && (
        <span aria-hidden style={{ color: 'var(--red-shade)' }}>
          *
        </span>
      )}
      {(fault ?? (remarks.length > 0 && !hidden)) && (
        <small className={css.fault}>{fault ?? remarks.join(' ')}</small>
      )}
    </div>
  );
}
