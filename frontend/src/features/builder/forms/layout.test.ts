import { describe, expect, it } from 'vitest';
import type { FormDocument } from '../draft/documents';
import { containersOf, effectOf, idOfPointer, moveItem, normalised, setEffect, stepTarget } from './layout';

const form = (): FormDocument => ({
  format: 1,
  id: 'f',
  key: 'lead',
  entity: 'lead',
  name: { en: 'Lead' },
  layout: [
    { section: { en: 'Who' }, columns: 2, items: [{ field: 'name' }, { field: 'phone' }] },
    { section: { en: 'What' }, items: [{ field: 'needs' }] },
  ],
});

describe('form layout', () => {
  it('gives loose fields a section', () => {
    const layout = normalised([
      { field: 'a' },
      { field: 'b' },
      { section: { en: 'S' }, items: [] },
      { field: 'c' },
    ]);
    expect(containersOf(layout).map((each) => each.items.map((item) => item.field))).toEqual([
      ['a', 'b'],
      [],
      ['c'],
    ]);
  });

  it('moves a field within and between sections', () => {
    const made = form();
    expect(moveItem(made, '0/items/0', '0', 2)).toBe('0/items/1');
    expect(moveItem(made, '0/items/0', '1', 0)).toBe('1/items/0');
    expect(containersOf(made.layout).map((each) => each.items.map((item) => item.field))).toEqual([
      ['name'],
      ['phone', 'needs'],
    ]);
  });

  it('steps over the border of a section', () => {
    const containers = containersOf(form().layout);
    expect(stepTarget(containers, '0/items/1', 1)).toEqual({ container: '1', at: 0 });
    expect(stepTarget(containers, '1/items/0', -1)).toEqual({ container: '0', at: 2 });
    expect(stepTarget(containers, '0/items/0', -1)).toBeNull();
  });

  it('keeps one rule for fields with the same condition and drops empty ones', () => {
    const made = form();
    setEffect(made, 'phone', 'require', 'urgent');
    setEffect(made, 'needs', 'show', 'urgent');
    expect(made.linkage).toHaveLength(1);
    setEffect(made, 'phone', 'require', 'vip');
    expect(effectOf(made, 'phone', 'require')).toBe('vip');
    setEffect(made, 'phone', 'require', undefined);
    setEffect(made, 'needs', 'show', undefined);
    expect(made.linkage).toBeUndefined();
  });

  it('finds what a problem is about', () => {
    expect(idOfPointer('/layout/1/items/0/field')).toBe('1/items/0');
    expect(idOfPointer('/layout/2/tabs/0/items/3')).toBe('2/tabs/0/items/3');
    expect(idOfPointer('/linkage/0')).toBeNull();
  });
});
