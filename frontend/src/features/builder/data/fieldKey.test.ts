import { expect, test } from 'vitest';
import { isKey, keyFrom } from '@/canvas/ids';
import { fieldKinds } from './fieldKinds';
import { freeFieldKey, isReservedKey, RESERVED_KEYS } from './fieldKey';
import { keyWasMade } from './fresh';

test('every kind of field of the palette gets a key that a field may have', () => {
  const taken: string[] = [];
  for (const kind of [...fieldKinds, ...fieldKinds]) {
    const key = freeFieldKey(keyFrom(kind.type), taken);
    expect(isReservedKey(key)).toBe(false);
    expect(isKey(key)).toBe(true);
    expect(taken).not.toContain(key);
    taken.push(key);
  }
});

test('a reserved word is numbered, whatever label suggested it, and still counts as made', () => {
  for (const word of RESERVED_KEYS) expect(freeFieldKey(word, [])).toBe(`${word}_1`);
  expect(freeFieldKey('department', ['department_1'])).toBe('department_2');
  expect(freeFieldKey('budget', ['budget'])).toBe('budget_2');
  expect(keyWasMade('department_1', { type: 'department', label: { en: 'Unit' } })).toBe(true);
});
