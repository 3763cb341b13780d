import { describe, expect, it } from 'vitest';
import { nodeOutcome, visitStatus } from './progress';
import type { FlowInstance, FlowNode, FlowVisit } from './types';

const over = { id: 'v', node: 'work', state: 'done', outcome: 'approved', seats: [] } as unknown as FlowVisit;

describe('how a step stands', () => {
  it('calls work done, and an approval approved', () => {
    expect(visitStatus(over, 'handle')).toBe('passed');
    expect(visitStatus(over, 'approve')).toBe('approved');
  });

  it('does not show work behind a refusal as refused', () => {
    const work = { key: 'work', kind: 'handle', id: 'w', name: {} } as FlowNode;
    const lead = { ...over, id: 'l', node: 'lead', outcome: 'rejected' };
    const instance = {
      tokens: [],
      visits: [lead, over],
      graph: { nodes: [work], edges: [{ from: 'lead', to: 'work', on: 'rejected' }] },
    } as unknown as FlowInstance;
    expect(nodeOutcome(instance, work)).toBe('passed');
  });
});
