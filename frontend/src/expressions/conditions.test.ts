import { describe, expect, it } from 'vitest';
import { isGroup, quote, readConditions, unquote, writeConditions } from './conditions';
import { periods } from './periods';

const same = [
  'score > 60',
  'status IN ("new", "contacting") AND ISBLANK(owner)',
  'NOT(ISBLANK(company)) AND employees >= 100',
  '(channel = "website" OR channel = "referral") AND employees > 100',
  'score > settings.sql_min AND demo_requested',
  'NOT(opt_out)',
  'owner = user.id OR owner IN user.reports',
  'account.industry <> "retail"',
  'needed_by >= TODAY() + 3',
  'amount >= -12.5',
  'name = "he said ""no"" AND left"',
  'stage NOT IN ("won", "lost")',
  'CONTAINS(needs, "cloud")',
  'NOT(CONTAINS(needs, "cloud"))',
  'CONTAINS(name, "a ""b"" AND c")',
  'status IN ("new", "open") AND amount >= 1000',
  'NOT(status = "won") OR urgent',
  'BETWEEN(amount, 10, 20.5)',
  'owner = user.id AND NOT(ISBLANK(due))',
  '("a" IN tags OR "b" IN tags)',
  '("a" IN tags AND "b" IN tags) OR STARTSWITH(name, "x")',
  'NOT("a" IN tags OR "b" IN tags)',
  'owner IN user.reports',
  'owner.department IN user.departments',
  'BETWEEN(DAYS(TODAY(), due), 0, 6)',
  'due < "2026-11-22"',
  'amount > 1 AND (name = "x" OR urgent)',
  'amount > cost',
];

describe('conditions', () => {
  it.each(same)('keeps %s', (text) => {
    const read = readConditions(text);
    expect(read).not.toBeNull();
    expect(writeConditions(read!)).toBe(text);
  });

  it('gives AND its precedence', () => {
    const read = readConditions('a = 1 OR b = 2 AND c = 3');
    expect(read && writeConditions(read)).toBe('a = 1 OR (b = 2 AND c = 3)');
  });

  it.each([
    'COUNTIF(opportunities, owner = user.id) > 0',
    'a = b = c',
    'NOT(a < 3)',
    'a = ',
    'a ? b',
    'SUM(lines, amount) > 3',
    'LEN(name) > 3',
    'NOT(a = b)',
  ])('leaves %s to the text view', (text) => expect(readConditions(text)).toBeNull());

  it.each(Object.entries(periods))('reads %s as a period', (key, write) => {
    const read = readConditions(`${write('due')} AND done`);
    const [first] = read?.items ?? [];
    expect(first && !isGroup(first) && first).toEqual({ path: 'due', operator: 'period', values: [key] });
    expect(read && writeConditions(read)).toBe(`${write('due')} AND done`);
  });

  it('leaves out lines that are not finished', () =>
    expect(
      writeConditions({
        join: 'AND',
        items: [
          { path: 'name', operator: 'contains', values: [] },
          { path: 'amount', operator: '>', values: ['5'] },
        ],
      }),
    ).toBe('amount > 5'));

  it('reads nothing as no condition', () => {
    expect(readConditions('  ')).toEqual({ join: 'AND', items: [] });
    expect(writeConditions({ join: 'AND', items: [] })).toBe('');
  });

  it('quotes and unquotes', () => {
    expect(unquote(quote('a "b"'))).toBe('a "b"');
    expect(unquote('settings.x')).toBeNull();
  });
});
