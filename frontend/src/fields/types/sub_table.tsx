import { PlusOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { useContext, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { CSSProperties } from 'react';
import { api } from '@/api/client';
import { keys, recordsPath, useEntity } from '@/api/queries';
import type { EntityDescription, FieldDescription, LayoutNode, RecordItem } from '@/api/types';
import { useText } from '@/i18n';
import { bracketed, listed } from '@/i18n/lists';
import { common } from '@/i18n/words';
import { Button } from '@/ui/Button';
import { Blank } from '@/ui/display';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { pastedRows } from '../pastedCells';
import type { UnreadCell } from '../pastedCells';
import { alignOf, kindOf } from '../registry';
import { RowRulesContext, useRowComputation, useRowProposal } from '../rowComputation';
import { rowsOf, totalOf } from '../rows';
import type { Row } from '../rows';
import css from '../subTable.module.css';
import { labelIn, SubTableRow } from '../SubTableRow';
import type { RowActs } from '../SubTableRow';
import { useSideways } from '../useSideways';
import { words } from '../words';

function columnsOf(entity: EntityDescription | undefined, item: LayoutNode | undefined): FieldDescription[] {
  if (!entity) return [];
  const wanted = Array.isArray(item?.columns) ? item.columns.map(String) : null;
  if (!wanted) return entity.fields.filter((field) => field.type !== 'sub_table' && !field.system);
  return wanted.flatMap((key) => entity.fields.find((field) => field.key === key) ?? []);
}

const TOOLS = 72;
/** So many cells that were left out of a paste are named. */
const MOST_TOLD = 3;

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
  const compute = useComputed(useRowComputation(entity));
  const propose = useRowProposal(entity);
  const play = useContext(RowRulesContext);
  const client = useQueryClient();
  const columns = useMemo(() => columnsOf(entity, item), [entity, item]);
  const raw = rowsOf(value);
  const rows = raw.map(compute);
  const names = useRowNames();
  const [active, setActive] = useState<{ row: number; column: number } | null>(null);
  const [unread, setUnread] = useState<UnreadCell[]>([]);
  const latest = useRef({ rows, columns, compute, propose, onChange });
  useLayoutEffect(() => {
    latest.current = { rows, columns, compute, propose, onChange };
  });
  const change = (next: Row[]) => {
    latest.current.rows = next;
    latest.current.onChange(next);
  };
  const replace = (row: number, made: (old: Row) => Row) =>
    change(
      latest.current.rows.map((old, at) =>
        at === row ? names.renamed(old, latest.current.compute(made(old))) : old,
      ),
    );
  /** What the chosen record says of the other cells, such as its price; it may be changed. */
  const proposeFor = async (row: number, { key, settings }: FieldDescription, chosen: string) => {
    const found = await client
      .fetchQuery({
        queryKey: keys.record(app, settings.entity ?? '', chosen),
        queryFn: () => api.get<RecordItem>(recordsPath(app, settings.entity ?? '', `/${chosen}`)),
        staleTime: 60_000,
      })
      .catch(() => null);
    const { propose: ask, rows: now } = latest.current;
    if (!found || !ask || now[row]?.[key] !== chosen) return;
    replace(row, (old) => ask(old, { [key]: found }));
  };
  // Rows are drawn again only when they change, so what they call keeps its identity.
  const [acts] = useState<RowActs>(() => ({
    focus: (row, column) => setActive({ row, column }),
    set: (row, column, cell, label) => {
      const { key } = column;
      replace(row, (old) => ({ ...old, [key]: cell, ...(label ? { [`${key}$label`]: label } : {}) }));
      if (column.type === 'reference' && latest.current.propose && typeof cell === 'string')
        void proposeFor(row, column, cell);
    },
    copy: (row) => {
      const now = latest.current.rows;
      const copy = { ...now[row] };
      delete copy.id;
      change([...now.slice(0, row + 1), copy, ...now.slice(row + 1)]);
    },
    remove: (row) => {
      change(latest.current.rows.filter((_, other) => other !== row));
      setActive(null);
    },
    paste: (event, row, column) => {
      const { rows: now, columns: shown, compute: computed } = latest.current;
      const clip = event.clipboardData.getData('text/plain').replace(/\r?\n$/, '');
      if (!/[\t\n]/.test(clip)) return;
      event.preventDefault();
      const found = pastedRows(now, shown, clip, { row, column }, () => begun(shown));
      setUnread(found.unread);
      setActive(null);
      change(found.rows.map(computed));
    },
  }));
  const add = () => {
    change([...rows, compute(begun(columns))]);
    setActive({ row: rows.length, column: 0 });
  };

  const columnsStyle = templateOf(columns, !disabled);
  const table = useRef<HTMLDivElement>(null);
  const more = useSideways(table);
  return (
    <div aria-describedby={describedBy}>
      <div className={css.holder}>
        <div
          ref={table}
          className={`${css.table} ${invalid ? css.invalid : ''}`}
          data-more={more}
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
            <SubTableRow
              key={names.of(row)}
              row={row}
              index={index}
              columns={columns}
              app={app}
              entity={entity}
              state={
                item?.row_form && play && entity ? play(item.row_form, entity, row, names.of(row)) : null
              }
              column={active?.row === index ? active.column : null}
              disabled={disabled}
              faults={faultsIn(faults, `${field.key}/${index}/`)}
              acts={acts}
            />
          ))}
          <TotalsRow columns={columns} rows={rows} item={item} app={app} tools={!disabled} />
        </div>
      </div>
      {!disabled && (
        <div className={css.tools}>
          <Button small icon={<PlusOutlined />} onClick={add}>
            {t('addRow')}
          </Button>
          {unread.length > 0 ? (
            <span role="status" style={{ color: 'var(--amber-shade)' }} className="caption">
              {t('pasteUnread', {
                count: unread.length,
                cells: listed([
                  ...unread
                    .slice(0, MOST_TOLD)
                    .map((one) => t('pasteCell', { ...one, column: text(one.column.label) })),
                  unread.length > MOST_TOLD ? t('pasteMore', { count: unread.length - MOST_TOLD }) : null,
                ]),
              })}
            </span>
          ) : (
            <span className="muted caption">{t('pasteHint')}</span>
          )}
        </div>
      )}
    </div>
  );
}

