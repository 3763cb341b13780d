import type { FormulaError, Value } from './types';
import { Decimal, DIVISION, divide, isError, order, unsigned, ZERO } from './values';

function filled(values: readonly Value[]): Value[] {
  return values.filter((value) => value !== null && value !== '');
}

function total(values: readonly Value[]): Decimal {
  return unsigned(values.reduce<Decimal>((sum, value) => Decimal.add(sum, value as Decimal), ZERO));
}

function average(values: readonly Value[]): Value {
  return values.length === 0 ? DIVISION : divide(total(values), new Decimal(values.length));
}

function median(values: readonly Value[]): Value {
  if (values.length === 0) return null;
  const sorted = [...values].sort(order);
  const low = sorted[Math.trunc((sorted.length - 1) / 2)] as Decimal;
  const high = sorted[Math.trunc(sorted.length / 2)] as Decimal;
  return unsigned(Decimal.add(low, high).times('0.5'));
}

function best(values: readonly Value[], sign: number): Value {
  return values.reduce<Value>(
    (found, value) => (found === null || order(value, found) * sign > 0 ? value : found),
    null,
  );
}

function key(value: Value): unknown {
  return value instanceof Decimal ? `n${value.toFixed()}` : value;
}

/** What an aggregate does with the values of the rows that meet its condition. */
export const SUMMARIES: Readonly<Record<string, (values: readonly Value[]) => Value>> = {
  SUM: (values) => total(filled(values)),
  AVERAGE: (values) => average(filled(values)),
  MEDIAN: (values) => median(filled(values)),
  MIN: (values) => best(filled(values), -1),
  MAX: (values) => best(filled(values), 1),
  COUNT: (values) => new Decimal(values.length),
  COUNT_VALUES: (values) => new Decimal(filled(values).length),
  COUNTBLANK: (values) => new Decimal(values.length - filled(values).length),
  COUNT_DISTINCT: (values) => new Decimal(new Set(filled(values).map(key)).size),
  EXISTS: (values) => values.length > 0,
  FIRST: (values) => values[0] ?? null,
  LAST: (values) => values[values.length - 1] ?? null,
};

/** Of several errors the first by its code. */
export function smallest(errors: readonly FormulaError[]): FormulaError | undefined {
  return [...errors].sort((left, right) => (left.error < right.error ? -1 : 1))[0];
}

/** Join the texts of rows. */
export function joinTexts(values: readonly Value[], separator: Value): Value {
  return filled(values).join(typeof separator === 'string' && !isError(separator) ? separator : '');
}
