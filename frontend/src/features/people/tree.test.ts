import { describe, expect, it } from 'vitest';
import { below, inTree } from './tree';

const places = [
  { id: 'east', name: 'East', parent: 'sales' },
  { id: 'sales', name: 'Sales', parent: null },
  { id: 'shanghai', name: 'Shanghai', parent: 'east' },
  { id: 'marketing', name: 'Marketing', parent: null },
];

describe('departments', () => {
  it('stand under what they belong to', () => {
    expect(inTree(places).map(({ place, depth }) => `${'.'.repeat(depth)}${place.id}`)).toEqual([
      'sales',
      '.east',
      '..shanghai',
      'marketing',
    ]);
  });
  it('are all shown, even in a circle', () => {
    const circle = [
      { id: 'a', name: 'A', parent: 'b' },
      { id: 'b', name: 'B', parent: 'a' },
    ];
    expect(inTree(circle)).toHaveLength(2);
  });
  it('cannot belong to what is below them', () => {
    expect(below(places, 'sales')).toEqual(new Set(['sales', 'east', 'shanghai']));
  });
});
