/** Groups of rows: what they are called by, which rows stand in one, and what is asked of the server. */
import type { EntityDescription, FieldDescription, JsonValue, ViewDefinition } from '@/api/types';
import { quote } from '@/expressions/conditions';
import { fieldOf } from '@/fields';

export type Period = 'day' | 'week' | 'month' | 'quarter' | 'year';
export const PERIODS: Period[] = ['day', 'week', 'month', 'quarter', 'year'];

export interface Grouping {
  field: string;
  period?: Period;
  descending?: boolean;
}

export type Total = NonNullable<ViewDefinition['totals']>[string];

const DATES = new Set(['date', 'datetime']);
const PLAIN = new Set(['text', 'number', 'boolean', 'date', 'datetime', 'record']);
const ROUGH = new Set([
  'money',
  'button',
  'long_text',
  'rich_text',
  'address',
  'location',
  'json',
  'date_range',
  'duration',
  'cascade',
]);

export const isDated = (field: FieldDescription) => DATES.has(field.formula_type);
export const isNumeric = (field: FieldDescription) =>
  field.formula_type === 'number' && field.type !== 'duration' && field.type !== 'switch';

/** Rows can be grouped by values that can be told apart and asked for again. */
export function mayGroup(field: FieldDescription): boolean {
  return field.readable && PLAIN.has(field.formula_type) && !ROUGH.has(field.type);
}

/** What can stand below a column. */
export function totalsFor(field: FieldDescription): Total[] {
  if (field.type === 'sub_table' || field.formula_type === 'list') return [];
  const ordered = isNumeric(field) || isDated(field);
  return [
    ...(isNumeric(field) ? (['sum', 'average'] as const) : []),
    ...(ordered ? (['min', 'max'] as const) : []),
    'filled',
    'blank',
    ...(ROUGH.has(field.type) ? [] : (['distinct'] as const)),
  ];
}

const MEASURES: Record<Total, (key: string) => string> = {
  sum: (key) => `SUM(${key})`,
  average: (key) => `AVERAGE(${key})`,
  min: (key) => `MIN(${key})`,
  max: (key) => `MAX(${key})`,
  filled: (key) => `COUNTIF(NOT(ISBLANK(${key})))`,
  blank: (key) => `COUNTIF(ISBLANK(${key}))`,
  distinct: (key) => `COUNT_DISTINCT(${key})`,
};

/** The measures of a group: its rows, and the totals of the columns that are shown, as `t0`, `t1` … */
export function measuresOf(totals: [string, Total][]): Record<string, string> {
  return {
    n: 'COUNT()',
    ...Object.fromEntries(totals.map(([key, how], at) => [`t${at}`, MEASURES[how](key)])),
  };
}

const STARTS: Record<Period, string> = {
  day: 'DAY_START',
  week: 'WEEK_START',
  month: 'MONTH_START',
  quarter: 'QUARTER_START',
  year: 'YEAR_START',
};

/** Moments always stand together by a span of time; days need not. */
export function periodOf(type: EntityDescription, grouping: Grouping): Period | undefined {
  const field = fieldOf(type, grouping.field);
  if (!field || !isDated(field)) return undefined;
  return grouping.period ?? (field.formula_type === 'datetime' ? 'day' : undefined);
}

/** The expression by whose value rows stand together. */
export function groupText(type: EntityDescription, grouping: Grouping): string {
  const period = periodOf(type, grouping);
  return period ? `${STARTS[period]}(${grouping.field})` : grouping.field;
}

const dateCall = (day: string) => {
  const [year = '', month = '', date = ''] = day.slice(0, 10).split('-');
  return `DATE(${Number(year)}, ${Number(month)}, ${Number(date)})`;
};

function endOf(day: string, period: Period): string {
  const at = new Date(`${day.slice(0, 10)}T00:00:00Z`);
  if (period === 'day') at.setUTCDate(at.getUTCDate() + 1);
  if (period === 'week') at.setUTCDate(at.getUTCDate() + 7);
  if (period === 'month') at.setUTCMonth(at.getUTCMonth() + 1);
  if (period === 'quarter') at.setUTCMonth(at.getUTCMonth() + 3);
  if (period === 'year') at.setUTCFullYear(at.getUTCFullYear() + 1);
  return at.toISOString().slice(0, 10);
}

/** Which rows stand in a group; the bounds of a span of time stand plain, so that an index serves. */
export function groupFilter(type: EntityDescription, grouping: Grouping, value: JsonValue): string {
  const { field: key } = grouping;
  if (value === null || value === undefined || value === '') return `ISBLANK(${key})`;
  const field = fieldOf(type, key);
  const period = periodOf(type, grouping);
  if (period && typeof value === 'string')
    return `${key} >= ${dateCall(value)} AND ${key} < ${dateCall(endOf(value, period))}`;
  if (field && isDated(field) && typeof value === 'string') return `${key} = ${dateCall(value)}`;
  if (typeof value === 'boolean') return value ? key : `NOT(${key})`;
  if (field && isNumeric(field)) return `${key} = ${String(value)}`;
  return `${key} = ${quote(String(value))}`;
}

export const both = (...parts: (string | undefined)[]) =>
  parts
    .filter((part): part is string => Boolean(part?.trim()))
    .map((part, _, all) => (all.length > 1 ? `(${part})` : part))
    .join(' AND ');

/** `state,begins:month,-kind` in an address. */
export function groupsText(groups: Grouping[]): string {
  return groups
    .map(({ field, period, descending }) => `${descending ? '-' : ''}${field}${period ? `:${period}` : ''}`)
    .join(',');
}

export function readGroups(text: string): Grouping[] {
  return text
    .split(',')
    .filter(Boolean)
    .slice(0, 3)
    .map((part) => {
      const [name = '', period] = part.replace(/^-/, '').split(':');
      return {
        field: name,
        ...(PERIODS.includes(period as Period) ? { period: period as Period } : {}),
        ...(part.startsWith('-') ? { descending: true } : {}),
      };
    });
}
