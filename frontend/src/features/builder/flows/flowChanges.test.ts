import { describe, expect, it } from 'vitest';
import {
  addBranch,
  insertOnEdge,
  isBranch,
  leadTo,
  newFlow,
  newNode,
  outgoing,
  removeNode,
  setRejection,
  targetsFor,
} from './flowChanges';

const flow = () => newFlow('deal', { en: 'Deal' }, 'opportunity');
const ways = (made: ReturnType<typeof flow>) =>
  made.edges.map(
    (edge) => `${edge.from}>${edge.to}${edge.on ? `:${edge.on}` : ''}${edge.default ? ':default' : ''}`,
  );

describe('flow changes', () => {
  it('inserts an approval on a line', () => {
    const made = flow();
    insertOnEdge(made, 1, newNode(made, 'approve'));
    expect(ways(made)).toEqual(['start>approve', 'approve>approve_2:approved', 'approve_2>end:approved']);
  });

  it('gives a branch a way without a condition yet, and one default', () => {
    const made = flow();
    insertOnEdge(made, 0, newNode(made, 'exclusive'));
    const branch = outgoing(made, 'branch');
    expect(branch.filter((edge) => edge.default)).toHaveLength(1);
    expect(branch.filter((edge) => isBranch(made, edge)).map((edge) => edge.when)).toEqual([undefined]);
    addBranch(made, 'branch');
    expect(outgoing(made, 'branch').map((edge) => Boolean(edge.default))).toEqual([false, false, true]);
  });

  it('closes the gap when a node is removed, and keeps the last end', () => {
    const made = flow();
    removeNode(made, 'end');
    expect(made.nodes).toHaveLength(2);
    removeNode(made, 'approve');
    expect(ways(made)).toEqual(['start>end']);
  });

  it('takes out what nothing leads to any more', () => {
    const made = flow();
    setRejection(made, 'approve', 'edge');
    const action = newNode(made, 'action');
    insertOnEdge(
      made,
      made.edges.findIndex((edge) => edge.on === 'rejected'),
      action,
    );
    expect(made.nodes.map((node) => node.key)).toContain('action');
    setRejection(made, 'approve', 'end');
    expect(made.nodes.map((node) => node.key)).not.toContain('action');
    expect(made.nodes.find((node) => node.key === 'approve')?.reject).toBe('end');
  });

  it('offers only targets that make no circle', () => {
    const made = flow();
    insertOnEdge(made, 1, newNode(made, 'approve'));
    expect(targetsFor(made, 'approve_2').map((node) => node.key)).toEqual(['end']);
    leadTo(made, 1, 'end');
    expect(made.nodes.map((node) => node.key)).toEqual(['approve', 'end']);
  });
});
