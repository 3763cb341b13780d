import Plain from 'decimal.js';
import type { FormulaError, Value } from './types';

/** Decimals in which `+ − ×` are exact; every other result is rounded by its function. */
export const Decimal = Plain.clone({
  precision: 200,
  rounding: Plain.ROUND_HALF_UP,
  toExpNeg: -100_000,
  toExpPos: 100_000,
});
export type Decimal = Plain;

export const ZERO = new Decimal(0);
export const ONE = new Decimal(1);
export const MAX_WHOLE = new Decimal('1e28');
export const MAX_TEXT_BYTES = 65_536;

export const DIVISION: FormulaError = { error: '#DIV/0!' };
export const VALUE: FormulaError = { error: '#VALUE!' };
export const NUMBER: FormulaError = { error: '#NUM!' };
export const NOT_AVAILABLE: FormulaError = { error: '#N/A' };

export function isError(value: unknown): value is FormulaError {
  return typeof value === 'object' && value !== null && typeof (value as FormulaError).error === 'string';
}

export function firstError(values: readonly unknown[]): FormulaError | undefined {
  return values.find(isError);
}

/** Zero has no sign. */
export function unsigned(number: Decimal): Decimal {
  return number.isZero() ? ZERO : number;
}

/** Round to places with a mode of decimal.js; negative places round to tens. */
export function scaled(number: Decimal, places: number, mode: Plain.Rounding = Plain.ROUND_HALF_UP): Decimal {
  if (number.decimalPlaces() <= Math.max(places, 0) && places >= 0) return number;
  if (places >= 0) return unsigned(number.toDecimalPlaces(places, mode));
  const unit = new Decimal(10).pow(-places);
  return unsigned(number.div(unit).toDecimalPlaces(0, mode).times(unit));
}

/** Cut a number to an integer within ± limit. */
export function wholePart(number: Decimal, limit = 1_000_000): number {
  if (number.gt(limit)) return limit;
  if (number.lt(-limit)) return -limit;
  return number.trunc().toNumber() || 0;
}

export function divide(dividend: Decimal, divisor: Decimal): Decimal | FormulaError {
  if (divisor.isZero()) return DIVISION;
  const cut = Decimal.div(Decimal.mul(dividend, '1e11'), divisor).trunc();
  return scaled(Decimal.mul(cut, '1e-11'), 10);
}

/** Write plain digits without trailing zeros. */
export function numberText(number: Decimal): string {
  return unsigned(number).toFixed();
}

/** Read a stored number: a Decimal, a number, its text, or an amount of money. */
export function asNumber(value: unknown): Value {
  if (value === null || value === undefined || value === '') return null;
  if (isError(value)) return value;
  if (Plain.isDecimal(value) || typeof value === 'number') return new Decimal(value.toString());
  if (typeof value === 'string')
    return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value) ? new Decimal(value) : VALUE;
  if (typeof value === 'object' && 'amount' in value) return asNumber(value.amount);
  return VALUE;
}

/** The id of a record, however it is given. */
export function identity(value: unknown): Value {
  if (value === null || value === undefined || value === '') return null;
  if (isError(value)) return value;
  if (typeof value === 'object' && 'id' in value) return identity(value.id);
  return typeof value === 'string' ? value : VALUE;
}

/** An empty text is blank. */
export function normal(value: Value): Value {
  return value === '' || value === undefined ? null : value;
}

/** Order two values of one type; texts by code point. */
export function order(left: Value, right: Value): number {
  if (Plain.isDecimal(left) && Plain.isDecimal(right)) return left.cmp(right);
  if (typeof left === 'string' && typeof right === 'string') return orderTexts(left, right);
  return left === right ? 0 : Number(left) - Number(right);
}

function orderTexts(left: string, right: string): number {
  if (left === right) return 0;
  const ours = [...left];
  const theirs = [...right];
  const shorter = Math.min(ours.length, theirs.length);
  for (let index = 0; index < shorter; index += 1) {
    const difference = (ours[index]?.codePointAt(0) ?? 0) - (theirs[index]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return ours.length - theirs.length;
}

/** Say whether two values that are no errors are the same. */
export function same(left: Value, right: Value): boolean {
  const [ours, theirs] = [normal(left), normal(right)];
  if (ours === null || theirs === null) return ours === theirs;
  return order(ours, theirs) === 0;
}

export function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
