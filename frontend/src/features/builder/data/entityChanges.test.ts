import { describe, expect, it } from 'vitest';
import {
  insertField,
  moveField,
  newEntity,
  newField,
  removeField,
  setOptions,
  setPrecision,
  setRequired,
} from './entityChanges';

const entity = () => {
  const made = newEntity('lead', { en: 'Lead' });
  insertField(made, 'status', newField('select', { en: 'Status' }));
  insertField(made, 'score', newField('number', { en: 'Score' }), 1);
  return made;
};

describe('entity changes', () => {
  it('puts a new field where it is asked for and moves it', () => {
    const made = entity();
    expect(Object.keys(made.schema.properties)).toEqual(['name', 'score', 'status']);
    moveField(made, 2, 0);
    expect(Object.keys(made.schema.properties)).toEqual(['status', 'name', 'score']);
  });

  it('keeps enum, options and null in step', () => {
    const made = entity();
    expect(made.schema.properties.status?.enum).toEqual(['option_1', 'option_2', null]);
    setRequired(made, 'status', true);
    setOptions(made, 'status', [{ key: 'open', label: { en: 'Open' } }]);
    expect(made.schema.properties.status?.enum).toEqual(['open']);
    expect(made.schema.properties.status?.type).toBe('string');
    expect(made.schema.required).toEqual(['name', 'status']);
  });

  it('makes a number whole', () => {
    const made = entity();
    const score = made.schema.properties.score!;
    setPrecision(score, 0);
    expect(score.type).toEqual(['integer', 'null']);
    expect(score.format).toBeUndefined();
  });

  it('takes a removed field out of the lists that name it', () => {
    const made = entity();
    made.unique = [['score'], ['name', 'score']];
    made.states = { field: 'status' };
    setRequired(made, 'score', true);
    removeField(made, 'score');
    removeField(made, 'status');
    expect(made.unique).toEqual([['name']]);
    expect(made.schema.required).toEqual(['name']);
    expect(made.states).toBeUndefined();
  });
});
