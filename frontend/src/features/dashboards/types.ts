import type { Localised } from '@/api/types';

/** Numbers are decimal texts, dates ISO texts, records ids. */
export type Cell = string | boolean | null;

export interface WidgetColumn {
  key: string;
  kind: 'dimension' | 'measure';
  label: Localised;
  type: 'text' | 'number' | 'date' | 'datetime' | 'boolean' | 'record';
  entity?: string;
  bucket?: 'day' | 'week' | 'month' | 'quarter' | 'year';
  unit?: Localised;
  number_format?: string;
  /** What a cell is called. */
  labels?: Record<string, Localised>;
}
export interface WidgetData {
  kind: WidgetKind;
  columns: WidgetColumn[];
  rows: Cell[][];
  total?: Cell[];
  value?: string | null;
  previous?: string | null;
  /** A fraction of the previous value. */
  change?: string | null;
  target?: string | null;
  better?: 'higher' | 'lower' | 'none';
  error?: { code: string; message: string };
}
export type WidgetKind = 'kpi' | 'bar' | 'line' | 'area' | 'pie' | 'funnel' | 'table' | 'text';

export interface WidgetDocument {
  id: string;
  kind: WidgetKind;
  title?: Localised;
  text?: Localised;
  x?: string;
  split?: string;
  /** x, y, width, height on the grid of twelve columns. */
  at: [number, number, number, number];
}
export interface FilterDocument {
  key: string;
  type: 'date_range' | 'member' | 'department' | 'select' | 'reference' | 'text';
  label?: Localised;
  entity?: string;
  options?: { key: string; label: Localised }[];
  default?: unknown;
}
export interface DashboardDocument {
  key: string;
  name: Localised;
  filters?: FilterDocument[];
  widgets: WidgetDocument[];
}
export interface DashboardAnswer {
  document: DashboardDocument;
  name: Localised;
}
export interface DashboardData {
  widgets: Record<string, WidgetData>;
  filters: Record<string, string | null>;
}

/** Where a number stands: the values of its dimensions, and the measure that was asked of. */
export interface Place {
  at: Record<string, Cell>;
  measure?: string;
}
