import { expect, test } from 'vitest';
import type { NamedDay } from '@/api/types';
import { monthsOf, moved, movedMonths, named, runs, turned } from './year';

const feast = { en: 'National Day', zh: '国庆节' };
const entries: NamedDay[] = [
  { day: '2026-10-01', kind: 'holiday', name: feast },
  { day: '2026-10-02', kind: 'holiday', name: feast },
  { day: '2026-10-03', kind: 'holiday', name: feast },
  { day: '2026-10-10', kind: 'workday', name: feast },
];
const october = (given: NamedDay[]) => monthsOf(2026, given)[9] ?? [];
const day = (given: NamedDay[], date: number) => october(given)[date - 1] as never;

test('a year has all its days, weekends free but for those that are worked', () => {
  const months = monthsOf(2024, []);
  expect(months.map((month) => month.length)).toEqual([31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);
  expect(months.flat().filter((one) => one.free)).toHaveLength(104);
  const free = october(entries).filter((one) => one.free);
  expect(free.map((one) => Number(one.day.slice(8)))).toEqual([1, 2, 3, 4, 11, 17, 18, 24, 25, 31]);
});

test('a day turns and turns back, a named weekend day keeps its name while it is worked', () => {
  expect(turned(entries, day(entries, 9))).toContainEqual({ day: '2026-10-09', kind: 'holiday', name: {} });
  expect(turned(entries, day(entries, 1))).toEqual(entries.slice(1));
  const worked = turned(entries, day(entries, 3));
  expect(worked).toContainEqual({ day: '2026-10-03', kind: 'workday', name: feast });
  expect(turned(worked, day(worked, 3)).map((one) => one.day)).not.toContain('2026-10-03');
});

test('a name is given in one language and taken away', () => {
  expect(named(entries, '2026-10-01', 'en', 'Feast')[0]?.name).toEqual({ en: 'Feast', zh: '国庆节' });
  expect(named(entries, '2026-10-01', 'zh', '')[0]?.name).toEqual({ en: 'National Day' });
});

test('days with one name are told together', () => {
  expect(runs(october(entries)).map(({ from, to }) => [from, to])).toEqual([
    [1, 3],
    [10, 10],
  ]);
});

test('arrows stay within the year', () => {
  expect(moved('2026-12-31', 1)).toBeNull();
  expect(moved('2026-03-01', -7)).toBe('2026-02-22');
  expect(movedMonths('2026-01-31', 1)).toBe('2026-02-28');
  expect(movedMonths('2026-01-31', -1)).toBeNull();
});
