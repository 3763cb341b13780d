import { describe, expect, it } from 'vitest';
import type { RecordItem } from '@/api/types';
import { laidOut } from './lanes';

const entry = (id: string, first: string, last = first) => ({
  record: { id } as RecordItem,
  begins: first,
  ends: last,
  first,
  last,
});

describe('a week of a calendar', () => {
  it('puts what overlaps in lanes and what came before at its edge', () => {
    const { placed, hidden } = laidOut(
      [
        entry('short', '2026-11-17'),
        entry('long', '2026-11-12', '2026-11-18'),
        entry('late', '2026-11-20', '2026-12-02'),
        entry('other week', '2026-11-25'),
      ],
      '2026-11-16',
      4,
    );
    expect(
      placed.map(({ entry: { record }, column, span, lane }) => [record.id, column, span, lane]),
    ).toEqual([
      ['long', 0, 3, 0],
      ['short', 1, 1, 1],
      ['late', 4, 3, 0],
    ]);
    expect(hidden).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  it('counts what fits in no lane', () => {
    const many = Array.from({ length: 6 }, (_, index) => entry(String(index), '2026-11-18'));
    const { placed, hidden } = laidOut(many, '2026-11-16', 4);
    expect(placed).toHaveLength(4);
    expect(hidden).toEqual([0, 0, 2, 0, 0, 0, 0]);
  });
});
