/** Cells in words: labels, dates by bucket, numbers by their format. */
import { useCallback } from 'react';
import { useMe } from '@/api/queries';
import type { Language } from '@/api/types';
import { textIn, useLanguage } from '@/i18n';
import { bracketed } from '@/i18n/lists';
import { shortDate, shortDateTime } from '@/ui/dates';
import { formatCompactMoney, formatDecimal, formatMoney } from '@/ui/numbers';
import type { Cell, WidgetColumn } from './types';
import { words } from './words';

/** "0.0%" → {percent, 1}; "#,##0" → {0}; "¤#,##0" → money; absent: as many places as there are, two at most. */
export function formatNumber(
  value: string,
  format: string | undefined,
  unit?: string,
  currency = '',
  thousands = true,
): string {
  const percent = format ? format.endsWith('%') : unit === '%';
  const places = format ? (/\.(0+)/.exec(format)?.[1]?.length ?? 0) : percent ? 1 : undefined;
  if (percent) return `${formatDecimal((Number(value) * 100).toFixed((places ?? 0) + 4), places ?? 0)}%`;
  if (format?.startsWith('¤')) return formatMoney(value, currency, places);
  if (places !== undefined) return formatDecimal(value, places, thousands);
  const [, fraction = ''] = value.split('.');
  return formatDecimal(value, Math.min(2, fraction.replace(/0+$/, '').length), thousands);
}

export function formatBucket(value: string, bucket: WidgetColumn['bucket'], language: Language): string {
  const [year = '', month = '01'] = value.split('-');
  if (bucket === 'year') return language === 'zh' ? `${year}年` : year;
  if (bucket === 'quarter')
    return language === 'zh'
      ? `${year}年Q${Math.ceil(Number(month) / 3)}`
      : `Q${Math.ceil(Number(month) / 3)} ${year}`;
  if (bucket === 'month')
    return new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
      timeZone: 'UTC',
      year: 'numeric',
      month: 'short',
    }).format(new Date(`${year}-${month}-01T00:00:00Z`));
  return shortDate(value, language);
}

export type Say = (column: WidgetColumn, cell: Cell | undefined) => string;

/** A cell in words; "–" for a number that is not there, a word for a blank group. */
export function useSay(): Say {
  const language = useLanguage();
  const t = words.use();
  const currency = useMe().data?.currency;
  return useCallback(
    (column, cell) => {
      if (cell === null || cell === undefined || cell === '')
        return column.kind === 'dimension' ? t('blank') : '–';
      const label = column.labels?.[String(cell)];
      if (label !== undefined) return textIn(language, label);
      if (typeof cell === 'boolean') return cell ? '✓' : '✗';
      if (column.type === 'number')
        return formatNumber(
          cell,
          column.number_format,
          textIn(language, column.unit),
          currency,
          column.thousands,
        );
      if (column.bucket) return formatBucket(cell, column.bucket, language);
      if (column.type === 'date') return shortDate(cell, language);
      if (column.type === 'datetime') return shortDateTime(cell, language);
      return cell;
    },
    [currency, language, t],
  );
}

/** As `useSay`, with long amounts in short where there is little room: “¥4.556M”, “455.6万”. */
export function useSayShort(room: number): Say {
  const language = useLanguage();
  const currency = useMe().data?.currency ?? '';
  const say = useSay();
  return useCallback(
    (column, cell) => {
      const whole = say(column, cell);
      const money = column.number_format?.startsWith('¤') && typeof cell === 'string' && cell !== '';
      return money && whole.length > room ? formatCompactMoney(cell, currency, language, 4) : whole;
    },
    [currency, language, room, say],
  );
}

/** The name of a column with its unit, unless the format says it already. */
export function useColumnName(): (column: WidgetColumn) => string {
  const language = useLanguage();
  return useCallback(
    (column) => {
      const unit = textIn(language, column.unit);
      const name = textIn(language, column.label) || column.key;
      return unit && unit !== '%' && !name.includes(unit) ? bracketed(name, unit) : name;
    },
    [language],
  );
}
