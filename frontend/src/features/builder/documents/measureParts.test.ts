import { expect, test } from 'vitest';
import { measureOf, partsOfMeasure } from './measureParts';

test.each([
  'COUNT()',
  'COUNTIF(stage IN ("won", "lost"))',
  'SUM(amount)',
  'SUMIF(stage = "won", amount)',
  'AVERAGE(account.size)',
  'AVERAGEIF(stage = "won", amount)',
  'COUNTIF(name = "a, b)")',
])('%s is read and written back', (formula) => {
  const parts = partsOfMeasure(formula);
  expect(parts).not.toBeNull();
  expect(measureOf(parts!)).toBe(formula);
});

test.each(['SUM(won) / SUM(closed)', 'SUM(amount * 2)', 'amount', 'SUM(', 'COUNTIF(a, b)'])(
  '%s stays a formula',
  (formula) => {
    expect(partsOfMeasure(formula)).toBeNull();
  },
);

test('counting names no field', () => {
  expect(measureOf({ function: 'MAX', field: 'amount', when: 'a = 1' })).toBe('MAXIF(a = 1, amount)');
  expect(measureOf({ function: 'COUNT', field: 'amount', when: '' })).toBe('COUNT()');
});
