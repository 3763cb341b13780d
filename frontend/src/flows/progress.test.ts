import { describe, expect, it } from 'vitest';
import { edgeTaken, nodeOutcome, nodeStatus, seatStatus, visitStatus } from './progress';
import type { FlowInstance, FlowNode, FlowSeat, FlowVisit } from './types';

const over = { id: 'v', node: 'work', state: 'done', outcome: 'approved', seats: [] } as unknown as FlowVisit;

describe('how a step stands', () => {
  it('calls work done, and an approval approved', () => {
    expect(visitStatus(over, 'handle')).toBe('passed');
    expect(visitStatus(over, 'approve')).toBe('approved');
  });

  it('tells what a time limit or a fault has ended', () => {
    const seat = (verb: string) => seatStatus({ state: 'done', verb } as FlowSeat);
    expect([seat('auto_reject'), seat('auto_approve')]).toEqual(['rejected', 'approved']);
    expect(visitStatus({ ...over, outcome: 'timeout' }, 'approve')).toBe('late');
    expect(visitStatus({ ...over, outcome: 'error' }, 'action')).toBe('failed');
  });

  it('does not show work behind a refusal as refused', () => {
    const work = { key: 'work', kind: 'handle', id: 'w', name: {} } as FlowNode;
    const lead = { ...over, id: 'l', node: 'lead', outcome: 'rejected' };
    const instance = {
      tokens: [],
      history: [],
      visits: [lead, over],
      graph: { nodes: [work], edges: [{ from: 'lead', to: 'work', on: 'rejected' }] },
    } as unknown as FlowInstance;
    expect(nodeOutcome(instance, work)).toBe('passed');
  });

  const edges = ['start lead', 'lead mark', 'mark director', 'director end'].map((way) => {
    const [from = '', to = ''] = way.split(' ');
    return { from, to };
  });
  const nodes = ['lead', 'mark', 'director'].map((key) => ({ key, kind: 'approve', id: key, name: {} }));
  const visit = (node: string, round: number, members: object = {}) =>
    ({ ...over, id: `${node}${round}`, node, round, finished_at: `${round}`, ...members }) as FlowVisit;
  const request = (visits: FlowVisit[], history: object[] = []) =>
    ({ tokens: [visits.at(-1)?.node], visits, history, graph: { nodes, edges } }) as unknown as FlowInstance;
  const told = (instance: FlowInstance) => nodes.map((node) => nodeStatus(instance, node as FlowNode));
  const first = [
    visit('lead', 1),
    visit('mark', 1),
    visit('director', 1, { state: 'cancelled', outcome: null }),
  ];
  const sentBack = { state: 'cancelled', outcome: null, seats: [{ verb: 'return' }] };

  it('forgets what lies behind a step to which the request has gone back', () => {
    const again = request([...first, visit('lead', 2, { state: 'open', outcome: null })]);
    expect(told(again)).toEqual(['waiting', 'notReached', 'notReached']);
    expect(edges.map((edge) => edgeTaken(again, edge))).toEqual([false, false, false, false]);
    const further = request([
      ...again.visits.slice(0, 3),
      visit('lead', 2),
      visit('mark', 2, { state: 'open' }),
    ]);
    expect(told(further)).toEqual(['approved', 'waiting', 'notReached']);
  });

  it('keeps who sent it back, and what a request leaves out that comes straight back', () => {
    const begun = [visit('lead', 1), visit('mark', 1), visit('director', 1, sentBack)];
    const back = request([...begun, visit('lead', 2, { state: 'open', outcome: null })]);
    expect(told(back)).toEqual(['waiting', 'notReached', 'returned']);
    const straight = request(
      [...begun, visit('lead', 2), visit('director', 2, { state: 'open', outcome: null })],
      [{ verb: 'jump_back', node: 'lead', at: '2' }],
    );
    expect(told(straight)).toEqual(['approved', 'approved', 'waiting']);
  });
});
