import { describe, expect, it } from 'vitest';
import { hasTextBlock, isGroup, pathsOf, quote, unquote } from './conditions';
import type { Condition, Group } from './conditions';
import { periods } from './periods';
import { readConditions } from './reading';
import { finishedOf, isUnfinished, lacksValues } from './unfinished';
import { writeConditions } from './writing';

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
  'NOT(amount < 3)',
  'NOT(a = b)',
  'NOT(a = 1 AND (b OR NOT(c < 2 OR d = e)))',
  'NOT(a AND b) OR NOT(c OR d)',
  'customer.owner.department IN user.departments',
  'BETWEEN(DAYS(TODAY(), due), 0, 89)',
  'BETWEEN(DAYS(parent.day, day), 0, 89)',
  'BETWEEN(DAYS(due, TODAY()), 0, 13)',
  'EXISTS(lines)',
  'NOT(EXISTS(lines, product.key = "B"))',
  'EXISTS(lines, day < parent.day AND (urgent OR kind = parent.kind))',
  'COUNT(lines) > 3',
  'COUNTIF(orders, status = "paid" AND BETWEEN(DAYS(TODAY(), placed), 0, 89)) >= 2',
  'SUMIF(lines, urgent, qty * price) > parent_limit * 2',
  'SUM(lines, amount) = amount',
  'BETWEEN(AVERAGE(lines, qty), 1, 5)',
  'MAXIF(lines, EXISTS(parts, count > parent.qty), price) <= 10',
  'COUNTIF(customer.orders, id <> parent.id) = 0',
  'name = (a OR b)',
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

  it.each(['a = ', 'a ? b', '(a', '"x', 'f(1,', 'a b', '', '='])('cannot read %s', (text) =>
    expect(readConditions(text)).toEqual(text === '' ? { join: 'AND', items: [] } : null),
  );

  it.each([
    ['a = b = c', 'a = b = c'],
    ['LEN(name) > 3', 'LEN(name) > 3'],
    ['a > 1 AND  LEN( name )>3', 'LEN( name )>3'],
    ['COUNTIFS(lines, a, b) > 3', 'COUNTIFS(lines, a, b) > 3'],
    ['3 < a', '3 < a'],
    ['urgent AND IF(a, b, c)', 'IF(a, b, c)'],
  ])('keeps of %s what no line shows as text', (text, block) => {
    const read = readConditions(text);
    expect(read?.items.at(-1)).toEqual({ text: block });
    expect(read && writeConditions(read)).toBe(text.replace('AND  ', 'AND '));
  });

  it('takes a name for a list only where it is one', () => {
    const reach = { inside: (list: string) => (list === 'lines' ? reach : null) };
    expect(readConditions('SUM(a, b) > 3', reach)?.items).toEqual([{ text: 'SUM(a, b) > 3' }]);
    expect(pathsOf(readConditions('SUM(lines, b) > 3', reach)!)).toEqual(['lines']);
  });

  it.each(Object.entries(periods))('reads %s as a period', (key, write) => {
    const read = readConditions(`${write('due')} AND done`);
    const [first] = read?.items ?? [];
    expect(first && !isGroup(first) && first).toEqual({ path: 'due', operator: 'period', values: [key] });
    expect(read && writeConditions(read)).toBe(`${write('due')} AND done`);
  });

  it('reads that a list of people includes the person acting', () => {
    const line: Condition = { path: 'team', operator: 'has_me', values: [] };
    expect(writeConditions({ join: 'AND', items: [line] })).toBe('user.id IN team');
    expect(readConditions('user.id IN team')?.items).toEqual([line]);
  });

  it.each([
    ['=', [], 'amount = ?'],
    ['in', [], 'amount IN (?)'],
    ['not_in', [], 'amount NOT IN (?)'],
    ['contains', [], 'CONTAINS(amount, ?)'],
    ['not_contains', [], 'NOT(CONTAINS(amount, ?))'],
    ['starts_with', [], 'STARTSWITH(amount, ?)'],
    ['between', ['', '5'], 'BETWEEN(amount, ?, 5)'],
    ['period', [], 'amount IN ?'],
    ['has_any', [], '? IN amount'],
    ['has_all', [], '(? IN amount AND ? IN amount)'],
    ['has_none', [], 'NOT(? IN amount)'],
  ] as const)('keeps a line with %s and no value as unfinished', (operator, values, text) => {
    const line = { path: 'amount', operator, values: [...values] };
    const done: Condition = { path: 'owner', operator: 'is_me', values: [] };
    for (const join of ['AND', 'OR'] as const) {
      const group: Group = { join, items: [line, done] };
      const written = writeConditions(group);
      expect(written).toBe(`${text} ${join} owner = user.id`);
      // Read again, as after opening the designer anew, it is the same unfinished line.
      const read = readConditions(written);
      expect(read && lacksValues(read)).toBe(true);
      expect(isUnfinished(written)).toBe(true);
      expect(read && writeConditions(read)).toBe(written);
      expect(read?.items.find((item) => 'path' in item && item.path === 'amount')).toMatchObject({
        operator,
      });
      expect(writeConditions(finishedOf(group))).toBe('owner = user.id');
    }
    expect(writeConditions({ join: 'AND', items: [line] })).toBe(text);
  });

  it.each(['AND', 'OR'] as const)('keeps a line without a field as unfinished (%s)', (join) => {
    const line: Condition = { path: '', operator: '=', values: [] };
    const group: Group = { join, items: [line, { path: 'amount', operator: '>', values: ['5'] }] };
    const written = writeConditions(group);
    expect(written).toBe(`? ${join} amount > 5`);
    expect(readConditions(written)).toEqual(group);
    expect(isUnfinished(written)).toBe(true);
    expect(isUnfinished(writeConditions({ join, items: [line] }))).toBe(true);
    expect(writeConditions(finishedOf(group))).toBe('amount > 5');
  });

  it('reads nothing as no condition', () => {
    expect(readConditions('  ')).toEqual({ join: 'AND', items: [] });
    expect(writeConditions({ join: 'AND', items: [] })).toBe('');
  });

  it('quotes and unquotes', () => {
    expect(unquote(quote('a "b"'))).toBe('a "b"');
    expect(unquote('settings.x')).toBeNull();
  });
});

it('takes a condition that always or never holds for no text that clicks cannot show', () => {
  for (const text of ['TRUE', 'true', 'FALSE']) {
    const read = readConditions(text) as Group;
    expect(hasTextBlock(read), text).toBe(false);
    expect(writeConditions(read), text).toBe(text);
  }
  expect(hasTextBlock(readConditions('LEN(name) > 3') as Group)).toBe(true);
});
