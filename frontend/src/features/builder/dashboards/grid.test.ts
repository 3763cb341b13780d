import { describe, expect, it } from 'vitest';
import { below, settle, within } from './grid';
import type { Place } from './grid';

describe('grid', () => {
  it('keeps widgets on the twelve columns', () => {
    expect(within([10, -1, 6, 0])).toEqual([6, 0, 6, 1]);
  });

  it('pushes down what would be covered', () => {
    const items: { id: string; at: Place }[] = [
      { id: 'a', at: [0, 0, 6, 2] },
      { id: 'b', at: [0, 0, 6, 2] },
      { id: 'c', at: [0, 2, 6, 2] },
      { id: 'd', at: [6, 0, 6, 2] },
    ];
    settle(items, 'b');
    expect(items.map((item) => item.at[1])).toEqual([2, 0, 4, 0]);
    expect(below(items)).toBe(6);
  });
});
