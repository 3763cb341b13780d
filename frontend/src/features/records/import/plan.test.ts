import { expect, test } from 'vitest';
import type { EntityDescription, ImportPreview } from '@/api/types';
import {
  asAsked,
  emptyPlan,
  forTheRest,
  rememberedPlan,
  sameMeanings,
  stillOpen,
  suggestedPlan,
  withoutMeaning,
  withSuggestions,
} from './plan';

const type = {
  fields: [
    { key: 'industry', options: [{ key: 'technology', label: { en: 'Technology', zh: '科技' } }] },
    { key: 'product', options: [] },
  ],
} as unknown as EntityDescription;
const unknown = [
  { field: 'industry', value: 'technolgy', count: 12, suggestions: ['科技'] },
  { field: 'product', value: 'GTXPro', count: 3, suggestions: ['GTX Pro', 'GTX Plus'] },
  { field: 'product', value: 'Nothing', count: 1, suggestions: [] },
];
const preview = {
  columns: [
    { name: 'id', suggested: null, samples: [] },
    { name: 'name', suggested: 'name', samples: [] },
  ],
  rows: 2,
  duplicates: [],
} as unknown as ImportPreview;

test('a suggestion counts as chosen until somebody chooses otherwise', () => {
  expect(withSuggestions(type, {}, unknown)).toEqual({
    industry: { technolgy: 'technology' },
    product: { GTXPro: 'GTX Pro' },
  });
  const chosen = { industry: { technolgy: null }, product: { GTXPro: 'GTX Plus' } };
  expect(withSuggestions(type, chosen, unknown)).toEqual(chosen);
});

test('meanings are the same in whatever order they were chosen', () => {
  const one = { a: { x: '1', y: null }, b: { z: '2' } };
  expect(sameMeanings(one, { b: { z: '2' }, a: { y: null, x: '1' } })).toBe(true);
  expect(sameMeanings(one, { ...one, b: { z: null } })).toBe(false);
});

test('the last mapping of these columns is proposed again, without fields that are gone', () => {
  const remembered = {
    ...emptyPlan,
    mapping: { name: ['name'], id: ['external_id', 'gone'] },
    match: ['gone'],
    values: { name: { a: 'b', c: '' } },
    create_missing: ['name', 'gone'],
  };
  const seen = { ...preview, remembered, creatable: ['name'] } as ImportPreview;
  expect(rememberedPlan(seen, ['name', 'external_id'])).toEqual({
    ...remembered,
    mapping: { name: ['name'], id: ['external_id'] },
    match: [],
    values: { name: { a: 'b', c: null } },
    create_missing: ['name'],
  });
  expect(rememberedPlan({ ...preview, remembered: null }, ['name'])).toBeNull();
  expect(suggestedPlan(preview).mapping).toEqual({ id: [], name: ['name'] });
});

test('only what is filled is asked for, and an empty meaning is an empty text', () => {
  const plan = {
    ...emptyPlan,
    mapping: { id: [], name: ['name'] },
    match: ['name', 'email'],
    values: { name: { x: null, y: 'z' }, email: { a: 'b' } },
    create_missing: ['account'],
  };
  expect(asAsked(plan)).toEqual({
    ...plan,
    mapping: { name: ['name'] },
    match: ['name'],
    values: { name: { x: '', y: 'z' } },
    create_missing: [],
  });
});

test('what is left of a field is given one meaning at once, what was chosen stays', () => {
  const people = ['Ann', 'Bob', 'Cy'].map((value) => ({ field: 'owner', value, count: 1, suggestions: [] }));
  const chosen = { owner: { Ann: 'Anna Li' } };
  const left = stillOpen([...people, ...unknown], chosen, 'owner');
  expect(left.map(({ value }) => value)).toEqual(['Bob', 'Cy']);
  expect(forTheRest(chosen, left, null)).toEqual({ owner: { Ann: 'Anna Li', Bob: null, Cy: null } });
  expect(forTheRest(chosen, left, undefined)).toEqual({ owner: { Ann: 'Anna Li', Bob: 'Bob', Cy: 'Cy' } });
});

test('where the entity has a rule for duplicates, they are looked for and left out', () => {
  const seen = { ...preview, duplicates: [['phone'], ['email']] };
  expect(suggestedPlan(seen)).toMatchObject({ duplicates: true, policy: 'skip' });
  expect(suggestedPlan(preview)).toMatchObject({ duplicates: false, policy: 'update' });
});

test('a meaning is taken away by itself', () => {
  const chosen = { industry: { technolgy: 'technology', retial: null }, product: { GTXPro: 'GTX Pro' } };
  expect(withoutMeaning(chosen, 'industry', 'technolgy')).toEqual({
    industry: { retial: null },
    product: { GTXPro: 'GTX Pro' },
  });
});
