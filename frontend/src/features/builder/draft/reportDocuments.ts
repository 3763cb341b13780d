/** Shapes of dashboards and of the numbers they show, as far as the designers edit them. */
import type { DocumentBase, Text } from './documents';

export interface MetricDocument extends DocumentBase {
  source?: string;
  value?: string;
}

export interface WidgetDocument {
  id: string;
  kind: string;
  title?: Text;
  metric?: string;
  dataset?: string;
  x?: string;
  y?: string[];
  rows?: string[];
  values?: string[];
  split?: string;
  sort?: string[];
  top?: number;
  compare?: string;
  stacked?: boolean;
  totals?: boolean;
  text?: Text;
  at: [number, number, number, number];
}
export interface DashboardDocument extends DocumentBase {
  name: Text;
  filters?: { key: string; type: string; default?: string }[];
  widgets: WidgetDocument[];
}
export interface DimensionDocument {
  id?: string;
  key: string;
  formula?: string;
  label?: Text;
  bucket?: string;
}
export interface MeasureDocument {
  id?: string;
  key: string;
  formula?: string;
  label?: Text;
  number_format?: string;
  unit?: string | Text;
}
export interface DatasetDocument extends DocumentBase {
  source?: string;
  date?: string;
  filter?: string;
  dimensions?: DimensionDocument[];
  measures?: MeasureDocument[];
  /** Several sources in one, or the stages of a funnel: edited as a document. */
  union?: unknown[];
  stages?: unknown[];
}
