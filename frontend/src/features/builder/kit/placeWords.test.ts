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

test('a part of a form is said by its title, its field, its text, or the fields that a rule acts on', () => {
  const form = {
    layout: [
      { section: { en: 'Who' }, items: [{ field: 'a' }, { field: 'b', label: { en: 'Bee' } }] },
      { tabs: [{ tab: { en: 'More' }, items: [{ text: { en: 'Read this' } }] }] },
    ],
    linkage: [
      { when: 'a = 1', show: ['b'], set: { a: '2' } },
      { when: 'a = 2', warn: { text: { en: 'Mind this' } } },
    ],
  };
  const field = (key: string) => ({ a: 'Alpha', b: 'Beta' })[key] ?? key;
  const said = (pointer: string) => spokenPlace(pointer, form, text, word, field);
  expect(said('/layout/0/items/0/field')).toBe('Who › items › Alpha');
  expect(said('/layout/0/items/1/field')).toBe('Who › items › Bee');
  expect(said('/layout/1/tabs/0/items/0')).toBe('section 2 › tabs › More › items › Read this');
  expect(said('/linkage/0/when')).toBe('linkage › Beta, Alpha › when');
  expect(said('/linkage/0/set/a')).toBe('linkage › Beta, Alpha › set › Alpha');
  expect(said('/linkage/1/when')).toBe('linkage › Mind this › when');
});

test('a place of a document that is gone is still said', () => {
  expect(spokenPlace('/grants/2', null, text, word)).toBe('Permissions 3');
});
