import { expect, test } from 'vitest';
import { datesText, withDates } from './dateFields';

test('chosen dates stand for those of the view, its end among them', () => {
  const view = { kind: 'calendar', start_field: 'begins', end_field: 'ends' } as const;
  expect(withDates(view, null)).toBe(view);
  expect(withDates(view, 'due')).toEqual({ kind: 'calendar', start_field: 'due' });
  expect(withDates(view, 'due,ends')).toEqual({ ...view, start_field: 'due' });
});

test('dates are written as they are read', () => {
  expect(datesText({})).toBe('');
  expect(datesText({ start_field: 'begins' })).toBe('begins');
  expect(datesText(withDates({}, 'begins,ends'))).toBe('begins,ends');
});
