import { expect, test } from 'vitest';
import { spokenPlace } from './placeWords';

const text = (value: { en?: string } | undefined) => value?.en ?? '';
const word = (key: string) => ({ grants: 'Permissions', write: 'Fills in', formula: 'Formula' })[key] ?? key;

test('a place is said with the names of what stands on the way', () => {
  const role = { grants: [{ label: { en: 'Own customers' }, write: ['budget'] }] };
  expect(spokenPlace('/grants/0/write/0', role, text, word)).toBe(
    'Permissions › Own customers › Fills in › 1',
  );
  const entity = {
    schema: { properties: { total: { 'x-dougong': { label: { en: 'Total' }, formula: 'a + b' } } } },
  };
  expect(spokenPlace('/schema/properties/total/x-dougong/formula', entity, text, word)).toBe(
    'Total › Formula',
  );
});

test('a place of a document that is gone is still said', () => {
  expect(spokenPlace('/grants/2', null, text, word)).toBe('Permissions › 3');
});
