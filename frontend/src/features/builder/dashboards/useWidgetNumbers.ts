import { useQuery } from '@tanstack/react-query';
import { api } from '@/api/client';
import { isProblem } from '@/api/problem';
import type { Figure, Table } from '@/api/types';
import { useDebounced } from '@/ui/useDebounced';
import type { WidgetData } from '@/widgets/types';
import { appPath } from '../draft/api';
import type { DashboardDocument, DatasetDocument, WidgetDocument } from '../draft/documents';
import { useDocument } from '../draft/store';
import { useUnpublished } from '../draft/useUnpublished';

/** What is asked of a dataset for one widget: what it is counted by, and which figures. */
export function queryOf(widget: WidgetDocument, dataset: DatasetDocument, period = 'all') {
  const known = (keys: (string | undefined)[], parts: { key: string }[] | undefined) =>
    keys.filter((key): key is string => parts?.some((part) => part.key === key) ?? false);
  const table = widget.kind === 'table';
  return {
    dataset: dataset as object,
    rows: known(table ? (widget.rows ?? []) : [widget.x, widget.split], dataset.dimensions),
    values: known(
      (table ? widget.values : widget.y) ?? (widget.kind === 'kpi' ? [dataset.measures?.[0]?.key] : []),
      dataset.measures,
    ),
    sort: widget.sort ?? [],
    period,
    ...(widget.top ? { limit: widget.top } : {}),
    ...(table && widget.totals ? { totals: true } : {}),
  };
}

/**
 * The numbers that a widget of the draft would show now; undefined while they are on their way, null when
 * there is nothing to ask for yet.
 *
 * Datasets are asked as they stand in the draft, of the data that the published app has; a metric shows its
 * published value.
 */
export function useWidgetNumbers(
  app: string,
  widget: WidgetDocument,
  dashboard: DashboardDocument,
): WidgetData | null | undefined {
  const dataset = useDocument(app, 'dataset', widget.dataset).handle?.document;
  const period = dashboard.filters?.find((filter) => filter.type === 'date_range')?.default ?? 'all';
  const asked = useDebounced(dataset && JSON.stringify(queryOf(widget, dataset, period)), 400);
  const metric = widget.dataset ? undefined : widget.metric;
  const unpublished = useUnpublished(app, dataset?.source ?? '');
  const ready =
    metric !== undefined ||
    (unpublished === false &&
      asked !== undefined &&
      (widget.kind === 'funnel' || JSON.parse(asked).values.length > 0));
  const numbers = useQuery({
    queryKey: ['draft-numbers', app, widget.kind, metric ?? asked, widget.compare, period],
    queryFn: async (): Promise<WidgetData> => {
      const kind = widget.kind as WidgetData['kind'];
      try {
        if (metric) {
          const query = { period, compare: widget.compare };
          const figure = await api.get<Figure>(appPath(app, `/metrics/${encodeURIComponent(metric)}`), {
            query,
          });
          return { kind, ...figure };
        }
        const table = await api.post<Table>(appPath(app, '/query'), JSON.parse(asked ?? '{}'));
        return { kind, ...table, ...(kind === 'kpi' ? { value: table.rows[0]?.[0] ?? null } : {}) };
      } catch (error) {
        if (!isProblem(error)) throw error;
        return { kind, columns: [], rows: [], error: { code: String(error.status), message: error.message } };
      }
    },
    enabled: ready,
    placeholderData: (before) => before,
    staleTime: 30_000,
    retry: false,
  });
  return ready ? numbers.data : null;
}
