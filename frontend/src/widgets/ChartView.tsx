import { useEffect, useMemo, useRef } from 'react';
import { useMe } from '@/api/queries';
import { useLanguage } from '@/i18n';
import { useTheme } from '@/ui/useTheme';
import { chartOption } from './chartOption';
import css from './widgets.module.css';
import { init } from './echarts';
import type { EChartsType } from './echarts';
import { useColumnName, useSay } from './format';
import { chartOf } from './series';
import type { Place, WidgetData } from './types';
import { words } from './words';

export interface ChartViewProps {
  title: string;
  data: WidgetData;
  onDrill: (place: Place) => void;
}

/** A chart on a canvas; a click on a bar, point or slice asks for its records. */
export function ChartView({ title, data, onDrill }: ChartViewProps) {
  const t = words.use();
  const theme = useTheme();
  const language = useLanguage();
  const say = useSay();
  const currency = useMe().data?.currency ?? '';
  const nameOf = useColumnName();
  const place = useRef<HTMLDivElement>(null);
  const drawn = useRef<EChartsType | null>(null);
  const chart = useMemo(() => chartOf(data, say, nameOf), [data, say, nameOf]);
  const click = useRef<(series: number, at: number) => void>(() => undefined);
  useEffect(() => {
    click.current = (seriesIndex, at) => {
      const series = chart?.series[data.kind === 'pie' ? 0 : seriesIndex];
      if (series) onDrill({ at: series.at(at), measure: series.measure.key });
    };
  });

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const made = init(element);
    drawn.current = made;
    made.on('click', (event) => click.current(event.seriesIndex ?? 0, event.dataIndex));
    const watcher = new ResizeObserver(() => made.resize());
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      made.dispose();
      drawn.current = null;
    };
  }, []);

  useEffect(() => {
    const element = place.current;
    if (!drawn.current || !chart || !element) return;
    drawn.current.setOption(
      chartOption(data.kind, chart, { say, language, currency, narrow: element.clientWidth < 420 }),
      true,
    );
  }, [chart, currency, data.kind, say, language, theme]);

  const count = chart ? chart.categories.length * chart.series.length : 0;
  return <div ref={place} className={css.chart} role="img" aria-label={t('chartOf', { title, count })} />;
}
