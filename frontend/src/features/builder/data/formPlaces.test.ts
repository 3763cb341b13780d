import { describe, expect, it } from 'vitest';
import type { FormDocument } from '../draft/documents';
import { newForm } from '../forms/layout';
import { insertField, newEntity, newField } from './entityChanges';
import { defaultForm, putOn, renameOn, standsOn, takeOff } from './formPlaces';

const entity = newEntity('visit', { en: 'Visit' });
insertField(entity, 'days', newField('number', { en: 'Days' }));
const form = (key: string, rest: Partial<FormDocument> = {}): FormDocument => ({
  ...newForm(key, { en: key }, entity, false),
  ...rest,
});

describe('the forms of a new field', () => {
  it('is put on once, follows its key, and is taken off', () => {
    const one = form('visit');
    putOn(one, entity, 'days');
    putOn(one, entity, 'days');
    expect(one.layout).toMatchObject([{ items: [{ field: 'days' }] }]);
    renameOn(one, 'days', 'nights');
    expect([standsOn(one, 'days'), standsOn(one, 'nights')]).toEqual([false, true]);
    takeOff(one, 'nights');
    expect(one.layout).toMatchObject([{ items: [] }]);
  });
  it('is put at the end of loose items and of an empty layout as well', () => {
    const loose = form('loose', { layout: [{ field: 'name' }] });
    putOn(loose, entity, 'days');
    expect(loose.layout).toMatchObject([{ items: [{ field: 'name' }, { field: 'days' }] }]);
    const bare = form('bare', { layout: [] });
    putOn(bare, entity, 'days');
    expect(standsOn(bare, 'days')).toBe(true);
  });
  it('takes the default form, else the first that is not public', () => {
    const open = form('open', { public: {} as FormDocument['public'] });
    const inner = form('inner');
    expect(defaultForm({ open, inner }, 'visit')).toBe('inner');
    expect(defaultForm({ inner, open: { ...open, default: true } }, 'visit')).toBe('open');
    expect(defaultForm({ open }, 'visit')).toBeUndefined();
  });
});
