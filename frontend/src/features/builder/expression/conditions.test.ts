import { describe, expect, it } from 'vitest';
import { quote, readConditions, unquote, writeConditions } from './conditions';

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
  ])('leaves %s to the text view', (text) => expect(readConditions(text)).toBeNull());

  it('reads nothing as no condition', () => {
    expect(readConditions('  ')).toEqual({ join: 'AND', items: [] });
    expect(writeConditions({ join: 'AND', items: [] })).toBe('');
  });

  it('quotes and unquotes', () => {
    expect(unquote(quote('a "b"'))).toBe('a "b"');
    expect(unquote('settings.x')).toBeNull();
  });
});
