import { DashboardOutlined, ReloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { api } from '@/api/client';
import { isProblem } from '@/api/problem';
import { useApp } from '@/api/queries';
import { NotFound } from '@/app/RouteError';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import {
  Button,
  EmptyState,
  ErrorState,
  PageHeader,
  PageSkeleton,
  Skeleton,
  toast,
  useProblemText,
} from '@/ui';
import { paths } from '@/ui/paths';
import css from '@/widgets/widgets.module.css';
import type { DashboardAnswer, DashboardData, Place } from '@/widgets/types';
import { WidgetCard } from '@/widgets/WidgetCard';
import { words } from '@/widgets/words';

// Its choosers are heavy; the figures do not wait for them.
const FilterBar = lazy(() => import('./FilterBar').then((module) => ({ default: module.FilterBar })));

/** A dashboard of an app as its document arranges it, with the numbers this person may see. */
export function DashboardPage() {
  const { app = '', key = '' } = useParams();
  return <Dashboard key={`${app}/${key}`} app={app} dashboard={key} />;
}

function Dashboard({ app, dashboard }: { app: string; dashboard: string }) {
  const t = words.use();
  const shared = common.use();
  const text = useText();
  const navigate = useNavigate();
  const problemText = useProblemText();
  const description = useApp(app).data;
  const [params, setParams] = useSearchParams();
  const path = `/apps/${encodeURIComponent(app)}/dashboards/${encodeURIComponent(dashboard)}`;
  const about = useQuery({
    queryKey: ['dashboard', app, dashboard],
    queryFn: ({ signal }) => api.get<DashboardAnswer>(path, { signal }),
    staleTime: 60_000,
  });
  const document = about.data?.document;
  const filters = document?.filters ?? [];
  const chosen = Object.fromEntries(
    filters.flatMap(({ key }) => (params.has(key) ? [[key, params.get(key) ?? '']] : [])),
  );
  const numbers = useQuery({
    queryKey: ['dashboard', app, dashboard, 'data', chosen],
    queryFn: ({ signal }) => api.get<DashboardData>(`${path}/data`, { signal, query: chosen }),
    enabled: document !== undefined,
    placeholderData: (before) => before,
  });

  if (about.error) {
    if (isProblem(about.error) && about.error.status === 404) return <NotFound />;
    return <ErrorState error={about.error} onRetry={() => void about.refetch()} />;
  }
  if (!document) return <PageSkeleton />;

  const change = (key: string, value: string | null) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === null) next.delete(key);
        else next.set(key, value);
        return next;
      },
      { replace: true },
    );
  const drill = async (widget: string, place: Place) => {
    try {
      const found = await api.post<{ entity: string; filter: string }>(
        `/apps/${encodeURIComponent(app)}/query/drill`,
        { dashboard, widget, ...place },
        { query: chosen },
      );
      // The view that filters nothing itself is the one whose name stays true.
      const view = description?.entities[found.entity]?.views.find(
        (candidate) => candidate.kind === 'table' && !candidate.filter,
      );
      await navigate(
        paths.list(app, found.entity, {
          ...(view ? { view: view.key } : {}),
          filter: found.filter,
          as: 'table',
        }),
      );
    } catch (problem) {
      toast(problemText(problem), { bad: true });
    }
  };

  return (
    <div className={css.page}>
      <PageHeader
        title={text(about.data?.name)}
        actions={
          <Button
            icon={<ReloadOutlined />}
            aria-label={shared('refresh')}
            busy={numbers.isFetching}
            onClick={() => void numbers.refetch()}
          />
        }
      >
        {filters.length > 0 && (
          <Suspense fallback={<Skeleton height={32} width={220} />}>
            <FilterBar
              app={app}
              filters={filters}
              values={{ ...numbers.data?.filters, ...chosen }}
              changed={Object.keys(chosen).length > 0}
              onChange={change}
              onReset={() => setParams({}, { replace: true })}
            />
          </Suspense>
        )}
      </PageHeader>
      {numbers.error ? (
        <ErrorState error={numbers.error} onRetry={() => void numbers.refetch()} />
      ) : document.widgets.length === 0 ? (
        <EmptyState icon={<DashboardOutlined />} text={t('empty')} />
      ) : (
        <div className={css.grid}>
          {inReadingOrder(document.widgets).map((widget) => (
            <WidgetCard
              key={widget.id}
              widget={widget}
              data={numbers.data?.widgets[widget.id]}
              stale={numbers.isPlaceholderData}
              onDrill={(place) => void drill(widget.id, place)}
            />
          ))}
        </div>
      )}
    </div>
  );
}

/** Row by row, as the eye, the keyboard and a phone take them. */
function inReadingOrder<Widget extends { at: [number, number, number, number] }>(
  widgets: Widget[],
): Widget[] {
  return [...widgets].sort((a, b) => a.at[1] - b.at[1] || a.at[0] - b.at[0]);
}
