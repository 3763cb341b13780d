import type { WidgetData } from '@/api/types';

export type {
  DashboardAnswer,
  DashboardData,
  DashboardDocument,
  FilterDocument,
  WidgetColumn,
  WidgetData,
  WidgetDocument,
} from '@/api/types';

/** Numbers are decimal texts, dates ISO texts, records ids. */
export type Cell = WidgetData['rows'][number][number];
export type WidgetKind = WidgetData['kind'];

/** Where a number stands: the values of its dimensions, and the measure that was asked of. */
export interface Place {
  at: Record<string, Cell>;
  measure?: string;
}
