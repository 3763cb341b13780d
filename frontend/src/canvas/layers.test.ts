import { describe, expect, it } from 'vitest';
import { arrange, middleOf } from './layers';

const size = { width: 100, height: 40 };
const nodes = ['start', 'branch', 'a', 'b', 'c', 'end'].map((id) => ({ id, size }));
const ways = (order: string[], last?: string) =>
  order.map((to) => ({ from: 'branch', to, last: to === last }));

describe('the arrangement of a flow', () => {
  it.each([
    [['a', 'b', 'c'], undefined],
    [['c', 'a', 'b'], undefined],
    [['b', 'end', 'a'], undefined],
    [['end', 'a', 'b'], 'end'],
    [['a', 'end', 'c', 'b'], 'a'],
  ])('puts the branches %s side by side in their order', (order, last) => {
    const edges = [
      { from: 'start', to: 'branch' },
      ...ways(order, last),
      ...order.filter((to) => to !== 'end').map((from) => ({ from, to: 'end' })),
    ];
    const placed = arrange(
      nodes.filter((node) => ['start', 'branch', 'end', ...order].includes(node.id)),
      edges,
    );
    const across = new Map(order.map((to, at) => [to, middleOf(placed.edges[at + 1] ?? []).x]));
    const wanted = last ? [...order.filter((to) => to !== last), last] : order;
    const found = wanted.map((to) => across.get(to) ?? NaN);
    expect(found).toEqual([...found].sort((one, other) => one - other));
    expect(new Set(found).size).toBe(order.length);
  });

  it('keeps room for the labels beside the nodes, each upon its way', () => {
    const label = { width: 150, height: 50 };
    const edges = [
      { from: 'start', to: 'branch', label },
      { from: 'branch', to: 'a', label },
      { from: 'branch', to: 'end', label, last: true },
      { from: 'a', to: 'end', label },
    ];
    const placed = arrange(
      nodes.filter(({ id }) => ['start', 'branch', 'a', 'end'].includes(id)),
      edges,
    );
    for (const [at, place] of placed.labels.entries()) {
      expect(placed.edges[at]).toContainEqual(place);
      for (const box of Object.values(placed.nodes)) {
        const across = Math.abs((place?.x ?? 0) - box.x - box.width / 2) < (label.width + box.width) / 2;
        const down = Math.abs((place?.y ?? 0) - box.y - box.height / 2) < (label.height + box.height) / 2;
        expect(across && down).toBe(false);
      }
    }
  });
});
