import { expect, test } from 'vitest';
import type { Condition } from './conditions';
import { isSure } from './names';
import type { Name, ValueKind } from './names';

const label = { en: 'Field', zh: '字段' };
const named = (path: string, kind: ValueKind, options?: string[]): Name => ({
  path,
  kind,
  label,
  group: label,
  options: options?.map((key) => ({ key, label })),
});
const NAMES = [
  named('name', 'text'),
  named('amount', 'number'),
  named('due', 'date'),
  named('stage', 'option', ['new', 'won']),
  named('owner', 'person'),
];
const sure = (path: string, operator: Condition['operator'], ...values: string[]) =>
  isSure({ path, operator, values }, NAMES);

test('a line is sure when its operator and its values fit the field', () => {
  expect(sure('name', 'contains', '"a"')).toBe(true);
  expect(sure('amount', '>', '5')).toBe(true);
  expect(sure('due', 'last_days', '7')).toBe(true);
  expect(sure('due', '>', 'TODAY()')).toBe(true);
  expect(sure('stage', 'in', '"new"', '"won"')).toBe(true);
  expect(sure('owner', 'is_me')).toBe(true);
});

test('a line whose types do not fit, or are not known here, is asked about', () => {
  expect(sure('name', '>', '5')).toBe(false);
  expect(sure('name', '=', '5')).toBe(false);
  expect(sure('amount', '>', '"five"')).toBe(false);
  expect(sure('due', '=', '"2026-01-01"')).toBe(false);
  expect(sure('stage', '=', '"lost"')).toBe(false);
  expect(sure('owner', '=', '"somebody"')).toBe(false);
  expect(sure('gone', 'blank')).toBe(false);
});
