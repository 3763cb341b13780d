import { describe, expect, it } from 'vitest';
import type { EntityDescription, FormulaTree, Values } from '@/api/types';
import { failing, gateFields, shortfallOf, stepBetween } from './gate';

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
