import { describe, expect, it } from 'vitest';
import type { FieldDescription } from '@/api/types';
import { pastedRows } from './pastedCells';

const column = (key: string, type: string) =>
  ({
    key,
    type,
    label: { en: key },
    writable: true,
    settings: {},
    options: [],
  }) as unknown as FieldDescription;
const columns = [column('item', 'text'), column('price', 'number')];

describe('cells pasted into rows', () => {
  it('fill rows from one on, and those that do not fit are told by row and column', () => {
    const clip = 'Bolt\t12\nNut\tfree\nPin\tabout 3';
    const { rows, unread } = pastedRows([{ item: 'A' }], columns, clip, { row: 1, column: 0 }, () => ({}));
    expect(rows).toEqual([{ item: 'A' }, { item: 'Bolt', price: '12' }, { item: 'Nut' }, { item: 'Pin' }]);
    expect(unread.map(({ row, column: { key }, text }) => [row, key, text])).toEqual([
      [3, 'price', 'free'],
      [4, 'price', 'about 3'],
    ]);
  });
});
