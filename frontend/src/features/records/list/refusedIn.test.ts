import { expect, test } from 'vitest';
import type { FieldProblem } from '@/api/problem';
import type { EntityDescription } from '@/api/types';
import { refusedIn } from './refusedIn';

const type = {
  fields: [
    { key: 'status', type: 'select', label: { en: 'Status' }, settings: {} },
    { key: 'owner', type: 'member', label: { en: 'Owner' }, settings: {} },
  ],
} as unknown as EntityDescription;
const step = {
  pointer: '/items/0/values/status',
  code: 'transition',
  message: 'No way there.',
} as FieldProblem;
const said = (...changed: string[]) => refusedIn(step, type, changed, (label) => label?.en ?? '');

test('a refused change of the state names its field when others are changed with it', () => {
  expect(said('status', 'owner')).toBe('Status: No way there.');
  expect(said('owner')).toBe('Status: No way there.');
  expect(said('status')).toBe('No way there.');
});
