import { expect, test } from 'vitest';
import { spokenPlace } from './placeWords';

const text = (value: { en?: string } | undefined) => value?.en ?? '';
const word = (key: string) => ({ grants: 'Permissions', write: 'Fills in', formula: 'Formula' })[key] ?? key;

test('a place is said with the names of what stands on the way', () => {
  const role = { grants: [{ label: { en: 'Own customers' }, write: ['budget'] }] };
  expect(spokenPlace('/grants/0/write/0', role, text, word)).toBe('Permissions › Own customers › Fills in');
  const entity = {
    schema: { properties: { total: { 'x-dougong': { label: { en: 'Total' }, formula: 'a + b' } } } },
  };
  expect(spokenPlace('/schema/properties/total/x-dougong/formula', entity, text, word)).toBe(
    'Total › Formula',
  );
});

test('an item of a form is said by its section and its number', () => {
  const form = { layout: [{ columns: 2, items: [{ field: 'a' }, { field: 'b' }] }] };
  expect(spokenPlace('/layout/0/items/1/field', form, text, word)).toBe('section 1 › items 2');
});

test('a place of a document that is gone is still said', () => {
  expect(spokenPlace('/grants/2', null, text, word)).toBe('Permissions 3');
});
