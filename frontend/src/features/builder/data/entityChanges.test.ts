import { describe, expect, it } from 'vitest';
import {
  addStateField,
  changeKey,
  changeOptionKey,
  insertField,
  moveField,
  newEntity,
  newField,
  rateDays,
  removeField,
  setOptions,
  setPrecision,
  setRequired,
  setStateField,
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

  it('begins the states of an entity that has no choice field', () => {
    const made = newEntity('task', { en: 'Task' });
    const options = ['new', 'doing', 'done'].map((key) => ({ key, label: { en: key } }));
    const field = addStateField(made, 'status', { en: 'Status' }, options);
    expect(field.enum).toEqual(['new', 'doing', 'done', null]);
    expect(made.states).toMatchObject({ field: 'status', initial: 'new' });
    expect(made.states?.transitions?.map(({ from, to }) => [from, to])).toEqual([
      [['new'], 'doing'],
      [['doing'], 'done'],
    ]);
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

describe('keys that follow their labels', () => {
  it('gives a field another key in its place and in the lists of its entity', () => {
    const made = entity();
    made.title = 'status';
    made.unique = [['status', 'name']];
    made.states = { field: 'status' };
    setRequired(made, 'status', true);
    const id = made.schema.properties.status?.['x-dougong'].id ?? '';
    changeKey(made, 'status', 'stage');
    expect(Object.keys(made.schema.properties)).toEqual(['name', 'score', 'stage']);
    expect(made.schema.properties.stage?.['x-dougong'].id).toBe(id);
    expect([made.title, made.unique, made.states.field]).toEqual(['stage', [['stage', 'name']], 'stage']);
    expect(made.schema.required).toContain('stage');
  });

  it('keeps the day that decides the rate of an amount', () => {
    const made = entity();
    insertField(made, 'date', newField('date', { en: 'Date' }));
    insertField(made, 'price', newField('money', { en: 'Price' }));
    made.schema.properties.price!['x-dougong'].rate_date = 'date';
    changeKey(made, 'date', 'ordered_on');
    expect(made.schema.properties.price?.['x-dougong'].rate_date).toBe('ordered_on');
  });

  it('offers the dates of the entity and of the one that its rows belong to', () => {
    const above = newEntity('order', { en: 'Order' });
    insertField(above, 'date', newField('date', { en: 'Date' }));
    insertField(above, 'paid', newField('datetime', { en: 'Paid' }));
    const rows = newEntity('line', { en: 'Line' }, 'order');
    insertField(rows, 'date', newField('date', { en: 'Date' }));
    expect(rateDays(rows, above).map(({ key, of }) => [key, of?.key])).toEqual([
      ['date', undefined],
      ['paid', 'order'],
    ]);
  });

  it('gives a choice another key and leaves the names given to the others meanwhile', () => {
    const made = entity();
    made.states = {
      field: 'status',
      initial: 'option_1',
      transitions: [{ from: 'option_1', to: 'option_2' }],
    };
    const field = made.schema.properties.status;
    if (field) field.default = 'option_1';
    setOptions(made, 'status', [
      { key: 'option_1', label: { en: 'Draft' }, colour: 'blue' },
      { key: 'option_2', label: { en: 'Approved' }, colour: 'green' },
    ]);
    changeOptionKey(made, 'status', 'option_1', 'draft');
    changeOptionKey(made, 'status', 'option_2', 'approved');
    expect(field?.enum).toEqual(['draft', 'approved', null]);
    expect(field?.['x-dougong'].options?.map((option) => option.label.en)).toEqual(['Draft', 'Approved']);
    expect(field?.default).toBe('draft');
    expect(made.states).toEqual({
      field: 'status',
      initial: 'draft',
      transitions: [{ from: 'draft', to: 'approved' }],
    });
  });

  it('begins a record in the default or the first choice of its state field', () => {
    const made = entity();
    setOptions(made, 'status', [
      { key: 'draft', label: { en: 'Draft' } },
      { key: 'open', label: { en: 'Open' } },
    ]);
    setStateField(made, 'status');
    expect(made.states).toEqual({ field: 'status', transitions: [], initial: 'draft' });
    made.states!.start = ['draft', 'open'];
    changeOptionKey(made, 'status', 'draft', 'new');
    expect(made.states).toMatchObject({ initial: 'new', start: ['new', 'open'] });
    setStateField(made, '');
    expect(made.states).toBeUndefined();
    made.schema.properties.status!.default = 'open';
    setStateField(made, 'status');
    expect(made.states).toMatchObject({ initial: 'open' });
  });
});
