import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { CSSProperties, KeyboardEvent, MouseEvent, ReactNode } from 'react';
import { common } from '@/i18n/words';
import css from './DataTable.module.css';
import type { MenuEntry } from './MenuButton';
import { TableHead } from './DataTableHead';
import { BandRow, RecordRow } from './DataTableRow';
import type { Hands } from './DataTableRow';

export interface Column<Row> {
  key: string;
  title: ReactNode;
  /** Plain words for screen readers when title is not text. */
  name?: string;
  width?: number;
  align?: 'start' | 'end';
  sortable?: boolean;
  /** Stays while the others scroll; frozen columns come first. */
  frozen?: boolean;
  render: (row: Row) => ReactNode;
  /** Present when the cell can be edited in place (double click, Enter, F2). */
  edit?: (row: Row, close: () => void) => ReactNode;
  canEdit?: (row: Row) => boolean;
}

export interface Sort {
  key: string;
  descending: boolean;
}

/** A row that stands for those below it: a group with its subtotals, or a way to more rows. */
export interface Band {
  /** How deep it stands, from 1. */
  level: number;
  label: ReactNode;
  /** Absent where there is nothing to open. */
  open?: boolean;
  onToggle?: () => void;
  /** What it shows under columns other than the first, by their keys. */
  cells?: Record<string, ReactNode>;
}

/** Where a row stands in a tree. */
export interface TreePlace {
  level: number;
  /** Absent where nothing stands below. */
  open?: boolean;
}

export type Tone = 'grey' | 'blue' | 'green' | 'amber' | 'red' | 'teal';

export interface DataTableProps<Row> {
  label: string;
  rows: readonly Row[];
  columns: Column<Row>[];
  rowKey: (row: Row) => string;
  sort?: Sort | null;
  onSort?: (sort: Sort | null) => void;
  selected?: ReadonlySet<string>;
  onSelect?: (keys: ReadonlySet<string>) => void;
  onOpen?: (row: Row) => void;
  onResize?: (key: string, width: number) => void;
  onMove?: (key: string, before: string) => void;
  rowHeight?: number;
  /** Grows with its rows instead of scrolling inside its place; for short lists. */
  fit?: boolean;
  onEndReached?: () => void;
  footer?: ReactNode;
  /** Rows that are no records: groups and what leads to more. */
  bandOf?: (row: Row) => Band | null;
  /** Rows that stand in a tree. */
  placeOf?: (row: Row) => TreePlace;
  /** A colour of a row, or of one of its cells. */
  toneOf?: (row: Row, column?: string) => Tone | undefined;
  /** What stands below the columns, in sight however far one scrolls. */
  totals?: Record<string, ReactNode>;
  /** What can be done with a column, behind a button in its head. */
  columnMenu?: { label: (name: string) => string; entries: (column: Column<Row>) => MenuEntry[] };
}

function mayEdit<Row>(column: Column<Row>, row: Row): boolean {
  return column.edit !== undefined && (column.canEdit?.(row) ?? true);
}

export const CHECK_WIDTH = 40;
const MIN_WIDTH = 64;

