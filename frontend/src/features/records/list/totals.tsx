import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '@/api/client';
import { keys, recordsPath } from '@/api/queries';
import type { AggregateRow, EntityDescription, FieldDescription, JsonValue } from '@/api/types';
import { FieldCell, fieldOf } from '@/fields';
import { formatDecimal } from '@/ui/numbers';
import type { Choice } from './columnChoice';
import { isDated, measuresOf } from './groups';
import type { Total } from './groups';
import css from './groups.module.css';
import { listWords } from './listWords';
import type { ListColumn } from './useListState';

/** The totals of the columns that are shown, in their order. */
export function totalsOf(choice: Choice, columns: ListColumn[]): [string, Total][] {
  return columns.flatMap(({ key, through }): [string, Total][] => {
    const how = choice.totals[key];
    return how && !through ? [[key, how]] : [];
  });
}

/** Totals whose names are too long for a column of numbers. */
const SHORT: Partial<Record<Total, 'short_average' | 'short_distinct'>> = {
  average: 'short_average',
  distinct: 'short_distinct',
};

/** A total as its column shows values; an average with two places more than it is worth keeping. */
export function TotalValue({
  app,
  field,
  how,
  value,
}: {
  app: string;
  field: FieldDescription;
  how: Total;
  value: JsonValue;
}) {
  const t = listWords.use();
  const name = t(`total_${how}`);
  const short = SHORT[how];
  const counted = how === 'filled' || how === 'blank' || how === 'distinct';
  const shown =
    value === null || value === undefined ? (
      '–'
    ) : counted ||
      (how === 'average' && !isDated(field) && field.type !== 'money' && field.type !== 'percent') ? (
      <span className="figures">
        {formatDecimal(String(value), counted ? 0 : 2, counted || field.settings.thousands)}
      </span>
    ) : (
      <FieldCell app={app} field={field} value={value} compact />
    );
  return (
    <span className={css.total} title={name}>
      <span className="muted caption">{short ? t(short) : name}</span>
      {shown}
    </span>
  );
}

/** The cells of a group or of the foot. */
export function totalCells(
  app: string,
  type: EntityDescription,
  totals: [string, Total][],
  values: AggregateRow['values'] | undefined,
): Record<string, ReactNode> {
  return Object.fromEntries(
    totals.flatMap(([key, how], at) => {
      const field = fieldOf(type, key);
      return field && values
        ? [[key, <TotalValue key={key} app={app} field={field} how={how} value={values[`t${at}`] ?? null} />]]
        : [];
    }),
  );
}

/** The totals over a whole list, in one question. */
export function useTotals(
  app: string,
  type: EntityDescription,
  totals: [string, Total][],
  list: { filter: string; search: string; batch?: string },
): Record<string, ReactNode> | undefined {
  const { filter, search, batch } = list;
  const wanted = totals.length > 0 && !batch;
  const { data } = useQuery({
    queryKey: [...keys.records(app, type.key), 'totals', totals, filter, search],
    queryFn: ({ signal }) =>
      api.post<{ rows: AggregateRow[] }>(
        recordsPath(app, type.key, '/aggregate'),
        {
          measures: measuresOf(totals),
          ...(filter ? { filter } : {}),
          ...(search ? { search } : {}),
        },
        { signal },
      ),
    enabled: wanted,
    placeholderData: (before) => before,
  });
  return wanted ? totalCells(app, type, totals, data?.rows[0]?.values) : undefined;
}
