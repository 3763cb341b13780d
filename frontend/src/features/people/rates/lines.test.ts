import { expect, test } from 'vitest';
import { ratesIn, withRates } from './lines';

test('pasted lines are read whatever stands between day and rate', () => {
  expect(ratesIn('2026-01-01\t7.2\n2026/6/1, 7.1\n\n2026-02-30 7\nabout seven\n2026-03-01 0')).toEqual({
    rates: [
      { from_day: '2026-01-01', rate: '7.2' },
      { from_day: '2026-06-01', rate: '7.1' },
    ],
    wrong: ['2026-02-30 7', 'about seven', '2026-03-01 0'],
  });
});

test('of two rates of a day the new one counts, and the newest day stands first', () => {
  const before = [{ from_day: '2026-01-01', rate: '7' }];
  const added = [
    { from_day: '2026-01-01', rate: '7.2' },
    { from_day: '2026-06-01', rate: '7.1' },
  ];
  expect(withRates(before, added).map((one) => one.rate)).toEqual(['7.1', '7.2']);
});
