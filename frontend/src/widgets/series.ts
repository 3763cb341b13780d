/** The rows of a chart as categories and series; a split comes in long form and is turned here. */
import type { Cell, WidgetColumn, WidgetData } from './types';

export interface Series {
  name: string;
  /** By category; null where there is nothing. */
  values: (number | null)[];
  /** What one point stands for. */
  at: (category: number) => Record<string, Cell>;
  measure: WidgetColumn;
}
export interface Chart {
  categories: Cell[];
  x: WidgetColumn;
  series: Series[];
}

const toNumber = (cell: Cell | undefined) =>
  cell === null || cell === undefined || cell === '' ? null : Number(cell);

/** Null when the answer has no dimension or no measure. */
export function chartOf(
  data: WidgetData,
  say: (column: WidgetColumn, cell: Cell) => string,
  nameOf: (column: WidgetColumn) => string,
): Chart | null {
  const dimensions = data.columns.flatMap((column, at) =>
    column.kind === 'dimension' ? [{ column, at }] : [],
  );
  const measures = data.columns.flatMap((column, at) => (column.kind === 'measure' ? [{ column, at }] : []));
  const [x, split] = dimensions;
  const [first] = measures;
  if (!x || !first) return null;
  const categories = [...new Set(data.rows.map((row) => row[x.at] ?? null))];
  const place = new Map(categories.map((category, at) => [category, at]));
  if (!split)
    return {
      categories,
      x: x.column,
      series: measures.map(({ column, at }) => ({
        name: nameOf(column),
        values: data.rows.map((row) => toNumber(row[at])),
        at: (category) => ({ [x.column.key]: categories[category] ?? null }),
        measure: column,
      })),
    };
  const groups = [...new Set(data.rows.map((row) => row[split.at] ?? null))];
  return {
    categories,
    x: x.column,
    series: groups.map((group) => {
      const values: (number | null)[] = categories.map(() => null);
      for (const row of data.rows)
        if ((row[split.at] ?? null) === group)
          values[place.get(row[x.at] ?? null) ?? 0] = toNumber(row[first.at]);
      return {
        name: say(split.column, group),
        values,
        at: (category) => ({ [x.column.key]: categories[category] ?? null, [split.column.key]: group }),
        measure: first.column,
      };
    }),
  };
}
