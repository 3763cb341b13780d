import { describe, expect, it } from 'vitest';
import type { EntityDocument, FormDocument, FormItem, FormNode } from '../draft/documents';
import {
  containersOf,
  fitting,
  freshened,
  idOfPointer,
  itemsAt,
  moveItems,
  movePart,
  movePartIn,
  movePartOut,
  moveItem,
  newForm,
  newGroup,
  normalised,
  removeItems,
  removePart,
  stepTarget,
} from './layout';
import { effectOf, problemsOfRules, setEffect } from './linkage';

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

/** A section inside a tab, written before an item of the tab. */
const nested = (): FormDocument => ({
  ...form(),
  layout: [
    { section: { en: 'Who' }, items: [{ field: 'name' }] },
    {
      tabs: [
        {
          tab: { en: 'A' },
          items: [{ section: { en: 'In' }, items: [{ field: 'phone' }] }, { field: 'needs' }],
        },
        { tab: { en: 'B' }, items: [] },
      ],
    } as unknown as FormNode,
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
    expect(idOfPointer(form(), '/layout/1/items/0/field')).toBe('1/items/0');
    expect(idOfPointer(nested(), '/layout/1/tabs/0/items/0/items/0/label')).toBe('1/tabs/0/in/1/items/0');
    expect(idOfPointer(nested(), '/layout/1/tabs/0/items/1')).toBe('1/tabs/0/items/0');
    expect(idOfPointer(nested(), '/layout/1/tabs/0')).toBe('1/tabs/0');
    expect(idOfPointer(form(), '/linkage/0')).toBeNull();
  });
});

it('shows what is wrong with a rule at the fields that it acts on, and nowhere else', () => {
  const ruled = {
    layout: [{ columns: 1, items: [{ field: 'name' }, { field: 'reason' }, { field: 'total' }] }],
    linkage: [
      { id: 'r1', when: 'name = ', show: ['reason'], set: { total: '1' } },
      { id: 'r2', set: { name: '1 +', total: '2' } },
    ],
  } as unknown as FormDocument;
  const problems = [{ pointer: '/linkage/0/when' }, { pointer: '/linkage/1/set/name' }];
  const at = (field: string) => problemsOfRules(ruled, field, problems).map(({ pointer }) => pointer);
  expect(at('reason')).toEqual(['/linkage/0/when']);
  expect(at('name')).toEqual(['/linkage/1/set/name']);
  expect(at('total')).toEqual(['/linkage/0/when']);
  expect(idOfPointer(ruled, '/linkage/0/when')).toBe('0/items/1');
  expect(idOfPointer(ruled, '/linkage/1/set/name')).toBe('0/items/0');
  expect(idOfPointer(ruled, '/layout/0/items/2/field')).toBe('0/items/2');
});

describe('parts of a form', () => {
  it('copies and removes several items at once, wherever they stand', () => {
    const document = form();
    const ids = ['0/items/1', '1/items/0'];
    expect(itemsAt(containersOf(document.layout), ids).map(({ field }) => field)).toEqual(['phone', 'needs']);
    removeItems(document, ids);
    expect(containersOf(document.layout).map(({ items }) => items.map(({ field }) => field))).toEqual([
      ['name'],
      [],
    ]);
  });

  it('begins tabs and steps, moves them among themselves and goes with the last of them', () => {
    const document = form();
    document.layout.push(newGroup('step', { en: 'Step', zh: '步骤' }));
    expect(movePart(document, '2/steps/0', 1)).toBe('2/steps/1');
    expect(containersOf(document.layout).map(({ title }) => title?.en)).toEqual([
      'Who',
      'What',
      'Step 2',
      'Step 1',
    ]);
    expect(movePart(document, '2/steps/1', 1)).toBe('2/steps/1');
    removePart(document, '2/steps/0');
    removePart(document, '2/steps/0');
    expect(document.layout).toHaveLength(2);
  });
});

describe('parts in parts', () => {
  const paths = (made: FormDocument) =>
    containersOf(made.layout).map(({ path, parent, items }) => [
      path,
      parent,
      items.map(({ field }) => field),
    ]);
  const tidy = () => {
    const made = nested();
    made.layout = normalised(made.layout);
    return made;
  };

  it('tells every container with what it stands in, items before inner parts', () => {
    expect(paths(tidy())).toEqual([
      ['0', null, ['name']],
      ['1/tabs/0', null, ['needs']],
      ['1/tabs/0/in/1', '1/tabs/0', ['phone']],
      ['1/tabs/1', null, []],
    ]);
    const made = tidy();
    expect(normalised(made.layout)).toBe(made.layout);
  });

  it('moves several items over the borders of parts and keeps their order', () => {
    const made = tidy();
    expect(moveItems(made, ['1/tabs/0/in/1/items/0', '0/items/0'], '1/tabs/0', 0)).toEqual([
      '1/tabs/0/items/0',
      '1/tabs/0/items/1',
    ]);
    expect(paths(made)[1]).toEqual(['1/tabs/0', null, ['name', 'phone', 'needs']]);
    expect(paths(made)[2]).toEqual(['1/tabs/0/in/3', '1/tabs/0', []]);
    expect(moveItems(made, ['1/tabs/0/items/0', '1/tabs/0/items/1'], '1/tabs/0', 3)).toEqual([
      '1/tabs/0/items/1',
      '1/tabs/0/items/2',
    ]);
  });

  it('takes a section into the part before it and out again', () => {
    const made = tidy();
    expect(movePartOut(made, '1/tabs/0/in/1')).toBe('2');
    expect(movePartIn(made, '2')).toBe('1/tabs/1/in/0');
    expect(movePartIn(made, '1/tabs/0')).toBe('0/in/1/tabs/0');
    expect(movePartOut(made, '0/in/1/tabs/0')).toBe('1/tabs/0');
    removePart(made, '1/tabs/1/in/0');
    expect(paths(made).map(([path]) => path)).toEqual(['0', '1/tabs/0', '1/tabs/1']);
  });

  it('copies a part without what does not fit and without its ids', () => {
    const left: FormItem[] = [];
    const part = { id: 'old', section: { en: 'Who' }, items: [{ field: 'name' }, { field: 'none' }] };
    const copy = freshened(fitting(part, ({ field }) => field !== 'none', left));
    expect(copy.items).toEqual([{ field: 'name' }]);
    expect(copy.id).not.toBe('old');
    expect(left).toEqual([{ field: 'none' }]);
  });
});

describe('a new form', () => {
  const property = (type: string, readOnly = false) => ({
    type: 'string',
    ...(readOnly ? { readOnly } : {}),
    'x-dougong': { id: type, type, label: { en: type } },
  });
  const properties = {
    name: property('text'),
    total: property('roll_up', true),
    tax: property('formula', true),
    industry: property('lookup', true),
    secret: property('hidden'),
  };
  const entity = {
    format: 1,
    id: 'order000',
    key: 'order',
    name: { en: 'Order' },
    title: 'name',
    schema: { properties },
  } as unknown as EntityDocument;

  it('holds all fields, those that are computed too; without being filled none', () => {
    const fieldsOf = (form: FormDocument) =>
      containersOf(normalised(form.layout)).flatMap(({ items }) => items.map(({ field }) => field));
    expect(fieldsOf(newForm('order', {}, entity, true))).toEqual(['name', 'total', 'tax', 'industry']);
    expect(fieldsOf(newForm('order', {}, entity, false))).toEqual([]);
  });
});
