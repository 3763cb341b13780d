import { describe, expect, it } from 'vitest';
import type { RecordItem } from '@/api/types';
import { aboveOf, standsBelow, stepped } from './treeMoves';
import type { Node } from './treeMoves';

const nodes = (['a1', 'b2', 'c3', 'd2', 'e1'] as const).map((name): Node => ({
  key: name,
  level: Number(name[1]),
  record: { id: name[0] } as RecordItem,
}));

describe('moves in a tree', () => {
  it('knows what stands above and below', () => {
    expect(nodes.map((_, at) => aboveOf(nodes, at))).toEqual([-1, 0, 1, 0, -1]);
    expect(standsBelow(nodes, 2, 'a')).toBe(true);
    expect(standsBelow(nodes, 3, 'b')).toBe(false);
    expect(standsBelow(nodes, 1, 'b')).toBe(true);
  });

  it('goes deeper below the neighbour above, and higher beside what it stood below', () => {
    expect(stepped(nodes, 3, 1)?.above?.id).toBe('b');
    expect(stepped(nodes, 4, 1)?.above?.id).toBe('a');
    expect(stepped(nodes, 1, 1)).toBeUndefined();
    expect(stepped(nodes, 2, -1)?.above?.id).toBe('a');
    expect(stepped(nodes, 3, -1)).toEqual({ above: null });
    expect(stepped(nodes, 0, -1)).toBeUndefined();
  });
});
