import { CopyOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { ClipboardEvent, CSSProperties } from 'react';
import { api } from '@/api/client';
import { keys, recordsPath, useEntity } from '@/api/queries';
import type { EntityDescription, FieldDescription, JsonValue, LayoutNode, RecordItem } from '@/api/types';
import { useText } from '@/i18n';
import { bracketed } from '@/i18n/lists';
import { common } from '@/i18n/words';
import { Button } from '@/ui/Button';
import { Blank } from '@/ui/display';
import { fromText } from '../fromText';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { alignOf, kindOf } from '../registry';
import { useRowComputation, useRowProposal } from '../rowComputation';
import { rowsOf, totalOf } from '../rows';
import type { Row } from '../rows';
import css from '../subTable.module.css';
import { words } from '../words';

function columnsOf(entity: EntityDescription | undefined, item: LayoutNode | undefined): FieldDescription[] {
  if (!entity) return [];
  const wanted = Array.isArray(item?.columns) ? item.columns.map(String) : null;
  if (!wanted)
    return entity.fields.filter((field) => field.type !== 'sub_table' && !systemKeys.has(field.key));
  return wanted.flatMap((key) => entity.fields.find((field) => field.key === key) ?? []);
}
const systemKeys = new Set([
  'id',
  'owner',
  'department',
  'created_at',
  'created_by',
  'updated_at',
  'updated_by',
  'version',
  'parent',
  'position',
]);

/** What a reference of a row is called: as just chosen here, else as the server said. */
function labelIn(row: Row, key: string): string | undefined {
  const chosen = row[`${key}$label`];
  if (typeof chosen === 'string') return chosen;
  const labels = row.labels;
  const told = labels && typeof labels === 'object' && !Array.isArray(labels) ? labels[key] : undefined;
  return typeof told === 'string' ? told : undefined;
}

const TOOLS = 72;

/** One template for all rows, so that the columns of a row being edited stand where the others do. */
function templateOf(columns: FieldDescription[], tools: boolean): CSSProperties {
  const least = columns.map((column) =>
    Math.max(90, kindOf(column.type).width + (tools && column.type === 'money' ? 40 : -20)),
  );
  const parts = columns.map(
    ({ type }, index) => `minmax(${least[index]}px, ${type === 'text' || type === 'reference' ? 2 : 1}fr)`,
  );
  return {
    '--columns': [...parts, ...(tools ? [`${TOOLS}px`] : [])].join(' '),
    '--width': `${least.reduce((sum, width) => sum + width, tools ? TOOLS : 0)}px`,
  } as CSSProperties;
}

/** A new row: the columns that begin with a fixed value have it. */
function begun(columns: FieldDescription[]): Row {
  return Object.fromEntries(
    columns.flatMap(({ key, settings }) =>
      settings.default === undefined || settings.default === null ? [] : [[key, settings.default]],
    ),
  ) as Row;
}

function SubTableWidget({
  field,
  app,
  value,
  onChange,
  item,
  disabled,
  describedBy,
  invalid,
  faults,
}: WidgetProps) {
  const t = words.use();
  const text = useText();
  const entity = useEntity(app, field.settings.entity ?? '');
  const compute = useRowComputation(entity);
  const propose = useRowProposal(entity);
  const client = useQueryClient();
  const columns = columnsOf(entity, item);
  const rows = rowsOf(value).map(compute);
  const [active, setActive] = useState<{ row: number; column: number } | null>(null);
  const latest = useRef(rows);
  useEffect(() => {
    latest.current = rows;
  });
  const change = (next: Row[]) => onChange(next);
  const setCell = (row: number, key: string, cell: JsonValue, label?: string) => {
    change(
      rows.map((old, at) =>
        at === row ? compute({ ...old, [key]: cell, ...(label ? { [`${key}$label`]: label } : {}) }) : old,
      ),
    );
    const target = columns.find((column) => column.key === key && column.type === 'reference');
    if (target && propose && typeof cell === 'string') void proposeFor(row, target, cell);
  };
  /** What the chosen record says of the other cells, such as its price; it may be changed. */
  const proposeFor = async (row: number, { key, settings }: FieldDescription, chosen: string) => {
    const found = await client
      .fetchQuery({
        queryKey: keys.record(app, settings.entity ?? '', chosen),
        queryFn: () => api.get<RecordItem>(recordsPath(app, settings.entity ?? '', `/${chosen}`)),
        staleTime: 60_000,
      })
      .catch(() => null);
    if (!found || !propose || latest.current[row]?.[key] !== chosen) return;
    change(latest.current.map((old, at) => (at === row ? compute(propose(old, { [key]: found })) : old)));
  };
  const add = () => {
    change([...rows, compute(begun(columns))]);
    setActive({ row: rows.length, column: 0 });
  };

  const paste = (event: ClipboardEvent, row: number, column: number) => {
    const clip = event.clipboardData.getData('text/plain').replace(/\r?\n$/, '');
    if (!/[\t\n]/.test(clip)) return;
    event.preventDefault();
    const next = [...rows];
    clip.split(/\r?\n/).forEach((line, down) => {
      const filled: Row = { ...(next[row + down] ?? {}) };
      line.split('\t').forEach((cell, right) => {
        const target = columns[column + right];
        const parsed = target && !kindOf(target.type).computed ? fromText(target, cell) : undefined;
        if (target && parsed !== undefined) filled[target.key] = parsed;
      });
      next[row + down] = compute(filled);
    });
    change(next);
  };

  const columnsStyle = templateOf(columns, !disabled);
  return (
    <div aria-describedby={describedBy}>
      <div className={css.holder}>
        <div
          className={`${css.table} ${invalid ? css.invalid : ''}`}
          role="table"
          tabIndex={0}
          aria-label={text(field.label)}
          style={columnsStyle}
        >
          <HeadRow columns={columns} tools={!disabled} />
          {rows.length === 0 && (
            <div role="row" className={css.row} style={{ gridTemplateColumns: '1fr' }}>
              <div role="cell" className={`${css.cell} muted`}>
                {t('noRows')}
              </div>
            </div>
          )}
          {rows.map((row, index) => (
            <div key={String(row.id ?? `new-${index}`)} role="row" className={css.row}>
              {columns.map((column, at) => {
                const kind = kindOf(column.type);
                const editing = !disabled && active?.row === index && !kind.computed && column.writable;
                const label = labelIn(row, column.key);
                const cellValue = row[column.key] ?? null;
                const fault = faults?.[`${field.key}/${index}/${column.key}`]?.join(' ');
                return (
                  <div
                    key={column.key}
                    role="cell"
                    className={`${css.cell} ${alignOf(column) === 'end' && !editing ? css.end : ''} ${disabled || editing ? '' : css.idle} ${fault ? css.wrong : ''}`}
                    aria-invalid={fault ? true : undefined}
                    tabIndex={disabled || editing || kind.computed ? undefined : 0}
                    onFocus={() => {
                      if (!disabled && active?.row !== index) setActive({ row: index, column: at });
                    }}
                    onPaste={(event) => paste(event, index, at)}
                  >
                    <span className={css.label}>{text(column.label)}</span>
                    {editing ? (
                      <kind.Widget
                        field={column}
                        app={app}
                        value={cellValue}
                        labelText={label}
                        autoFocus={active.column === at}
                        onChange={(next, nextLabel) => setCell(index, column.key, next, nextLabel)}
                        invalid={fault !== undefined}
                        describedBy={undefined}
                        id={undefined}
                      />
                    ) : (
                      <kind.Cell field={column} app={app} value={cellValue} labelText={label} compact />
                    )}
                    {fault && <small className={css.fault}>{fault}</small>}
                  </div>
                );
              })}
              {!disabled && (
                <div role="cell" className={css.cell}>
                  <Button
                    small
                    look="quiet"
                    icon={<CopyOutlined />}
                    aria-label={t('copyRow', { row: index + 1 })}
                    onClick={() => {
                      const copy = { ...row };
                      delete copy.id;
                      change([...rows.slice(0, index + 1), copy, ...rows.slice(index + 1)]);
                    }}
                  />
                  <Button
                    small
                    look="quiet"
                    icon={<DeleteOutlined />}
                    aria-label={t('removeRow', { row: index + 1 })}
                    onClick={() => {
                      change(rows.filter((_, other) => other !== index));
                      setActive(null);
                    }}
                  />
                </div>
              )}
            </div>
          ))}
          <TotalsRow columns={columns} rows={rows} item={item} app={app} tools={!disabled} />
        </div>
      </div>
      {!disabled && (
        <div className={css.tools}>
          <Button small icon={<PlusOutlined />} onClick={add}>
            {t('addRow')}
          </Button>
          <span className="muted caption">{t('pasteHint')}</span>
        </div>
      )}
    </div>
  );
}

function HeadRow({ columns, tools }: { columns: FieldDescription[]; tools: boolean }) {
  const text = useText();
  const t = words.use();
  const shared = common.use();
  return (
    <div role="row" className={`${css.row} ${css.head}`}>
      {columns.map((column) => (
        <div
          key={column.key}
          role="columnheader"
          className={`${css.cell} ${alignOf(column) === 'end' ? css.end : ''}`}
        >
          {column.settings.unit
            ? bracketed(text(column.label), text(column.settings.unit))
            : text(column.label)}
          {column.required && tools && (
            <span style={{ color: 'var(--red-shade)', marginInlineStart: 2 }} title={shared('required')}>
              *
            </span>
          )}
        </div>
      ))}
      {tools && (
        <div role="columnheader" className={css.cell}>
          <span className="visually-hidden">{t('rowActions')}</span>
        </div>
      )}
    </div>
  );
}

function TotalsRow({
  columns,
  rows,
  item,
  app,
  tools,
}: {
  columns: FieldDescription[];
  rows: Row[];
  item?: LayoutNode;
  app: string;
  tools: boolean;
}) {
  const t = words.use();
  const text = useText();
  const totals = item?.totals;
  if (!totals || rows.length === 0) return null;
  return (
    <div role="row" className={`${css.row} ${css.foot}`}>
      {columns.map((column, index) => {
        const how = totals[column.key];
        const kind = kindOf(column.type);
        return (
          <div
            key={column.key}
            role="cell"
            className={`${css.cell} ${alignOf(column) === 'end' ? css.end : ''}`}
          >
            {how ? (
              <>
                <span className={css.label}>{text(column.label)}</span>
                <kind.Cell
                  field={column}
                  app={app}
                  value={totalOf(rows, column.key, how.toUpperCase())}
                  compact
                />
              </>
            ) : (
              index === 0 && t('total')
            )}
          </div>
        );
      })}
      {tools && <div role="cell" className={css.cell} />}
    </div>
  );
}

function SubTableCell({ field, app, value, compact }: CellProps) {
  const t = words.use();
  const text = useText();
  const entity = useEntity(app, field.settings.entity ?? '');
  const rows = rowsOf(value);
  if (rows.length === 0) return compact ? <Blank /> : <span className="muted">{t('noRows')}</span>;
  if (compact) return <span>{t('rows', { count: rows.length })}</span>;
  const columns = columnsOf(entity, undefined);
  return (
    <div className={css.holder}>
      <div
        className={css.table}
        role="table"
        tabIndex={0}
        aria-label={text(field.label)}
        style={templateOf(columns, false)}
      >
        <HeadRow columns={columns} tools={false} />
        {rows.map((row, index) => (
          <div key={String(row.id ?? index)} role="row" className={css.row}>
            {columns.map((column) => {
              const kind = kindOf(column.type);
              return (
                <div
                  key={column.key}
                  role="cell"
                  className={`${css.cell} ${alignOf(column) === 'end' ? css.end : ''}`}
                >
                  <span className={css.label}>{text(column.label)}</span>
                  <kind.Cell
                    field={column}
                    app={app}
                    value={row[column.key] ?? null}
                    labelText={labelIn(row, column.key)}
                    compact
                  />
                </div>
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}

export const SUB_TABLE: FieldKind = {
  type: 'sub_table',
  Widget: SubTableWidget,
  Cell: SubTableCell,
  width: 90,
};
