import type { FieldDescription } from '@/api/types';
import { fromText } from './fromText';
import { kindOf } from './registry';
import type { Row } from './rows';

/** A cell that its column does not take: in which row (counted from 1), and what stood there. */
export interface UnreadCell {
  row: number;
  column: FieldDescription;
  text: string;
}

/** Rows with the cells of a spreadsheet written over them from one cell on, and the cells that do not fit. */
export function pastedRows(
  rows: readonly Row[],
  columns: readonly FieldDescription[],
  clip: string,
  from: { row: number; column: number },
  begin: () => Row,
): { rows: Row[]; unread: UnreadCell[] } {
  const next = [...rows];
  const unread: UnreadCell[] = [];
  clip.split(/\r?\n/).forEach((line, down) => {
    const row = from.row + down;
    const filled: Row = { ...(next[row] ?? begin()) };
    line.split('\t').forEach((cell, right) => {
      const column = columns[from.column + right];
      if (!column || kindOf(column.type).computed || !column.writable) return;
      const parsed = fromText(column, cell);
      if (parsed === undefined) unread.push({ row: row + 1, column, text: cell.trim() });
      else filled[column.key] = parsed;
    });
    next[row] = filled;
  });
  return { rows: next, unread };
}