/** Computes each row once, as long as it stays the same object. */
function useComputed(compute: (row: Row) => Row): (row: Row) => Row {
  return useMemo(() => {
    const done = new WeakMap<Row, Row>();
    return (row) => {
      const before = done.get(row);
      if (before) return before;
      const next = compute(row);
      done.set(row, next);
      done.set(next, next);
      return next;
    };
  }, [compute]);
}

/** Names of rows for React: a row that is changed, or moved by one that is taken out, keeps its own. */
function useRowNames() {
  const [names] = useState(() => {
    const given = new WeakMap<Row, string>();
    let last = 0;
    const of = (row: Row): string => {
      const name = given.get(row) ?? (typeof row.id === 'string' ? row.id : `new-${(last += 1)}`);
      given.set(row, name);
      return name;
    };
    return {
      of,
      renamed: (old: Row, next: Row): Row => {
        given.set(next, of(old));
        return next;
      },
    };
  });
  return names;
}

/** What is wrong in one row, as one text, so that rows without news are not drawn again. */
function faultsIn(faults: WidgetProps['faults'], place: string): string {
  if (!faults) return '';
  const own = Object.entries(faults).filter(([key]) => key.startsWith(place));
  return own.length === 0
    ? ''
    : JSON.stringify(Object.fromEntries(own.map(([key, told]) => [key.slice(place.length), told.join(' ')])));
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
        <div role="columnheader" className={`${css.cell} ${css.acts}`}>
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
      {tools && <div role="cell" className={`${css.cell} ${css.acts}`} />}
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
