import { CaretDownFilled, CaretUpFilled, DownOutlined } from '@ant-design/icons';
import { useRef } from 'react';
import type { CSSProperties, DragEvent, KeyboardEvent, PointerEvent } from 'react';
import { common } from '@/i18n/words';
import type { Column, DataTableProps, Sort } from './DataTable';
import css from './DataTable.module.css';
import { MenuButton } from './MenuButton';

interface TableHeadProps<Row> extends DataTableProps<Row> {
  selectable: boolean;
  widths: number[];
  frozenStyle: (index: number) => CSSProperties | undefined;
  frozenClass: (index: number) => string;
}

function nextSort(sort: Sort | null | undefined, key: string): Sort | null {
  if (sort?.key !== key) return { key, descending: false };
  return sort.descending ? null : { key, descending: true };
}

/** The head row: sort by click, move by drag, resize by handle or arrow keys. */
export function TableHead<Row>(props: TableHeadProps<Row>) {
  const { columns, rows, rowKey, selected, onSelect, selectable, onMove, frozenStyle, frozenClass, widths } =
    props;
  const { columnMenu } = props;
  const t = common.use();
  const dragged = useRef<string | null>(null);
  const records = props.bandOf ? rows.filter((row) => !props.bandOf?.(row)) : rows;
  const all = selectable && records.length > 0 && records.every((row) => selected?.has(rowKey(row)));
  const some = selectable && !all && (selected?.size ?? 0) > 0;

  const drag = (column: Column<Row>) =>
    onMove && !column.frozen
      ? {
          draggable: true,
          onDragStart: (event: DragEvent) => {
            dragged.current = column.key;
            event.dataTransfer.effectAllowed = 'move';
          },
          onDragOver: (event: DragEvent) => event.preventDefault(),
          onDrop: () => {
            if (dragged.current && dragged.current !== column.key) onMove(dragged.current, column.key);
            dragged.current = null;
          },
        }
      : {};

  return (
    <div role="rowgroup" className={css.head} style={{ display: 'block' }}>
      <div
        role="row"
        aria-rowindex={1}
        className={css.row}
        style={{ position: 'static', background: 'inherit', borderBottom: 0 }}
      >
        {selectable && (
          <div
            role="columnheader"
            className={`${css.headCell} ${css.checkCell} ${css.frozen}`}
            style={{ insetInlineStart: 0 }}
          >
            <input
              type="checkbox"
              className={css.check}
              aria-label={t('selectAll')}
              checked={all}
              ref={(element) => {
                if (element) element.indeterminate = some;
              }}
              onChange={() => onSelect?.(all ? new Set() : new Set(records.map(rowKey)))}
            />
          </div>
        )}
        {columns.map((column, index) => (
          <div
            key={column.key}
            role="columnheader"
            aria-sort={
              props.sort?.key === column.key
                ? props.sort.descending
                  ? 'descending'
                  : 'ascending'
                : undefined
            }
            className={`${css.headCell} ${frozenClass(index)} ${column.align === 'end' ? css.end : ''}`}
            style={frozenStyle(index)}
            {...drag(column)}
          >
            <HeadTitle column={column} sort={props.sort} onSort={props.onSort} />
            {columnMenu && (
              <MenuButton
                small
                iconOnly
                className={css.headMenu}
                label={columnMenu.label(nameOf(column))}
                entries={columnMenu.entries(column)}
              >
                <DownOutlined aria-hidden />
              </MenuButton>
            )}
            {props.onResize && (
              <ResizeHandle column={column} width={widths[index] ?? 160} onResize={props.onResize} />
            )}
          </div>
        ))}
      </div>
    </div>
  );
}

function nameOf<Row>(column: Column<Row>): string {
  return column.name ?? (typeof column.title === 'string' ? column.title : column.key);
}

function HeadTitle<Row>({
  column,
  sort,
  onSort,
}: { column: Column<Row> } & Pick<DataTableProps<Row>, 'sort' | 'onSort'>) {
  const t = common.use();
  if (!column.sortable || !onSort) return <span className="truncate">{column.title}</span>;
  const name = nameOf(column);
  return (
    <button
      type="button"
      className={css.headButton}
      title={t('sortBy', { column: name })}
      onClick={() => onSort(nextSort(sort, column.key))}
    >
      <span className="truncate">{column.title}</span>
      {sort?.key === column.key &&
        (sort.descending ? <CaretDownFilled aria-hidden /> : <CaretUpFilled aria-hidden />)}
    </button>
  );
}

function ResizeHandle<Row>({
  column,
  width,
  onResize,
}: {
  column: Column<Row>;
  width: number;
  onResize: (key: string, width: number) => void;
}) {
  const t = common.use();
  const start = useRef<{ x: number; width: number } | null>(null);
  const to = (next: number) => onResize(column.key, Math.max(64, Math.min(800, Math.round(next))));
  const name = nameOf(column);
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={t('resizeColumn', { column: name })}
      aria-valuenow={width}
      tabIndex={-1}
      className={css.resize}
      onPointerDown={(event: PointerEvent<HTMLDivElement>) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width };
      }}
      onPointerMove={(event) => {
        if (start.current) to(start.current.width + event.clientX - start.current.x);
      }}
      onPointerUp={() => (start.current = null)}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key === 'ArrowRight') to(width + 16);
        if (event.key === 'ArrowLeft') to(width - 16);
      }}
    />
  );
}
