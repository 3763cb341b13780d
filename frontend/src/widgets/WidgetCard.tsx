import { BarChartOutlined, TableOutlined } from '@ant-design/icons';
import { lazy, Suspense, useState } from 'react';
import { useText } from '@/i18n';
import { paired } from '@/i18n/lists';
import { Button, Skeleton } from '@/ui';
import css from './widgets.module.css';
import { Funnel } from './Funnel';
import { Kpi } from './Kpi';
import type { Place, WidgetData, WidgetDocument } from './types';
import { WidgetTable } from './WidgetTable';
import { words } from './words';

const ChartView = lazy(() => import('./ChartView').then((module) => ({ default: module.ChartView })));

export interface WidgetCardProps {
  widget: WidgetDocument;
  data: WidgetData | undefined;
  /** New numbers are on their way. */
  stale: boolean;
  onDrill: (place: Place) => void;
}

/** One widget in its place: title, body, and what it says when there is nothing or a fault. */
export function WidgetCard({ widget, data, stale, onDrill }: WidgetCardProps) {
  const t = words.use();
  const text = useText();
  const [asTable, setAsTable] = useState(false);
  const title = text(widget.title) || text(data?.columns[0]?.label);
  const about = text(data?.about);
  const [x, y, width, height] = widget.at;
  const place = { gridColumn: `${x + 1} / span ${width}`, gridRow: `${y + 1} / span ${height}` };
  if (widget.kind === 'text')
    return (
      <section className={css.widget} data-kind="text" style={place}>
        {title && <h2>{title}</h2>}
        <p className={css.text}>{text(widget.text)}</p>
      </section>
    );
  const chart = widget.kind !== 'kpi' && widget.kind !== 'table';
  return (
    <section
      className={css.widget}
      data-kind={widget.kind}
      data-stale={stale || undefined}
      style={place}
      aria-label={title}
    >
      <header className={css.widgetHead}>
        {title ? (
          <h2 title={[title, about].filter(Boolean).join('\n')}>{title}</h2>
        ) : (
          <Skeleton width={120} />
        )}
        {chart && data && !data.error && data.rows.length > 0 && (
          <Button
            small
            look="quiet"
            icon={asTable ? <BarChartOutlined /> : <TableOutlined />}
            aria-label={paired(t(asTable ? 'asChart' : 'asTable'), title)}
            onClick={() => setAsTable(!asTable)}
          />
        )}
      </header>
      {widget.kind === 'funnel' && about && (
        <p className={css.about} title={about}>
          {about}
        </p>
      )}
      <div className={css.body}>
        {!data ? (
          <Skeleton height="100%" />
        ) : (
          <WidgetBody data={data} asTable={asTable} title={title} onDrill={onDrill} />
        )}
      </div>
    </section>
  );
}

/** The numbers themselves, as the kind of widget shows them. */
export function WidgetBody({
  data,
  asTable,
  title,
  onDrill,
}: {
  data: WidgetData;
  asTable: boolean;
  title: string;
  onDrill: (place: Place) => void;
}) {
  const t = words.use();
  if (data.error)
    return (
      <p className={css.fault} role="alert">
        {t('failed')} {data.error.message}
      </p>
    );
  if (data.kind === 'kpi') return <Kpi data={data} title={title} onDrill={onDrill} />;
  if (data.rows.length === 0) return <p className={css.nothing}>{t('noData')}</p>;
  if (data.kind === 'table' || asTable) return <WidgetTable data={data} title={title} onDrill={onDrill} />;
  if (data.kind === 'funnel') return <Funnel data={data} onDrill={onDrill} />;
  return (
    <Suspense fallback={<Skeleton height="100%" />}>
      <ChartView title={title} data={data} onDrill={onDrill} />
    </Suspense>
  );
}
