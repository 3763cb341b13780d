import { describe, expect, it } from 'vitest';
import type { EntityDescription, FieldDescription, RecordItem, Values, ViewDefinition } from '@/api/types';
import { datesOf, isBackwards, laid, lyingOn, mayTake, spanFields, spanOf, stepOf } from './spans';
import type { SpanFields } from './spans';

const field = (key: string, type = 'date', more: Partial<FieldDescription> = {}) =>
  ({
    key,
    type,
    formula_type: type === 'date_range' ? 'record' : type,
    label: { en: key },
    readable: true,
    changeable: true,
    read_only: false,
    system: false,
    ...more,
  }) as FieldDescription;
const record = (values: Values) => ({ id: 'r', values, can: ['change'] }) as unknown as RecordItem;
const keysOf = (found: SpanFields | undefined) =>
  found && [found.start, found.end].map((one) => one && [one.field.key, one.part].filter(Boolean).join('.'));
const dates = (fields: FieldDescription[], view: Partial<ViewDefinition> = {}) =>
  keysOf(spanFields({ fields } as EntityDescription, view as ViewDefinition));

const stay = field('stay', 'date_range');
const both: SpanFields = { start: { field: stay, part: 'start' }, end: { field: stay, part: 'end' } };
const pair: SpanFields = { start: { field: field('begins') }, end: { field: field('ends') } };

describe('the dates of a view', () => {
  const fields = [field('due'), field('met', 'datetime'), stay, field('name', 'text')];

  it('are those that it names, both in a range', () => {
    expect(dates(fields, { start_field: 'due', end_field: 'met' })).toEqual(['due', 'met']);
    expect(dates(fields, { start_field: 'due' })).toEqual(['due', undefined]);
    expect(dates(fields, { start_field: 'stay', end_field: 'met' })).toEqual(['stay.start', 'stay.end']);
    expect(dates(fields, { start_field: 'due', end_field: 'stay' })).toEqual(['due', undefined]);
  });

  it('are the usual ones where it names none that can be seen', () => {
    expect(dates(fields)).toEqual(['stay.start', 'stay.end']);
    expect(dates(fields, { start_field: 'name', end_field: 'due' })).toEqual(['stay.start', 'stay.end']);
    expect(dates([field('due'), field('stay', 'date_range', { readable: false })])).toEqual([
      'due',
      undefined,
    ]);
    expect(dates([field('made', 'datetime', { system: true })])).toEqual(['made', undefined]);
    expect(dates([field('name', 'text')])).toBeUndefined();
  });
});

describe('a span in one field', () => {
  const span = spanOf(record({ stay: { start: '2026-11-30', end: '2026-12-02' } }), both);

  it('lies between its ends, and nowhere without them', () => {
    expect([span.first, span.last]).toEqual(['2026-11-30', '2026-12-02']);
    expect(spanOf(record({ stay: null }), both)).toMatchObject({ first: null, last: null });
    expect(lyingOn(both, '2026-12-01', '2027-01-01')).toBe(
      'stay.start < DATE(2027, 1, 1) AND stay.end >= DATE(2026, 12, 1)',
    );
  });

  it('is written whole', () => {
    expect(datesOf(span, 'all', 2, both)).toEqual({ stay: { start: '2026-12-02', end: '2026-12-04' } });
    expect(datesOf(span, 'start', -1, both)).toEqual({ stay: { start: '2026-11-29', end: '2026-12-02' } });
    expect(datesOf(span, 'end', stepOf(span, 'end', -9), both)).toEqual({
      stay: { start: '2026-11-30', end: '2026-11-30' },
    });
  });

  it('is taken by who may change the field', () => {
    const closed = { ...stay, changeable: false };
    const shut: SpanFields = { start: { field: closed, part: 'start' }, end: { field: closed, part: 'end' } };
    expect([mayTake(span.record, 'end', both), mayTake(span.record, 'all', shut)]).toEqual([true, false]);
    expect(mayTake(span.record, 'end', { start: pair.start })).toBe(false);
  });
});

describe('a span of two dates', () => {
  it('of which one is not said lies on the other', () => {
    const open = spanOf(record({ begins: null, ends: '2026-11-05' }), pair);
    expect([open.first, open.last, isBackwards(open)]).toEqual(['2026-11-05', '2026-11-05', false]);
    expect(datesOf(open, 'all', 1, pair)).toEqual({ ends: '2026-11-06' });
    expect(datesOf(open, 'start', -2, pair)).toEqual({ begins: '2026-11-03' });
    expect(laid(open, 'start', -2)).toMatchObject({ first: '2026-11-03', last: '2026-11-05' });
  });

  it('that ends before it begins lies where it begins, is moved as it is, and set right by its end', () => {
    const wrong = spanOf(record({ begins: '2026-11-20', ends: '2026-11-05' }), pair);
    expect([wrong.first, wrong.last, isBackwards(wrong)]).toEqual(['2026-11-20', '2026-11-20', true]);
    expect(datesOf(wrong, 'all', 1, pair)).toEqual({ begins: '2026-11-21', ends: '2026-11-06' });
    expect(datesOf(wrong, 'end', 2, pair)).toEqual({ ends: '2026-11-22' });
    expect(isBackwards(laid(wrong, 'end', 2))).toBe(false);
    expect(isBackwards(laid(wrong, 'start', -3))).toBe(true);
  });
});