/** The one table: virtual rows, frozen columns, sorting, selection, cells that the keyboard reaches. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const {
    label,
    rows,
    columns,
    rowKey,
    selected,
    onSelect,
    onOpen,
    rowHeight = 40,
    fit,
    onEndReached,
  } = props;
  const t = common.use();
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState({ row: 0, column: 0 });
  const [editing, setEditing] = useState<string | null>(null);
  const selectable = selected !== undefined && onSelect !== undefined;

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    initialRect: { width: 800, height: 600 },
  });
  const shown = fit
    ? rows.map((_, index) => ({ index, start: 0 }))
    : virtual.getVirtualItems().map(({ index, start }) => ({ index, start }));
  const last = shown.at(-1)?.index ?? -1;
  useEffect(() => {
    if (onEndReached && rows.length > 0 && last >= rows.length - 15) onEndReached();
  }, [last, rows.length, onEndReached]);

  const widths = columns.map((column) => Math.max(MIN_WIDTH, column.width ?? 160));
  const total = widths.reduce((sum, width) => sum + width, selectable ? CHECK_WIDTH : 0);
  const template = [
    ...(selectable ? [`${CHECK_WIDTH}px`] : []),
    ...widths.map((width, index) => (index === widths.length - 1 ? `minmax(${width}px, 1fr)` : `${width}px`)),
  ].join(' ');
  const offsets = useMemo(() => {
    const found: (number | null)[] = [];
    let left = selectable ? CHECK_WIDTH : 0;
    columns.forEach((column, index) => {
      found.push(column.frozen ? left : null);
      left += widths[index] ?? 0;
    });
    return found;
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [template, selectable, columns]);
  const lastFrozen = columns.map((column) => column.frozen).lastIndexOf(true);

  const focusCell = (row: number, column: number) => {
    const next = {
      row: Math.max(0, Math.min(rows.length - 1, row)),
      column: Math.max(0, Math.min(columns.length - 1, column)),
    };
    setActive(next);
    if (!fit) virtual.scrollToIndex(next.row);
    requestAnimationFrame(() => {
      const selector = `[data-cell="${next.row}:${next.column}"]`;
      scroller.current?.querySelector<HTMLElement>(selector)?.focus();
    });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (editing || !(event.target as HTMLElement).dataset.cell) return;
    const row = rows[active.row];
    const column = columns[active.column];
    const band = row === undefined ? null : props.bandOf?.(row);
    const moves: Record<string, [number, number]> = {
      ArrowDown: [1, 0],
      ArrowUp: [-1, 0],
      ArrowRight: [0, 1],
      ArrowLeft: [0, -1],
      PageDown: [10, 0],
      PageUp: [-10, 0],
    };
    const move = moves[event.key];
    if (move) {
      event.preventDefault();
      focusCell(active.row + move[0], active.column + move[1]);
    } else if (band && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault();
      band.onToggle?.();
    } else if ((event.key === 'Enter' || event.key === 'F2') && row && column) {
      event.preventDefault();
      const opens = event.key === 'Enter' && active.column === 0 && onOpen !== undefined;
      if (mayEdit(column, row) && !opens) setEditing(`${rowKey(row)}:${column.key}`);
      else if (event.key === 'Enter') onOpen?.(row);
    } else if (event.key === ' ' && row && selectable) {
      event.preventDefault();
      selectRow(row);
    }
  };

  const selectRow = (row: Row) => {
    if (!props.bandOf?.(row)) toggle(rowKey(row));
  };
  const toggle = (key: string) => {
    if (!selected || !onSelect) return;
    const next = new Set(selected);
    if (!next.delete(key)) next.add(key);
    onSelect(next);
  };

  // Where cells are edited by double click, a single click only goes to the cell.
  const clickOpens = onOpen !== undefined && !columns.some((column) => column.edit);
  const openByClick = (event: MouseEvent, row: Row) => {
    if (!onOpen || !clickOpens) return;
    if ((event.target as HTMLElement).closest('a,button,input,select,textarea,[role="combobox"]')) return;
    if (window.getSelection()?.toString()) return;
    onOpen(row);
  };

  const frozenStyle = (index: number): CSSProperties | undefined => {
    const left = offsets[index];
    return left === null || left === undefined ? undefined : { insetInlineStart: left };
  };
  const frozenClass = (index: number) =>
    offsets[index] === null ? '' : `${css.frozen} ${index === lastFrozen ? css.lastFrozen : ''}`;

  // What a row may do, always of this very render: rows that stay as they are need not be drawn anew for it.
  const now: Hands<Row> = {
    open: openByClick,
    toggle,
    selectText: t('selectRow'),
    focused: (row, column) => {
      if (active.row !== row || active.column !== column) setActive({ row, column });
    },
    start: (row, column, id) => {
      if (mayEdit(column, row)) setEditing(id);
      else if (!clickOpens) onOpen?.(row);
    },
    end: (row, column) => {
      setEditing(null);
      focusCell(row, column);
    },
    frozenStyle,
    frozenClass,
  };
  const hands = useRef(now);
  useLayoutEffect(() => {
    hands.current = now;
  });
  const frozenKey = offsets.join();

  return (
    <div className={`${css.scroller} ${fit ? css.auto : ''}`} ref={scroller}>
      <div
        role={props.bandOf || props.placeOf ? 'treegrid' : 'grid'}
        aria-label={label}
        aria-rowcount={rows.length + (props.totals ? 2 : 1)}
        aria-colcount={columns.length + (selectable ? 1 : 0)}
        style={{ '--columns': template, minWidth: total } as CSSProperties}
        onKeyDown={onKeyDown}
      >
        <TableHead
          {...props}
          selectable={selectable}
          frozenStyle={frozenStyle}
          frozenClass={frozenClass}
          widths={widths}
        />
        <div
          role="rowgroup"
          className={css.body}
          style={fit ? undefined : { height: virtual.getTotalSize() }}
        >
          {shown.map(({ index, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            const key = rowKey(row);
            const place = fit
              ? { minHeight: rowHeight }
              : { height: rowHeight, transform: `translateY(${start}px)` };
            const band = props.bandOf?.(row);
            if (band)
              return (
                <BandRow
                  key={key}
                  band={band}
                  columns={columns}
                  index={index}
                  active={active.row === index}
                  checks={selectable}
                  style={place}
                  frozenStyle={frozenStyle}
                  frozenClass={frozenClass}
                  onFocus={() => {
                    if (active.row !== index || active.column !== 0) setActive({ row: index, column: 0 });
                  }}
                />
              );
            const tree = props.placeOf?.(row);
            return (
              <RecordRow
                key={key}
                id={key}
                row={row}
                index={index}
                columns={columns}
                start={fit ? null : start}
                height={rowHeight}
                level={tree?.level}
                open={tree?.open}
                tone={props.toneOf?.(row)}
                tones={props.toneOf ? columns.map(({ key: at }) => props.toneOf?.(row, at) ?? '').join() : ''}
                picked={selectable ? selected.has(key) : undefined}
                activeAt={active.row === index ? active.column : null}
                editing={editing?.startsWith(`${key}:`) ? editing : null}
                clickable={clickOpens}
                frozen={frozenKey}
                hands={hands}
              />
            );
          })}
        </div>
        {props.totals && (
          <div role="rowgroup" className={css.totals}>
            <div role="row" aria-rowindex={rows.length + 2} className={`${css.row} ${css.totalsRow}`}>
              {selectable && <div role="gridcell" className={`${css.cell} ${css.frozen}`} />}
              {columns.map((column, at) => (
                <div
                  key={column.key}
                  role="gridcell"
                  className={`${css.cell} ${frozenClass(at)} ${column.align === 'end' ? css.end : ''}`}
                  style={frozenStyle(at)}
                >
                  {props.totals?.[column.key]}
                </div>
              ))}
            </div>
          </div>
        )}
      </div>
      {props.footer}
    </div>
  );
}
