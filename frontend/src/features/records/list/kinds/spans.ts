/** Spans of days from a start to an end: moved as a whole, or stretched at one of their ends. */
import type { KeyboardEvent } from 'react';
import type { FieldDescription, JsonValue, RecordItem, Values } from '@/api/types';
import { valueOf } from '@/fields';
import { addDays, dayOf, daysBetween, shifted } from '../days';

/** What of a span is taken: all of it, or one of its ends. */
export type Grip = 'all' | 'start' | 'end';

export interface SpanFields {
  start: FieldDescription;
  end?: FieldDescription;
}

/** Where a record lies; nowhere without a date. */
export interface Span {
  record: RecordItem;
  first: string | null;
  last: string | null;
}

/** The fields that a move or a stretch writes. */
export function fieldsOf(grip: Grip, { start, end }: SpanFields): FieldDescription[] {
  const named = { all: [start, end], start: [start], end: [end] }[grip];
  return named.flatMap((field) => field ?? []);
}

/** By keys: Alt moves all of it, Alt and Shift its end, Ctrl and Shift its beginning. */
export function gripOf(event: KeyboardEvent): Grip | null {
  if (event.altKey && !event.ctrlKey) return event.shiftKey ? 'end' : 'all';
  return event.ctrlKey && event.shiftKey && !event.altKey ? 'start' : null;
}

/** By how many days a span is moved or stretched in the end: neither end passes the other. */
export function stepOf({ first, last }: Span, grip: Grip, by: number): number {
  if (!first || !last) return 0;
  const length = daysBetween(first, last);
  if (grip === 'start') return Math.min(by, length);
  return grip === 'end' ? Math.max(by, -length) : by;
}

/** The days of a span that is moved or stretched by so many days. */
export function laid<Some extends Span>(span: Some, grip: Grip, step: number): Some {
  const first = span.first && (grip === 'end' ? span.first : addDays(span.first, step));
  const last = span.last && (grip === 'start' ? span.last : addDays(span.last, step));
  return { ...span, first, last };
}

/** The date of one field as the other would hold it: an end that is not said yet lies where the beginning is. */
function likewise(record: RecordItem, field: FieldDescription, other: FieldDescription): JsonValue {
  const value = valueOf(record, other.key);
  return field.formula_type === other.formula_type ? value : dayOf(other, value);
}

/** The dates to write for a span that is moved or stretched; moved, what is not said stays so. */
export function datesOf({ record }: Span, grip: Grip, step: number, fields: SpanFields): Values {
  const { start, end = start } = fields;
  if (grip !== 'all') {
    const [field, other] = grip === 'start' ? [start, end] : [end, start];
    const value = valueOf(record, field.key) ?? likewise(record, field, other);
    return { [field.key]: shifted(field, value, step) };
  }
  return Object.fromEntries(
    fieldsOf(grip, fields).flatMap((field) => {
      const value = valueOf(record, field.key);
      return value === null ? [] : [[field.key, shifted(field, value, step)]];
    }),
  );
}
