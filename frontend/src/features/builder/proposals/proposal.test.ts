import { describe, expect, it } from 'vitest';
import type { FieldNote } from '@/api/types';
import { insertField, newEntity, newField } from '../data/entityChanges';
import type { EntityDocument } from '../draft/documents';
import { changeType, chooseTitle, finished, offeredTypes, refusedBy, relabel, textOf } from './proposal';

const note = (more: Partial<FieldNote>): FieldNote => ({
  key: 'state',
  source: '状态',
  reason: { en: '', zh: '' },
  samples: [],
  filled: 0,
  different: 0,
  choices: [],
  refused: {},
  ...more,
});

function proposed(): EntityDocument {
  const entity = newEntity('project', { zh: '项目' });
  insertField(entity, 'state', newField('text', { zh: '状态' }));
  insertField(entity, 'lines', newField('sub_table', { zh: '明细' }));
  entity.schema.properties.lines!['x-dougong'].entity = 'line';
  return entity;
}

describe('a proposed field', () => {
  it('takes another type under its id, with its values as choices', () => {
    const entity = proposed();
    const { id } = entity.schema.properties.state!['x-dougong'];
    changeType(entity, 'state', 'select', note({ choices: ['进行中', 'Done', 'done'] }));
    const field = entity.schema.properties.state!;
    expect(field['x-dougong'].id).toBe(id);
    expect(field['x-dougong'].label).toEqual({ zh: '状态' });
    expect(field['x-dougong'].options?.map(({ key, label }) => [key, label])).toEqual([
      ['option_1', { zh: '进行中' }],
      ['done', { en: 'Done' }],
      ['done_2', { en: 'done' }],
    ]);
    expect(field.enum).toEqual(['option_1', 'done', 'done_2', null]);
    changeType(entity, 'state', 'multi_select', note({ choices: ['a、b', 'b'] }));
    expect(entity.schema.properties.state!['x-dougong'].options?.map(({ key }) => key)).toEqual(['a', 'b']);
    changeType(entity, 'state', 'number', note({ samples: ['1', '2,000'] }));
    expect(entity.schema.properties.state!.type).toEqual(['integer', 'null']);
  });

  it('tells how many values its type would not take', () => {
    const told = note({ filled: 10, different: 10, refused: { date: 1 } });
    expect(refusedBy(told, 'date')).toBe(1);
    expect(refusedBy(told, 'text')).toBeUndefined();
    expect(refusedBy(told, 'select')).toBe(10);
    expect(refusedBy(note({ filled: 3, different: 2, choices: ['a', 'b'] }), 'select')).toBeUndefined();
    expect(refusedBy(undefined, 'date')).toBeUndefined();
    expect(offeredTypes).toContain('reference');
    expect(offeredTypes).not.toContain('formula');
  });

  it('is named in the language that its name is in', () => {
    const entity = proposed();
    relabel(entity, 'state', '阶段', 'en');
    expect(entity.schema.properties.state!['x-dougong'].label).toEqual({ zh: '阶段' });
    expect(textOf('State')).toEqual({ en: 'State' });
  });

  it('may name the records instead', () => {
    const entity = proposed();
    chooseTitle(entity, 'state');
    expect([entity.title, entity.schema.required]).toEqual(['state', ['state']]);
    expect(entity.schema.properties.name!.type).toEqual(['string', 'null']);
  });
});

it('leaves out what was not taken, rows with their field, and follows another key', () => {
  const entity = proposed();
  const rows = newEntity('line', { zh: '明细' }, 'project');
  const renamed = { ...structuredClone(entity), key: 'site' };
  const kept = finished([entity, rows], renamed, new Set(['state']));
  expect(kept.map(({ key, parent }) => [key, parent])).toEqual([
    ['site', undefined],
    ['line', 'site'],
  ]);
  expect(Object.keys(kept[0]!.schema.properties)).toEqual(['name', 'lines']);
  expect(finished([entity, rows], renamed, new Set(['lines'])).map(({ key }) => key)).toEqual(['site']);
});
