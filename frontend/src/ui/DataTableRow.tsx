import { CaretDownFilled, CaretRightFilled } from '@ant-design/icons';
import { memo } from 'react';
import type { CSSProperties, MouseEvent, ReactNode, RefObject } from 'react';
import type { Band, Column, Tone } from './DataTable';
import css from './DataTable.module.css';

/** What rows do, kept apart from what they show. */
export interface Hands<Row> {
  open: (event: MouseEvent, row: Row) => void;
  toggle: (key: string) => void;
  selectText: string;
  focused: (row: number, column: number) => void;
  start: (row: Row, column: Column<Row>, id: string) => void;
  end: (row: number, column: number) => void;
  frozenStyle: (index: number) => CSSProperties | undefined;
  frozenClass: (index: number) => string;
}

interface RecordRowProps<Row> {
  id: string;
  row: Row;
  index: number;
  columns: Column<Row>[];
  /** Where it stands; null where rows flow one after the other. */
  start: number | null;
  height: number;
  level?: number;
  open?: boolean;
  tone?: Tone;
  /** The colours of its cells, one after the other. */
  tones: string;
  picked?: boolean;
  activeAt: number | null;
  editing: string | null;
  clickable: boolean;
  /** Changes when other columns stay in sight, or farther in. */
  frozen: string;
  hands: RefObject<Hands<Row>>;
}

/** One row, drawn anew only when something of it changes: scrolling draws the rows that come into sight. */
export const RecordRow = memo(function RecordRow<Row>(props: RecordRowProps<Row>) {
  const { id: key, row, index, columns, start, height, picked, activeAt, editing, hands } = props;
  const tones = props.tones ? props.tones.split(',') : [];
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-level={props.level}
      aria-expanded={props.open}
      aria-selected={picked}
      data-tone={props.tone}
      className={`${css.row} ${start === null ? css.flow : ''} ${props.clickable ? css.clickable : ''}`}
      style={start === null ? { minHeight: height } : { height, transform: `translateY(${start}px)` }}
      onClick={(event) => hands.current.open(event, row)}
    >
      {picked !== undefined && (
        <div
          role="gridcell"
          className={`${css.cell} ${css.checkCell} ${css.frozen}`}
          style={{ insetInlineStart: 0 }}
        >
          <input
            type="checkbox"
            className={css.check}
            aria-label={hands.current.selectText}
            checked={picked}
            onChange={() => hands.current.toggle(key)}
          />
        </div>
      )}
      {columns.map((column, at) => {
        const id = `${key}:${column.key}`;
        return (
          <div
            key={column.key}
            role="gridcell"
            data-cell={`${index}:${at}`}
            data-tone={tones[at] || undefined}
            tabIndex={activeAt === at ? 0 : -1}
            className={`${css.cell} ${hands.current.frozenClass(at)} ${column.align === 'end' ? css.end : ''} ${editing === id ? css.editing : ''}`}
            style={hands.current.frozenStyle(at)}
            onFocus={() => hands.current.focused(index, at)}
            onDoubleClick={() => hands.current.start(row, column, id)}
          >
            {editing === id && column.edit
              ? column.edit(row, () => hands.current.end(index, at))
              : column.render(row)}
          </div>
        );
      })}
    </div>
  );
}) as <Row>(props: RecordRowProps<Row>) => ReactNode;

interface BandRowProps<Row> {
  band: Band;
  columns: Column<Row>[];
  index: number;
  active: boolean;
  checks: boolean;
  style: CSSProperties;
  frozenStyle: (index: number) => CSSProperties | undefined;
  frozenClass: (index: number) => string;
  onFocus: () => void;
}

const INDENT = 20;

/** One cell to go to; the others only show. */
export function BandRow<Row>(props: BandRowProps<Row>) {
  const { band, columns, index, checks, frozenStyle, frozenClass } = props;
  const Mark = band.open ? CaretDownFilled : CaretRightFilled;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-level={band.level}
      aria-expanded={band.open}
      className={`${css.row} ${css.band}`}
      data-level={band.level}
      style={props.style}
      onClick={band.onToggle}
    >
      {checks && (
        <div role="gridcell" className={`${css.cell} ${css.frozen}`} style={{ insetInlineStart: 0 }} />
      )}
      {columns.map((column, at) => (
        <div
          key={column.key}
          role="gridcell"
          data-cell={at === 0 ? `${index}:0` : undefined}
          tabIndex={at === 0 ? (props.active ? 0 : -1) : undefined}
          className={`${css.cell} ${frozenClass(at)} ${column.align === 'end' ? css.end : ''} ${at === 0 ? css.bandLabel : ''}`}
          style={{
            ...frozenStyle(at),
            ...(at === 0 ? { paddingInlineStart: 12 + (band.level - 1) * INDENT } : {}),
          }}
          onFocus={at === 0 ? props.onFocus : undefined}
        >
          {at === 0 ? (
            <>
              {band.open !== undefined && <Mark aria-hidden className={css.bandMark} />}
              {band.label}
            </>
          ) : (
            band.cells?.[column.key]
          )}
        </div>
      ))}
    </div>
  );
}
