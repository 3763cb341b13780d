import { describe, expect, it } from 'vitest';
import type { FlowInstance } from './types';
import { besideVerbs, mainVerbs, pickable } from './verbs';

const node = (key: string, kind: string) => ({ key, kind, id: key, name: { en: key } });

describe('verbs of a seat', () => {
  it('stand in one order, those that ask others in the menu', () => {
    const verbs = ['approve', 'delegate', 'reject', 'transfer', 'return'] as const;
    expect(mainVerbs(verbs)).toEqual(['return', 'reject', 'approve']);
    expect(besideVerbs(verbs)).toEqual(['transfer', 'delegate']);
  });

  it('let one pick people for the steps that come next, not for those behind others', () => {
    const instance = {
      graph: {
        nodes: [
          node('lead', 'approve'),
          node('amount', 'exclusive'),
          node('director', 'approve'),
          node('copy', 'cc'),
          node('later', 'approve'),
          node('back', 'approve'),
        ],
        edges: [
          { from: 'lead', to: 'amount', on: 'approved' },
          { from: 'lead', to: 'back', on: 'rejected' },
          { from: 'amount', to: 'director' },
          { from: 'amount', to: 'copy', default: true },
          { from: 'director', to: 'later' },
        ],
      },
      allowed_actions: { choose: ['director', 'copy', 'later', 'back'] },
    } as unknown as FlowInstance;
    expect(pickable(instance, 'lead')).toEqual(['director', 'copy']);
    expect(pickable(instance, 'director')).toEqual(['later']);
  });
});
