import { expect, test } from 'vitest';
import { withSetting } from './api';
import { fieldsOf } from './FieldPaths';
import { sampleBody } from './NewHook';

test('an example body has each value at its path', () => {
  expect(sampleBody({ company: 'visitor.company', name: 'visitor.names.1', phone: 'phone' })).toEqual({
    visitor: { company: 'company', names: [null, 'name'] },
    phone: 'phone',
  });
  expect(sampleBody({ code: '0' })).toEqual(['code']);
});

test('unfinished rows are left out, and a record is found only by fields that are filled', () => {
  const rows: [string, string][] = [
    ['company', 'visitor.company'],
    ['', 'x'],
    ['phone', ' '],
  ];
  expect(fieldsOf(rows, ['company', 'phone'])).toEqual({
    mapping: { company: 'visitor.company' },
    match: ['company'],
  });
});

test('a setting that is emptied is no longer there', () => {
  expect(withSetting(undefined, 'url', 'https://example.com')).toEqual({ url: 'https://example.com' });
  expect(withSetting({ url: 'x', other: 1 }, 'url', undefined)).toEqual({ other: 1 });
});
