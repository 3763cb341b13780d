import { beforeEach, expect, test } from 'vitest';
import type { EntityDescription, ImportPreview } from '@/api/types';
import { emptyPlan, sameMeanings, suggestedPlan, withSuggestions } from './plan';
import { rememberedPlan, rememberPlan } from './remembered';

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
} as unknown as ImportPreview;

beforeEach(() => localStorage.clear());

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

test('the last mapping of these columns is proposed again, to the same person, without fields that are gone', () => {
  const plan = { ...emptyPlan, mapping: { name: ['name'], id: ['external_id', 'gone'] }, match: ['gone'] };
  rememberPlan('ann', 'crm', 'deal', plan);
  const fields = ['name', 'external_id'];
  expect(rememberedPlan('ann', 'crm', 'deal', preview, fields)).toEqual({
    ...plan,
    mapping: { name: ['name'], id: ['external_id'] },
    match: [],
  });
  expect(rememberedPlan('bob', 'crm', 'deal', preview, fields)).toBeNull();
  const other = { ...preview, columns: preview.columns.slice(1) };
  expect(rememberedPlan('ann', 'crm', 'deal', other, fields)).toBeNull();
  expect(suggestedPlan(preview).mapping).toEqual({ id: [], name: ['name'] });
});

test('what a browser keeps may be broken', () => {
  localStorage.setItem('dougong.import.ann.crm.deal', '{"not": "a list"}');
  expect(rememberedPlan('ann', 'crm', 'deal', preview, [])).toBeNull();
});
