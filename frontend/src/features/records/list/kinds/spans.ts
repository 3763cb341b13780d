/** Spans of days from a start to an end: found, moved as a whole, or stretched at one of their ends. */
import type { KeyboardEvent } from 'react';
import type {
  EntityDescription,
  FieldDescription,
  JsonValue,
  RecordItem,
  Values,
  ViewDefinition,
} from '@/api/types';
import { fieldOf, valueOf } from '@/fields';
import { usualDates } from '@/fields/datePairs';
import { rangeOf } from '@/fields/ranges';
import { addDays, dayOf, daysBetween, shifted, touching } from '../days';
import { mayChange } from '../useChange';
import { dated, ranged } from './kind';

/** What of a span is taken: all of it, or one of its ends. */
export type Grip = 'all' | 'start' | 'end';

/** Where one end of a span is kept: in a field of its own, or in a part of a field that holds both. */
export interface SpanEnd {
  field: FieldDescription;
  part?: 'start' | 'end';
}

export interface SpanFields {
  start: SpanEnd;
  end?: SpanEnd;
}

const fieldsFrom = (start: FieldDescription, end?: FieldDescription): SpanFields =>
  ranged(start)
    ? { start: { field: start, part: 'start' }, end: { field: start, part: 'end' } }
    : { start: { field: start }, end: end && { field: end } };

/** The fields of the dates that a view names, else the usual ones of its entity; nothing where there is no date. */
export function spanFields(type: EntityDescription, view: ViewDefinition): SpanFields | undefined {
  const start = fieldOf(type, view.start_field ?? '');
  if (start && (dated(start) || ranged(start))) {
    const end = fieldOf(type, view.end_field ?? '');
    return fieldsFrom(start, end && dated(end) && end.key !== start.key ? end : undefined);
  }
  const dates = type.fields.filter(dated);
  const usual = usualDates(
    type.fields.filter(ranged),
    dates.filter((field) => !field.system),
  );
  if (usual) return fieldsFrom(usual.start, usual.end);
  return dates[0] && fieldsFrom(dates[0]);
}

/** One end of a span as expressions and orders name it. */
export const pathOf = ({ field, part }: SpanEnd) => (part ? `${field.key}.${part}` : field.key);

export function valueAt(record: RecordItem, { field, part }: SpanEnd): JsonValue {
  const value = valueOf(record, field.key);
  return part ? rangeOf(value)[part] : value;
}

const dayAt = (record: RecordItem, end: SpanEnd) => dayOf(end.field, valueAt(record, end));

/** Which records lie on a span of days, its last day not in it. */
export const lyingOn = ({ start, end }: SpanFields, from: string, to: string): string =>
  touching(pathOf(start), end && pathOf(end), from, to, Boolean(start.part));

interface Days {
  /** The days that the record says. */
  begins: string | null;
  ends: string | null;
  /** The days over which it is drawn; none without a date. */
  first: string | null;
  last: string | null;
}

export interface Span extends Days {
  record: RecordItem;
}

/** One date alone is a day; what ends before it begins lies on the day on which it begins. */
function days(begins: string | null, ends: string | null): Days {
  const first = begins ?? ends;
  const last = ends ?? begins;
  return { begins, ends, first, last: first && last && last < first ? first : last };
}

export const spanOf = (record: RecordItem, { start, end = start }: SpanFields): Span => ({
  record,
  ...days(dayAt(record, start), dayAt(record, end)),
});

/** It ends before it begins, so that something about its dates, or the choice of them, is wrong. */
export const isBackwards = ({ begins, ends }: Span) => Boolean(begins && ends && ends < begins);

/** The fields that a move or a stretch writes. */
export function fieldsOf(grip: Grip, { start, end }: SpanFields): FieldDescription[] {
  const named = { all: [start, end], start: [start], end: [end] }[grip];
  return [...new Set(named.flatMap((one) => one?.field ?? []))];
}

/** Says whether somebody may move a span, or stretch it: one of a date alone has no ends. */
export const mayTake = (record: RecordItem, grip: Grip, fields: SpanFields) =>
  (grip === 'all' || fields.end !== undefined) && mayChange(record, ...fieldsOf(grip, fields));

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

/** The days of a span that is moved or stretched by so many days, from where its ends are drawn. */
export function laid<Some extends Span>(span: Some, grip: Grip, step: number): Some {
  const by = (day: string | null) => day && addDays(day, step);
  if (grip === 'start') return { ...span, ...days(by(span.first), span.ends) };
  if (grip === 'end') return { ...span, ...days(span.begins, by(span.last)) };
  return { ...span, ...days(by(span.begins), by(span.ends)) };
}

/** The date of one end as the other would hold it: an end that is not said yet lies where the beginning is. */
function likewise(record: RecordItem, end: SpanEnd, other: SpanEnd): JsonValue {
  const value = valueAt(record, other);
  return end.field.formula_type === other.field.formula_type ? value : dayOf(other.field, value);
}

/** The dates to write for a span that is moved or stretched; moved, what is not said stays so. */
export function datesOf(span: Span, grip: Grip, step: number, fields: SpanFields): Values {
  const { record } = span;
  const { start, end = start } = fields;
  const moved = laid(span, grip, step);
  const written: Values = {};
  const write = (one: SpanEnd, value: JsonValue, day: string | null) => {
    const from = dayOf(one.field, value);
    if (!from || !day) return;
    const { key } = one.field;
    const date = shifted(one.field, value, daysBetween(from, day));
    written[key] = one.part ? { ...rangeOf(written[key] ?? valueOf(record, key)), [one.part]: date } : date;
  };
  if (grip !== 'end')
    write(
      start,
      valueAt(record, start) ?? (grip === 'all' ? null : likewise(record, start, end)),
      moved.begins,
    );
  if (grip !== 'start')
    write(end, valueAt(record, end) ?? (grip === 'all' ? null : likewise(record, end, start)), moved.ends);
  return written;
}
