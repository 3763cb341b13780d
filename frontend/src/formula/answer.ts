import Plain from 'decimal.js';
import type { Value } from './types';
import { isError, numberText } from './values';

/** A value in the one form in which the conformance cases compare answers of all three runtimes. */
export function answerOf(value: Value): unknown {
  if (isError(value)) return { error: value.error };
  if (Plain.isDecimal(value)) return { number: numberText(value) };
  return Array.isArray(value) ? value.map((item) => answerOf(item as Value)) : value;
}
