import { describe, expect, it } from 'vitest';
import type { StateMachine } from '@/api/types';
import { endStates, isFolded } from './foldedColumns';

const step = (from: string[], to: string): StateMachine['transitions'][number] => ({
  from,
  to,
  label: null,
  require: [],
  when: null,
  by: null,
  guidance: null,
  checklist: [],
  must_tick: false,
  approval: null,
});
const stage = (how: { won?: boolean; lost?: boolean }) => ({
  probability: null,
  guidance: null,
  won: false,
  lost: false,
  ...how,
});
const machine: StateMachine = {
  field: 'status',
  initial: 'new',
  start: [],
  // A lost lead may be taken up again: it is an end all the same.
  transitions: [step(['new'], 'working'), step(['working'], 'parked'), step(['invalid'], 'new')],
  stages: { converted: stage({ won: true }), invalid: stage({ lost: true }) },
};
const keys = ['new', 'working', 'converted', 'invalid', 'parked'];

describe('columns of a board', () => {
  it('knows where the way of a record ends', () => {
    expect([...endStates(machine, keys)]).toEqual(['converted', 'invalid', 'parked']);
    expect(endStates({ ...machine, transitions: [], stages: {} }, keys).size).toBe(0);
    expect(endStates(null, keys).size).toBe(0);
  });

  it('folds empty ends, and what somebody folded', () => {
    const ends = endStates(machine, keys);
    expect(isFolded({}, 'invalid', 0, ends)).toBe(true);
    expect(isFolded({}, 'invalid', 3, ends)).toBe(false);
    expect(isFolded({}, 'new', 0, ends)).toBe(false);
    expect(isFolded({ invalid: false, new: true }, 'invalid', 0, ends)).toBe(false);
    expect(isFolded({ invalid: false, new: true }, 'new', 9, ends)).toBe(true);
  });
});
