import { describe, expect, it } from 'vitest';
import type { FieldDescription, RecordItem, StateMachine } from '@/api/types';
import { exitsOf, stagesOf } from './stages';

type Step = [from: string[], to: string, by?: string[]];
const machine = (steps: Step[], ends: { won?: string[]; lost?: string[] } = {}): StateMachine =>
  ({
    field: 'status',
    transitions: steps.map(([from, to, by]) => ({ from, to, by })),
    stages: Object.fromEntries([
      ...(ends.won ?? []).map((key) => [key, { won: true }]),
      ...(ends.lost ?? []).map((key) => [key, { lost: true }]),
    ]),
  }) as unknown as StateMachine;
const field = (keys: string[]): FieldDescription =>
  ({
    key: 'status',
    writable: true,
    changeable: true,
    options: keys.map((key) => ({ key, label: { en: key } })),
  }) as unknown as FieldDescription;
const record = (status: string | null) => ({ values: { status } }) as unknown as RecordItem;

const leadStates = ['new', 'sql', 'nurturing', 'converted', 'invalid'];
const lead = machine(
  [
    [['new', 'nurturing'], 'sql'],
    [['sql'], 'converted', ['rule']],
    [['new', 'sql'], 'nurturing'],
    [['new', 'sql', 'nurturing'], 'invalid'],
    [['invalid'], 'new'],
  ],
  { won: ['converted'], lost: ['invalid'] },
);

describe('the states beside the way', () => {
  it('are losses and places from which one only goes back', () => {
    expect([...exitsOf(lead, leadStates)].sort()).toEqual(['invalid', 'nurturing']);
  });
  it('are losses alone where no state means winning', () => {
    const task = machine([
      [['todo'], 'done'],
      [['done'], 'todo'],
    ]);
    expect([...exitsOf(task, ['todo', 'done'])]).toEqual([]);
  });
  it('are none that a free step leads on from', () => {
    const free = machine([[['*'], '*']], { won: ['won'] });
    expect([...exitsOf(free, ['new', 'won'])]).toEqual([]);
  });
});

describe('the stages of a record', () => {
  const keysOf = (stages: { option: { key: string } }[]) => stages.map(({ option }) => option.key);
  it('keep the way in its order and say what is passed, present and open', () => {
    const { path, exits, present } = stagesOf(lead, field(leadStates), record('sql'), true);
    expect(keysOf(path)).toEqual(['new', 'sql', 'converted']);
    expect(path.map(({ passed }) => passed)).toEqual([true, false, false]);
    expect(present?.option.key).toBe('sql');
    expect(keysOf(exits.filter(({ open }) => open))).toEqual(['nurturing', 'invalid']);
    // A rule alone converts: the step is said, not offered.
    expect(path[2]).toMatchObject({ open: false, byMachine: ['rule'] });
  });
  it('count nothing as passed beside the way, and open nothing to those who may not change it', () => {
    const { path, present } = stagesOf(lead, field(leadStates), record('invalid'), false);
    expect(path.some(({ passed, open }) => passed || open)).toBe(false);
    expect(present?.option.key).toBe('invalid');
    expect(stagesOf(lead, field(leadStates), record(null), true).present).toBeUndefined();
  });
});
