import { describe, expect, it } from 'vitest';
import type { FieldDescription } from '@/api/types';
import { readConditions, writeConditions } from './condition';

const field = (key: string, type: string, formula_type: string, operators: string[]): FieldDescription => ({
  key,
  id: key,
  type,
  label: { en: key },
  help: null,
  system: false,
  widget: null,
  required: false,
  read_only: false,
  readable: true,
  writable: true,
  operators,
  formula_type,
  options: [],
  settings: {},
});
const fields = [
  field('name', 'text', 'text', [
    'contains',
    'not_contains',
    'equals',
    'not_equals',
    'starts_with',
    'in',
    'blank',
    'not_blank',
  ]),
  field('amount', 'money', 'number', [
    'equals',
    'not_equals',
    'greater',
    'at_least',
    'less',
    'at_most',
    'between',
    'blank',
    'not_blank',
  ]),
  field('status', 'select', 'text', ['in', 'not_in', 'equals', 'blank', 'not_blank']),
  field('tags', 'multi_select', 'list', ['has_any', 'has_all', 'has_none', 'blank', 'not_blank']),
  field('due', 'date', 'date', ['equals', 'before', 'between', 'period', 'blank', 'not_blank']),
  field('owner', 'member', 'record', ['is_me', 'equals', 'in', 'reports_to_me', 'blank', 'not_blank']),
  field('urgent', 'switch', 'boolean', ['is_true', 'is_false']),
];

describe('conditions', () => {
  const texts = [
    'CONTAINS(name, "a ""b"" AND c")',
    'status IN ("new", "open") AND amount >= 1000',
    'NOT(status = "won") OR urgent',
    'BETWEEN(amount, 10, 20.5)',
    'owner = user.id AND NOT(ISBLANK(due))',
    '("a" IN tags OR "b" IN tags)',
    'owner IN user.reports',
    'BETWEEN(DAYS(TODAY(), due), 0, 6)',
    'due < "2026-11-22"',
  ];
  it.each(texts)('should read and write %s as it stands', (text) => {
    const list = readConditions(text, fields);
    expect(list).not.toBeNull();
    expect(writeConditions(list!, fields)).toBe(text);
  });

  it.each([
    'amount > 1 AND (name = "x" OR urgent)',
    'amount > cost',
    'a = 1 AND urgent OR urgent',
    'LEN(name) > 3',
  ])('should leave %s to the text editor', (text) => expect(readConditions(text, fields)).toBeNull());

  it('should leave out lines that are not finished', () => {
    const list = {
      match: 'all' as const,
      conditions: [
        { field: 'name', operator: 'contains', values: [] },
        { field: 'amount', operator: 'greater', values: ['5'] },
      ],
    };
    expect(writeConditions(list, fields)).toBe('amount > 5');
  });
});
