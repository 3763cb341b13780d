import Plain from 'decimal.js';
import type { Implementation } from './registry';
import type { Value } from './types';
import {
  Decimal,
  DIVISION,
  divide,
  MAX_WHOLE,
  NUMBER,
  ONE,
  scaled,
  unsigned,
  wholePart,
  ZERO,
} from './values';

type Number_ = Decimal;

function checkNumber(number: Number_): Value {
  const rounded = scaled(number, 10);
  return rounded.abs().gte(MAX_WHOLE) ? NUMBER : rounded;
}

function modulo(dividend: Number_, divisor: Number_): Value {
  if (divisor.isZero()) return DIVISION;
  const remainder = Decimal.sub(dividend, Decimal.mul(Decimal.div(dividend, divisor).trunc(), divisor));
  if (remainder.isZero()) return ZERO;
  return remainder.isNegative() === divisor.isNegative() ? remainder : remainder.plus(divisor);
}

function toStep(number: Number_, step: Number_, upwards: boolean): Value {
  const size = step.abs();
  if (size.isZero()) return ZERO;
  const exact = Decimal.div(number, size).trunc();
  const inexact = !exact.times(size).eq(number);
  const moved = inexact && upwards === number.isPositive() ? exact.plus(upwards ? 1 : -1) : exact;
  return unsigned(moved.times(size));
}

function toMultiple(number: Number_, step: Number_): Value {
  if (step.isZero()) return ZERO;
  if (!number.isZero() && number.isNegative() !== step.isNegative()) return NUMBER;
  const half = number.abs().times(2).plus(step.abs());
  return unsigned(Decimal.div(half, step.abs().times(2)).trunc().times(step));
}

function power(base: Number_, exponent: Number_): Value {
  if (base.isZero()) {
    if (exponent.isZero()) return NUMBER;
    return exponent.isNegative() ? DIVISION : ZERO;
  }
  if (base.isNegative() && !exponent.isInteger()) return NUMBER;
  if (exponent.abs().gt(1000) || (base.abs().gte(2) && exponent.gt(100))) return NUMBER;
  if (base.abs().lte('0.5') && exponent.lt(-100)) return NUMBER;
  const result = Decimal.pow(base, exponent);
  return result.abs().gte(MAX_WHOLE) ? NUMBER : scaled(result, 10);
}

function exponential(number: Number_): Value {
  if (number.gte('64.4')) return NUMBER;
  return number.lt(-100) ? ZERO : scaled(Decimal.exp(number), 10);
}

function logarithm(number: Number_, base: Number_): Value {
  if (number.lte(0) || base.lte(0)) return NUMBER;
  if (base.eq(1)) return DIVISION;
  return scaled(Decimal.div(Decimal.ln(number), Decimal.ln(base)), 10);
}

const rounding = (mode: Plain.Rounding) => (number: Number_, places: Number_) =>
  scaled(number, wholePart(places, 100), mode);

/** The forms of functions/maths.py. */
export const MATHS: Record<string, Implementation> = {
  ABS: (x: Number_) => x.abs(),
  ROUND: rounding(Plain.ROUND_HALF_UP),
  ROUNDUP: rounding(Plain.ROUND_UP),
  ROUNDDOWN: rounding(Plain.ROUND_DOWN),
  TRUNC: rounding(Plain.ROUND_DOWN),
  MROUND: toMultiple,
  INT: (x: Number_) => unsigned(x.floor()),
  MOD: modulo,
  QUOTIENT: (x: Number_, y: Number_) => (y.isZero() ? DIVISION : unsigned(Decimal.div(x, y).trunc())),
  POWER: power,
  SQRT: (x: Number_) => (x.isNegative() && !x.isZero() ? NUMBER : scaled(Decimal.sqrt(x), 10)),
  EXP: exponential,
  LN: (x: Number_) => (x.lte(0) ? NUMBER : scaled(Decimal.ln(x), 10)),
  LOG: logarithm,
  SIGN: (x: Number_) => (x.isZero() ? ZERO : x.isNegative() ? ONE.neg() : ONE),
  CEILING: (x: Number_, step: Number_) => toStep(x, step, true),
  FLOOR: (x: Number_, step: Number_) => toStep(x, step, false),
  CHECK_NUMBER: checkNumber,
  NEGATE: (x: Number_) => unsigned(x.neg()),
  '/': divide,
  '+': (...numbers: Number_[]) => unsigned(numbers.reduce((sum, x) => Decimal.add(sum, x), ZERO)),
  '*': (...numbers: Number_[]) => unsigned(numbers.reduce((product, x) => Decimal.mul(product, x), ONE)),
};
