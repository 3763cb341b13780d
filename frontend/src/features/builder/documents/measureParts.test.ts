import { expect, test } from 'vitest';
import { measureOf, partsOfMeasure } from './measureParts';

test.each([
  'COUNT()',
  'COUNTIF(stage IN ("won", "lost"))',
  'SUM(amount)',
  'SUMIF(stage = "won", amount)',
  'AVERAGE(account.size)',
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

test('a function that has no condition of its own loses it', () => {
  expect(measureOf({ function: 'MAX', field: 'amount', when: 'a = 1' })).toBe('MAX(amount)');
  expect(measureOf({ function: 'COUNT', field: 'amount', when: '' })).toBe('COUNT()');
});
