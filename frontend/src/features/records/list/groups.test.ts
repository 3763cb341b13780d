import { describe, expect, it } from 'vitest';
import type { EntityDescription, FieldDescription } from '@/api/types';
import { both, groupFilter, groupsText, groupText, mayGroup, readGroups, totalsFor } from './groups';

const field = (key: string, type: string, formula_type: string): FieldDescription =>
  ({ key, type, formula_type, readable: true, settings: {}, options: [] }) as unknown as FieldDescription;
const type = {
  fields: [
    field('state', 'select', 'text'),
    field('begins', 'date', 'date'),
    field('at', 'datetime', 'datetime'),
    field('days', 'number', 'number'),
    field('open', 'switch', 'boolean'),
    field('cost', 'money', 'number'),
    field('boss', 'member', 'record'),
    field('lines', 'sub_table', 'list'),
  ],
} as unknown as EntityDescription;

describe('groups of rows', () => {
  it('are asked for by a value or a span of time', () => {
    expect(groupText(type, { field: 'state' })).toBe('state');
    expect(groupText(type, { field: 'begins' })).toBe('begins');
    expect(groupText(type, { field: 'begins', period: 'month' })).toBe('MONTH_START(begins)');
    expect(groupText(type, { field: 'at' })).toBe('DAY_START(at)');
  });

  it.each([
    [{ field: 'state' }, 'a"b', 'state = "a""b"'],
    [{ field: 'state' }, null, 'ISBLANK(state)'],
    [{ field: 'boss' }, '00-1', 'boss = "00-1"'],
    [{ field: 'days' }, '12.5', 'days = 12.5'],
    [{ field: 'open' }, false, 'NOT(open)'],
    [{ field: 'begins' }, '2026-03-09', 'begins = DATE(2026, 3, 9)'],
    [
      { field: 'begins', period: 'quarter' as const },
      '2026-10-01',
      'begins >= DATE(2026, 10, 1) AND begins < DATE(2027, 1, 1)',
    ],
    [{ field: 'at' }, '2026-12-31T00:00:00', 'at >= DATE(2026, 12, 31) AND at < DATE(2027, 1, 1)'],
  ])('hold the rows of %o with %s', (grouping, value, text) => {
    expect(groupFilter(type, grouping, value)).toBe(text);
  });

  it('stand in an address', () => {
    const groups = readGroups('state,-begins:month,days:dozen,more');
    expect(groups).toEqual([
      { field: 'state' },
      { field: 'begins', period: 'month', descending: true },
      { field: 'days' },
    ]);
    expect(groupsText(groups)).toBe('state,-begins:month,days');
  });

  it('are offered for what can be told apart, totals for what can be counted', () => {
    const offered = type.fields.filter(mayGroup).map(({ key }) => key);
    expect(offered).toEqual(['state', 'begins', 'at', 'days', 'open', 'boss']);
    const [state, begins, , days, , cost, , lines] = type.fields as [
      FieldDescription,
      FieldDescription,
      FieldDescription,
      FieldDescription,
      FieldDescription,
      FieldDescription,
      FieldDescription,
      FieldDescription,
    ];
    expect(totalsFor(state)).toEqual(['filled', 'blank', 'distinct']);
    expect(totalsFor(begins)).toEqual(['min', 'max', 'filled', 'blank', 'distinct']);
    expect(totalsFor(days)).toContain('sum');
    expect(totalsFor(cost)).toEqual(['sum', 'average', 'min', 'max', 'filled', 'blank']);
    expect(totalsFor(lines)).toEqual([]);
  });

  it('join with the filter of the list', () => {
    expect(both('', 'a = 1')).toBe('a = 1');
    expect(both('a OR b', 'c')).toBe('(a OR b) AND (c)');
  });
});
