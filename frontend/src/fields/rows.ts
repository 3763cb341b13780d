import Decimal from 'decimal.js';
import type { JsonValue } from '@/api/types';
import { asMoney } from './types/money';

export type Row = { [key: string]: JsonValue };

export function rowsOf(value: JsonValue): Row[] {
  if (!Array.isArray(value)) return [];
  return value.filter((row): row is Row => typeof row === 'object' && row !== null && !Array.isArray(row));
}

/** The number in a value, if there is one. */
export function amountOf(value: JsonValue | undefined): Decimal | null {
  if (value === null || value === undefined || typeof value === 'boolean') return null;
  const plain = asMoney(value)?.amount ?? null;
  if (plain === null || plain === '') return null;
  try {
    return new Decimal(plain);
  } catch {
    return null;
  }
}

/** SUM, COUNT, AVERAGE, MIN or MAX of a column of rows; blanks are skipped. */
export function totalOf(rows: Row[], key: string, how: string): JsonValue {
  const numbers = rows.map((row) => amountOf(row[key])).filter((number) => number !== null);
  if (how === 'COUNT') return numbers.length;
  if (numbers.length === 0) return how === 'SUM' ? '0' : null;
  const sum = numbers.reduce((total, number) => total.plus(number), new Decimal(0));
  if (how === 'AVERAGE') return sum.div(numbers.length).toDecimalPlaces(10).toString();
  if (how === 'MIN') return Decimal.min(...numbers).toString();
  if (how === 'MAX') return Decimal.max(...numbers).toString();
  return sum.toString();
}
