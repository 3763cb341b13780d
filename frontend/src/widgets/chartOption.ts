import type { EChartsCoreOption } from 'echarts/core';
import { formatCompact, formatCompactMoney } from '@/ui/numbers';
import { token } from '@/ui/theme';
import type { Language } from '@/api/types';
import type { Chart } from './series';
import type { Cell, WidgetColumn, WidgetKind } from './types';

const palette = ['blue', 'teal', 'amber', 'green', 'red', 'grey'];

export interface ChartWords {
  say: (column: WidgetColumn, cell: Cell) => string;
  language: Language;
  /** Of the workspace: amounts of money in charts are in it. */
  currency: string;
  narrow: boolean;
}

interface Point {
  name: string;
  seriesIndex: number;
  dataIndex: number;
  marker?: unknown;
}

/** What ECharts is told to draw; colours are the tokens of the present theme. */
export function chartOption(
  kind: WidgetKind,
  chart: Chart,
  { say, language, currency, narrow }: ChartWords,
): EChartsCoreOption {
  const text = token('text');
  const muted = token('text-muted');
  const line = token('line');
  const categories = chart.categories.map((cell) => say(chart.x, cell));
  const value = (point: Point) => {
    const series = chart.series[kind === 'pie' ? 0 : point.seriesIndex];
    const number = series?.values[point.dataIndex];
    return series ? say(series.measure, number === null || number === undefined ? null : String(number)) : '';
  };
  const base = {
    color: palette.map((name) => token(`${name}-mark`)),
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: text },
    animation: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
    animationDuration: 150,
  };
  const tooltip = {
    backgroundColor: token('surface-raised'),
    borderColor: line,
    textStyle: { color: text, fontSize: 13 },
    confine: true,
  };
  if (kind === 'pie') {
    const series = chart.series[0];
    const total = (series?.values ?? []).reduce<number>((sum, each) => sum + (each ?? 0), 0);
    const share = (point: Point) =>
      total ? ` · ${(((series?.values[point.dataIndex] ?? 0) / total) * 100).toFixed(1)}%` : '';
    return {
      ...base,
      tooltip: {
        ...tooltip,
        trigger: 'item',
        formatter: (point: Point) => `${escape(point.name)}<br>${escape(value(point))}${share(point)}`,
      },
      legend: {
        type: 'scroll',
        bottom: 0,
        textStyle: { color: text },
        pageTextStyle: { color: muted },
        icon: 'circle',
        itemWidth: 10,
      },
      series: [
        {
          type: 'pie',
          radius: ['46%', '72%'],
          center: ['50%', '44%'],
          itemStyle: { borderColor: token('surface'), borderWidth: 2 },
          label: narrow
            ? { show: false }
            : { color: text, formatter: (point: Point) => `${point.name}${share(point)}` },
          labelLine: { show: !narrow },
          data: (series?.values ?? []).map((each, at) => ({ value: each ?? 0, name: categories[at] })),
        },
      ],
    };
  }
  const lying = kind === 'bar' && !chart.x.bucket && widthOf(categories) > (narrow ? 250 : 360);
  const axisText = { color: muted, fontSize: 12 };
  const names = {
    type: 'category',
    data: categories,
    inverse: lying,
    axisLabel: {
      ...axisText,
      hideOverlap: kind !== 'bar' || Boolean(chart.x.bucket),
      // Every bar has its name; only of days and months some may be left out.
      interval: kind === 'bar' && !chart.x.bucket ? 0 : undefined,
      width: lying ? (narrow ? 84 : 120) : undefined,
      overflow: 'truncate',
    },
    axisLine: { lineStyle: { color: line } },
    axisTick: { show: false },
  };
  const percent = chart.series.some((series) => series.measure.number_format?.endsWith('%'));
  const money = chart.series.every((series) => series.measure.number_format?.startsWith('¤'));
  const plain = chart.series.every((series) => series.measure.thousands === false);
  const scale = {
    type: 'value',
    splitNumber: 4,
    // Years do not begin at nought.
    scale: plain,
    axisLabel: {
      ...axisText,
      formatter: (number: number) =>
        percent
          ? `${Math.round(number * 100)}%`
          : plain
            ? String(number)
            : money
              ? formatCompactMoney(number, currency, language)
              : formatCompact(number, language),
    },
    splitLine: { lineStyle: { color: line } },
  };
  const many = chart.series.length > 1;
  return {
    ...base,
    tooltip: {
      ...tooltip,
      trigger: 'axis',
      axisPointer: { type: kind === 'bar' ? 'shadow' : 'line', lineStyle: { color: muted } },
      formatter: (points: Point[]) =>
        `<b>${escape(points[0]?.name ?? '')}</b>${points.map((point) => `<br>${String(point.marker ?? '')}${many ? `${escape(chart.series[point.seriesIndex]?.name ?? '')} ` : ''}${escape(value(point))}`).join('')}`,
    },
    legend: many
      ? {
          type: 'scroll',
          top: 0,
          textStyle: { color: text },
          icon: 'roundRect',
          itemWidth: 10,
          itemHeight: 10,
        }
      : undefined,
    grid: { left: 4, right: 12, top: many ? 32 : 12, bottom: 4, containLabel: true },
    xAxis: lying ? scale : names,
    yAxis: lying ? names : scale,
    series: chart.series.map((series) => ({
      name: series.name,
      type: kind === 'bar' ? 'bar' : 'line',
      data: series.values,
      barMaxWidth: 36,
      itemStyle: kind === 'bar' ? { borderRadius: lying ? [0, 3, 3, 0] : [3, 3, 0, 0] } : undefined,
      smooth: false,
      symbolSize: 7,
      areaStyle: kind === 'area' ? { opacity: 0.18 } : undefined,
      connectNulls: false,
    })),
  };
}

/** About how many pixels names take side by side; a letter beyond Latin is twice as wide. */
function widthOf(names: string[]): number {
  return names.reduce(
    (sum, name) => sum + 14 + [...name].reduce((width, letter) => width + (letter > '\u2e80' ? 12 : 7), 0),
    0,
  );
}

/** Names come from people: nothing of them may be read as markup in a tooltip. */
function escape(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
