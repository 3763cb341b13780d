import { describe, expect, it } from 'vitest';
import {
  addBranch,
  branchOf,
  lacksDefault,
  insertOnEdge,
  insertPiece,
  isBranch,
  isSplit,
  lead,
  leadTo,
  meetingOf,
  newFlow,
  newNode,
  outgoing,
  pieceOf,
  removeNode,
  setOutcome,
  setRejection,
  targetsFor,
  takeOtherwise,
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

  it('offers only targets that make no endless circle', () => {
    const made = flow();
    insertOnEdge(made, 0, newNode(made, 'action'));
    insertOnEdge(made, 1, newNode(made, 'exclusive'));
    const keys = (from: string) => targetsFor(made, from).map((node) => node.key);
    expect(keys('branch')).toEqual(['approve', 'end']);
    expect(keys('approve')).toEqual(['action', 'branch', 'end']);
    leadTo(
      made,
      made.edges.findIndex((edge) => edge.from === 'action'),
      'end',
    );
    expect(made.nodes.map((node) => node.key)).toEqual(['action', 'end']);
  });

  it('lets branches that run side by side come together again, also when one is added', () => {
    const made = flow();
    insertOnEdge(made, 0, newNode(made, 'parallel'));
    expect(ways(made)).toEqual([
      'start>parallel',
      'parallel>parallel_join',
      'parallel>parallel_join',
      'parallel_join>approve',
      'approve>end:approved',
    ]);
    insertOnEdge(made, 1, newNode(made, 'handle'));
    addBranch(made, 'parallel');
    expect(outgoing(made, 'parallel').map((edge) => edge.to)).toEqual([
      'parallel_join',
      'handle',
      'parallel_join',
    ]);
    expect(meetingOf(made, 'parallel')).toBe('parallel_join');
    expect(isSplit(made, 'parallel_join')).toBe(false);
  });

  it('gives a gateway that came without one the way taken otherwise', () => {
    const made = flow();
    insertOnEdge(made, 0, newNode(made, 'exclusive'));
    expect(lacksDefault(made, 'branch')).toBe(false);
    for (const edge of outgoing(made, 'branch')) {
      delete edge.default;
      edge.when = 'urgent';
    }
    expect(lacksDefault(made, 'branch')).toBe(true);
    const at = made.edges.findLastIndex((edge) => edge.from === 'branch');
    takeOtherwise(made, at);
    expect(lacksDefault(made, 'branch')).toBe(false);
    expect(outgoing(made, 'branch').map((edge) => [edge.default, edge.when])).toEqual([
      [undefined, 'urgent'],
      [true, undefined],
    ]);
  });

  it('takes a gateway out with what only it led to', () => {
    const made = flow();
    insertOnEdge(made, 0, newNode(made, 'parallel'));
    insertOnEdge(made, 2, newNode(made, 'cc'));
    removeNode(made, 'parallel');
    expect(ways(made)).toEqual(['start>approve', 'approve>end:approved']);
  });

  it('copies a gateway with its branches, and a branch, under new keys', () => {
    const made = flow();
    insertOnEdge(made, 0, newNode(made, 'parallel'));
    insertOnEdge(made, 1, newNode(made, 'handle'));
    const gateway = made.nodes.find((node) => node.key === 'parallel');
    const piece = pieceOf(made, gateway as NonNullable<typeof gateway>);
    const last = made.edges.findIndex((edge) => edge.from === 'approve');
    expect(insertPiece(made, last, piece)).toBe('parallel_2');
    expect(ways(made).slice(-5)).toEqual([
      'approve>parallel_2:approved',
      'parallel_2>handle_2',
      'handle_2>parallel_join_2',
      'parallel_2>parallel_join_2',
      'parallel_join_2>end',
    ]);
    const branch = branchOf(
      made,
      made.edges.findIndex((edge) => edge.to === 'handle'),
    );
    expect(branch.nodes.map((node) => node.key)).toEqual(['handle']);
    const other = made.edges.findIndex((edge) => edge.from === 'parallel_2' && edge.to === 'parallel_join_2');
    insertPiece(made, other, branch);
    expect(ways(made)).toContain('parallel_2>handle_3');
    expect(ways(made)).toContain('handle_3>parallel_join_2');
    expect(new Set(made.nodes.map((node) => node.id)).size).toBe(made.nodes.length);
  });

  it('gives an outcome a way of its own, and keeps notes', () => {
    const made = flow();
    insertOnEdge(made, 0, newNode(made, 'note'));
    insertOnEdge(made, 0, newNode(made, 'action'));
    setOutcome(made, 'action', 'error', true);
    setOutcome(made, 'action', 'error', true);
    expect(ways(made)).toContain('action>end:error');
    setOutcome(made, 'action', 'error', false);
    expect(ways(made)).not.toContain('action>end:error');
    expect(made.nodes.map((node) => node.kind)).toContain('note');
    removeNode(made, 'note');
    expect(made.nodes.map((node) => node.kind)).not.toContain('note');
  });

  describe('of a draft whose nodes nothing leads to', () => {
    const loose = () => {
      const made = flow();
      made.edges = [];
      return made;
    };

    it('draws the first way out of a node, and keeps what is not led to yet', () => {
      const made = loose();
      lead(made, 'start', 'approve');
      lead(made, 'approve', 'end');
      expect(ways(made)).toEqual(['start>approve', 'approve>end:approved']);
      made.nodes.push({ ...newNode(made, 'handle'), key: 'later' });
      leadTo(made, 0, 'end');
      expect(made.nodes.map((node) => node.key)).toEqual(['end', 'later']);
    });

    it('puts a node in, after the start where nothing follows it', () => {
      const made = loose();
      insertOnEdge(made, -1, newNode(made, 'handle'));
      expect(ways(made)).toEqual(['start>handle']);
      insertOnEdge(made, -1, newNode(made, 'exclusive'));
      addBranch(made, 'branch');
      expect(ways(made)).toEqual(['start>handle', 'branch>end', 'branch>end:default']);
      removeNode(made, 'approve');
      expect(made.nodes.map((node) => node.key)).toEqual(['end', 'handle', 'branch']);
    });
  });
});
