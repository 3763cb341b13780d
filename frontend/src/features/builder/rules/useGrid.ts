import { useEffect, useRef, useState } from 'react';
import type { ClipboardEvent, FocusEvent, KeyboardEvent, RefObject } from 'react';
import { cellsOf, textOf } from './gridClipboard';

export interface Place {
  row: number;
  column: number;
}
/** Where the choice of cells began, and where it stands now. */
interface Range {
  from: Place;
  to: Place;
}

interface GridOptions {
  rows: number;
  columns: number;
  read: (place: Place) => string;
  onClear: (places: Place[]) => void;
  onPaste: (cells: string[][], at: Place) => void;
  /** The cell that is open to be changed, by a name of it: its control has the keys then. */
  open: string | null;
  onClose: () => void;
}

export interface Grid {
  ref: RefObject<HTMLDivElement | null>;
  isChosen: (row: number, column: number) => boolean;
  /** Sets the focus on a cell when it has been drawn. */
  focus: (place: Place) => void;
  props: {
    onKeyDown: (event: KeyboardEvent) => void;
    onFocus: (event: FocusEvent) => void;
    onCopy: (event: ClipboardEvent) => void;
    onPaste: (event: ClipboardEvent) => void;
  };
}

const STEPS: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Arrow keys, a choice of cells, copy and paste in a table whose cells carry `data-cell="row:column"`. */
export function useGrid({ rows, columns, read, onClear, onPaste, open, onClose }: GridOptions): Grid {
  const ref = useRef<HTMLDivElement>(null);
  const wanted = useRef<Place | null>(null);
  const extending = useRef(false);
  const [range, setRange] = useState<Range | null>(null);
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    const place = wanted.current;
    wanted.current = null;
    if (place) cellAt(ref.current, place)?.focus();
  }, [asked]);
  const last = range?.to;
  useEffect(() => {
    // The button that was a cell has given way to its control.
    if (open !== null && last && document.activeElement === document.body)
      tdAt(ref.current, last)?.querySelector<HTMLElement>('select, input, textarea, button')?.focus();
  }, [open, last]);
  const focus = (place: Place) => {
    wanted.current = place;
    setAsked((count) => count + 1);
  };
  const bounds = range && {
    top: Math.min(range.from.row, range.to.row),
    bottom: Math.min(rows - 1, Math.max(range.from.row, range.to.row)),
    left: Math.min(range.from.column, range.to.column),
    right: Math.min(columns - 1, Math.max(range.from.column, range.to.column)),
  };
  const span = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);
  const places = () =>
    bounds
      ? span(bounds.top, bounds.bottom).map((row) =>
          span(bounds.left, bounds.right).map((column) => ({ row, column })),
        )
      : [];
  const typing = (target: EventTarget) =>
    target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
  return {
    ref,
    focus,
    isChosen: (row, column) =>
      bounds !== null &&
      (bounds.top !== bounds.bottom || bounds.left !== bounds.right) &&
      row >= bounds.top &&
      row <= bounds.bottom &&
      column >= bounds.left &&
      column <= bounds.right,
    props: {
      onFocus: (event) => {
        const place = placeOf(event.target);
        if (!place) return;
        const extended = extending.current;
        setRange((before) => ({ from: extended && before ? before.from : place, to: place }));
        extending.current = false;
      },
      onKeyDown: (event) => {
        const place = placeOf(event.target as Element);
        if (!place) return;
        if (open !== null && event.key === 'Escape') {
          event.preventDefault();
          event.stopPropagation();
          onClose();
          focus(place);
          return;
        }
        if (open !== null || typing(event.target)) return;
        const step = STEPS[event.key];
        if (step && !event.altKey && !event.ctrlKey && !event.metaKey) {
          const next = {
            row: Math.max(0, Math.min(rows - 1, place.row + step[0])),
            column: Math.max(0, Math.min(columns - 1, place.column + step[1])),
          };
          event.preventDefault();
          event.stopPropagation();
          extending.current = event.shiftKey;
          cellAt(ref.current, next)?.focus();
        } else if (event.key === 'Delete' || event.key === 'Backspace') {
          event.preventDefault();
          event.stopPropagation();
          onClear(places().flat());
        }
      },
      onCopy: (event) => {
        if (open !== null || typing(event.target) || !placeOf(event.target as Element)) return;
        event.preventDefault();
        event.clipboardData.setData('text/plain', textOf(places().map((row) => row.map(read))));
      },
      onPaste: (event) => {
        const place = placeOf(event.target as Element);
        if (open !== null || typing(event.target) || !place || !bounds) return;
        event.preventDefault();
        onPaste(cellsOf(event.clipboardData.getData('text/plain')), { row: bounds.top, column: bounds.left });
      },
    },
  };
}

/** The cell that an element stands in. */
function placeOf(target: Element): Place | null {
  const cell = target.closest<HTMLElement>('[data-cell]')?.dataset.cell;
  if (!cell) return null;
  const [row = 0, column = 0] = cell.split(':').map(Number);
  return { row, column };
}

function tdAt(grid: HTMLElement | null, { row, column }: Place): HTMLElement | null {
  return grid?.querySelector<HTMLElement>(`[data-cell="${row}:${column}"]`) ?? null;
}

function cellAt(grid: HTMLElement | null, place: Place): HTMLElement | null {
  return tdAt(grid, place)?.querySelector('button') ?? null;
}
