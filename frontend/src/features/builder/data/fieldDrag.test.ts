import { expect, test } from 'vitest';
import { END, newFieldId, placeFor, typeOf } from './fieldDrag';

test('a tile carries its type, a field of the list none', () => {
  expect(typeOf(newFieldId('multi_select'))).toBe('multi_select');
  expect(typeOf('newsletter')).toBeNull();
});

test('a field comes to stand before the one it is let go over, or at the end; outside it comes nowhere', () => {
  const keys = ['name', 'phone', 'email'];
  expect(placeFor('phone', keys)).toBe(1);
  expect(placeFor(END, keys)).toBe(3);
  expect(placeFor(undefined, keys)).toBeNull();
  expect(placeFor('elsewhere', keys)).toBeNull();
});
