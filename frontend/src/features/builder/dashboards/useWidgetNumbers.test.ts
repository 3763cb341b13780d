import { expect, test } from 'vitest';
import { queryOf } from './useWidgetNumbers';

const dataset = {
  format: 1 as const,
  id: 'd',
  key: 'deals',
  name: { en: 'Deals' },
  dimensions: [{ key: 'month' }, { key: 'region' }],
  measures: [{ key: 'count' }, { key: 'amount' }],
};
const at: [number, number, number, number] = [0, 0, 6, 4];

test('a chart asks for its axis, its split and its figures, and for none that is gone', () => {
  const chart = {
    id: 'w',
    kind: 'bar',
    dataset: 'deals',
    x: 'month',
    split: 'region',
    y: ['amount', 'old'],
    at,
  };
  expect(queryOf({ ...chart, top: 5 }, dataset, 'this_year')).toMatchObject({
    rows: ['month', 'region'],
    values: ['amount'],
    limit: 5,
    period: 'this_year',
  });
});

test('a table asks for rows and columns, a figure for the first measure', () => {
  const table = {
    id: 'w',
    kind: 'table',
    dataset: 'deals',
    rows: ['region'],
    values: ['count'],
    totals: true,
    at,
  };
  expect(queryOf(table, dataset)).toMatchObject({ rows: ['region'], values: ['count'], totals: true });
  expect(queryOf({ id: 'w', kind: 'kpi', dataset: 'deals', at }, dataset)).toMatchObject({
    rows: [],
    values: ['count'],
  });
});
