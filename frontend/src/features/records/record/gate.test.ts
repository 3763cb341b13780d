import { describe, expect, it } from 'vitest';
import type { EntityDescription, FormulaTree, StateTransition, Values } from '@/api/types';
import { asksFirst, failing, gateFields, shortfallOf, stepBetween } from './gate';

const score = { key: 'score', type: 'number', formula_type: 'number', settings: {} };
const type = {
  key: 'lead',
  fields: [score],
  states: {
    field: 'status',
    transitions: [
      { from: ['new'], to: 'sql', when: 'score > settings.sql_min', by: null },
      { from: ['sql'], to: 'won', when: null, by: ['flow'] },
    ],
  },
} as unknown as EntityDescription;
const above = {
  text: 'score > settings.sql_min',
  type: { kind: 'boolean' },
  volatile: false,
  tree: {
    k: 'call',
    t: 'boolean',
    f: '>',
    a: [
      { k: 'field', t: 'number', d: 0, p: ['score'] },
      { k: 'name', t: 'number', p: ['settings', 'sql_min'] },
    ],
  },
} as unknown as FormulaTree;
const context = { entities: {}, settings: { sql_min: 60 } };
const fails = (values: Values) => failing(above, type, values, context);

describe('the condition on a step', () => {
  it('fails with the number and the limit that it misses', () => {
    const [node] = fails({ score: 0 });
    expect(node && shortfallOf(node, { score: 0 }, context)).toEqual({
      field: 'score',
      value: '0',
      operator: '>',
      limit: '60',
    });
  });

  it('holds above the limit', () => {
    expect(fails({ score: 61 })).toEqual([]);
  });

  it('is left to the server where a field is not at hand', () => {
    expect(fails({})).toEqual([]);
  });

  it('belongs to a step that a person may take', () => {
    expect(stepBetween(type, 'new', 'sql')?.when).toBe('score > settings.sql_min');
    expect(stepBetween(type, 'sql', 'won')).toBeUndefined();
    expect(gateFields(type)).toEqual(['score']);
  });
});

describe('what is shown before a step', () => {
  const step = (more: Partial<StateTransition>) =>
    ({ approval: null, checklist: [], guidance: null, must_tick: false, ...more }) as StateTransition;

  it('is an approval, points to have done though they need not be ticked, or advice', () => {
    expect(asksFirst(step({ checklist: [{ en: 'Letter filed' }] }))).toBe(true);
    expect(asksFirst(step({ guidance: { zh: '先致电客户。' } }))).toBe(true);
    expect(asksFirst(step({ approval: 'release' }))).toBe(true);
  });

  it('is nothing for other steps', () => {
    expect(asksFirst(step({ guidance: {} }))).toBe(false);
    expect(asksFirst(undefined)).toBe(false);
  });
});
