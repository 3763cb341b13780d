import { describe, expect, it } from 'vitest';
import { insertOnEdge, newFlow, newNode, removeNode } from './flowChanges';
import { flowDiff } from './flowDiff';

describe('how a flow differs from another version', () => {
  it('marks what is new, what was changed and what is gone, with the ways between them', () => {
    const before = newFlow('deal', { en: 'Deal' }, 'opportunity');
    const work = newNode(before, 'handle');
    insertOnEdge(before, 1, work);
    const now = structuredClone(before);
    removeNode(now, 'handle');
    insertOnEdge(now, 0, newNode(now, 'action'));
    const approve = now.nodes.find((node) => node.key === 'approve');
    if (approve) approve.mode = 'all';
    const { whole, nodes, edges } = flowDiff(now, before);
    expect([...nodes]).toEqual([
      ['action', 'added'],
      ['approve', 'changed'],
      ['handle', 'removed'],
    ]);
    const told = [...edges].map(([at, mark]) => `${mark} ${whole.edges[at]?.from}>${whole.edges[at]?.to}`);
    expect(told).toEqual([
      'added start>action',
      'added action>approve',
      'added approve>end',
      'removed start>approve',
      'removed approve>handle',
      'removed handle>end',
    ]);
  });

  it('takes a node with another key for the same, and finds nothing where nothing differs', () => {
    const before = newFlow('deal', { en: 'Deal' }, 'opportunity');
    const { nodes, edges } = flowDiff(structuredClone(before), before);
    expect([nodes.size, edges.size]).toEqual([0, 0]);
    const renamed = structuredClone(before);
    for (const node of renamed.nodes) if (node.key === 'approve') node.key = 'lead';
    for (const edge of renamed.edges) {
      if (edge.from === 'approve') edge.from = 'lead';
      if (edge.to === 'approve') edge.to = 'lead';
    }
    const diff = flowDiff(renamed, before);
    expect([...diff.nodes]).toEqual([['lead', 'changed']]);
    expect(diff.edges.size).toBe(0);
  });
});
