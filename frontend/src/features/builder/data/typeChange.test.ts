import { describe, expect, it } from 'vitest';
import type { EntityDocument } from '../draft/documents';
import { newEntity, newField } from './entityChanges';
import { changeType, choicesOf, ofType } from './typeChange';

function withColour(): EntityDocument {
  const entity = newEntity('car', { en: 'Car', zh: '车' });
  entity.schema.properties.colour = newField('text', { en: 'Colour', zh: '颜色' });
  Object.assign(entity.schema.properties.colour['x-dougong'], { unique: true, search: true, pinyin: true });
  return entity;
}
const label = { en: 'Colour before', zh: '原颜色' };

describe('the type of a field', () => {
  it('should change in place and keep what both types have', () => {
    const entity = withColour();
    const before = entity.schema.properties.colour!['x-dougong'];
    changeType(entity, 'colour', ofType(entity.schema.properties.colour!, 'number'), 'blank', label);
    const after = entity.schema.properties.colour!;
    expect(after['x-dougong']).toEqual({
      id: before.id,
      type: 'number',
      label: before.label,
      precision: 2,
      unique: true,
    });
    expect(after.format).toBe('decimal');
    expect(after.maxLength).toBeUndefined();
  });

  it('should put a field beside it that keeps what does not fit, or everything', () => {
    const entity = withColour();
    const { id } = entity.schema.properties.colour!['x-dougong'];
    changeType(entity, 'colour', ofType(entity.schema.properties.colour!, 'number'), 'text', label);
    const unfit = entity.schema.properties.colour_unfit!['x-dougong'];
    expect(unfit).toMatchObject({ type: 'long_text', kept_from: { field: id, values: 'unfit' }, label });
    const other = withColour();
    changeType(other, 'colour', ofType(other.schema.properties.colour!, 'date'), 'beside', label);
    const kept = other.schema.properties.colour_before!['x-dougong'];
    expect(kept).toMatchObject({ type: 'text', kept_from: { values: 'all' } });
    expect(kept.unique).toBeUndefined();
    expect(Object.keys(other.schema.properties)).toEqual(['name', 'colour', 'colour_before']);
  });

  it('should make choices of the words that stand in it', () => {
    const made = choicesOf(['Red', '蓝', 'Red', '绿']);
    expect(made.map((option) => option.label.zh)).toEqual(['Red', '蓝', '绿']);
    expect(new Set(made.map((option) => option.key)).size).toBe(3);
    const field = ofType(withColour().schema.properties.colour!, 'select', made);
    expect(field.enum).toEqual([...made.map((option) => option.key), null]);
  });
});
