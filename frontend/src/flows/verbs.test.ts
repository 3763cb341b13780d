import { describe, expect, it } from 'vitest';
import type { FlowInstance } from './types';
import { givenFault } from './given';
import { besideVerbs, givesWith, mainVerbs, pickable } from './verbs';

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
    expect(pickable(instance, 'lead', 'approve')).toEqual(['director', 'copy']);
    expect(pickable(instance, 'lead', 'reject')).toEqual(['back']);
    expect(pickable(instance, 'lead', 'return')).toEqual([]);
    expect(pickable(instance, 'director', 'approve')).toEqual(['later']);
  });

  it('take a signature and files where they decide, and need no more of a return', () => {
    const step = { signature: 'required', attachments: { minItems: 1, maxItems: 2 } } as const;
    expect(givesWith(step, 'approve')).toEqual({ signature: 'required', files: { least: 1, most: 2 } });
    expect(givesWith(step, 'reject')).toEqual({ signature: 'required', files: { least: 0, most: 2 } });
    expect(givesWith(step, 'return')).toEqual({ signature: 'optional', files: { least: 0, most: 2 } });
    expect(givesWith(step, 'advise')).toBeUndefined();
    expect(givesWith({}, 'approve')).toBeUndefined();
  });

  it('lack what must be given, and tell when it is too much', () => {
    const gives = { signature: 'required', files: { least: 1, most: 2 } } as const;
    expect(givenFault(gives, { signature: [], files: ['a'] })).toBe('signature');
    expect(givenFault(gives, { signature: ['s'], files: [] })).toBe('files');
    expect(givenFault(gives, { signature: ['s'], files: ['a', 'b', 'c'] })).toBe('tooMany');
    expect(givenFault(gives, { signature: ['s'], files: ['a'] })).toBeNull();
  });
});
