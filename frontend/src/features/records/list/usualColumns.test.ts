import { expect, it } from 'vitest';
import type { EntityDescription, FieldDescription } from '@/api/types';
import { usualColumns } from './useListState';

const field = (key: string, type = 'text') => ({ key, type, label: { en: key } }) as FieldDescription;
const entity = (fields: FieldDescription[]) =>
  ({ title: 'name', parent: 'order', fields }) as EntityDescription;
const plain = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((key) => field(key));

it('shows what is computed within the usual number of columns, where it stands', () => {
  const columns = usualColumns(
    entity([field('name'), ...plain, field('total', 'roll_up'), field('lines', 'sub_table')]),
  );
  expect(columns).toEqual(['name', 'a', 'b', 'c', 'd', 'e', 'f', 'total']);
});

it('leaves room for what is entered', () => {
  const computed = ['v', 'w', 'x', 'y'].map((key) => field(key, 'formula'));
  const columns = usualColumns(entity([field('name'), ...plain, ...computed]));
  expect(columns).toEqual(['name', 'a', 'b', 'c', 'd', 'e', 'v', 'w']);
});

it('shows of what the platform keeps only to which record one belongs', () => {
  const kept = (key: string) => ({ ...field(key, 'reference'), system: true });
  const columns = usualColumns(
    entity([kept('id'), kept('created_at'), kept('parent'), field('name'), field('a')]),
  );
  expect(columns).toEqual(['name', 'parent', 'a']);
});
