import { describe, expect, it } from 'vitest';
import type { EntityDescription, FormDescription } from '@/api/types';
import { createFormStore } from './store';
import { app, expression, field, form, line, request, rule } from './test/requests';

describe('linkage', () => {
  const equals = (key: string, text: string) =>
    expression('', 'boolean', {
      k: 'call',
      f: '=',
      t: 'boolean',
      a: [
        { k: 'field', t: 'text', d: 0, p: [key] },
        { k: 'lit', t: 'text', v: text },
      ],
    });
  const choices = (...keys: string[]) => keys.map((key) => ({ key, label: { en: key }, colour: null }));
  const supplier: EntityDescription = {
    ...line,
    key: 'supplier',
    parent: null,
    fields: [field('phone', 'text', 'text')],
  };
  const linked = (more: Partial<FormDescription>) => {
    const entity: EntityDescription = {
      ...request,
      fields: [
        field('country', 'select', 'text', { options: choices('cn', 'us') }),
        field('city', 'select', 'text', { options: choices('beijing', 'boston') }),
        field('phone', 'text', 'text'),
        field('supplier', 'reference', 'record', { settings: { entity: 'supplier' } }),
      ],
    };
    const layout = [{ items: entity.fields.map(({ key }) => ({ field: key })) }];
    const own: FormDescription = { ...form, layout, linkage: [], defaults: {}, ...more };
    return createFormStore({ app, entity, form: own, context: { entities: { ...app.entities, supplier } } });
  };

  it('should take away a choice that is not offered any more', () => {
    const store = linked({
      linkage: [
        rule({ when: equals('country', 'cn'), offer: { city: ['beijing'] } }),
        rule({ when: equals('country', 'us'), offer: { city: ['boston'] } }),
      ],
    });
    store.getState().setValue('country', 'cn');
    store.getState().setValue('city', 'beijing');
    expect(store.getState().offered.city).toEqual(['beijing']);
    store.getState().setValue('country', 'us');
    expect(store.getState().values.city).toBeNull();
  });

  it('should ask a picker for what fits the form', () => {
    const store = linked({
      linkage: [rule({ pick: { supplier: 'country = form.country OR name = "form.x"' } })],
    });
    expect(store.getState().filterOf('supplier', 'NOT(blocked)')).toBe(
      '(NOT(blocked)) AND (country = BLANK OR name = "form.x")',
    );
    store.getState().setValue('country', 'cn');
    expect(store.getState().filterOf('supplier', undefined)).toContain('country = "cn"');
  });

  it('should fill in what the chosen record says, once, and leave what is typed afterwards', () => {
    const phone = expression('supplier.phone', 'text', {
      k: 'field',
      t: 'text',
      d: 0,
      p: ['supplier', 'phone'],
    });
    const store = linked({ fill: [{ field: 'supplier', set: { phone }, over: true }] });
    const record = { id: 's1', version: 1, values: { phone: '010' }, labels: {} } as never;
    store.getState().setValue('supplier', 's1');
    store.getState().setReferenced('supplier', record);
    expect(store.getState().values.phone).toBe('010');
    store.getState().setValue('phone', '');
    store.getState().setReferenced('supplier', record);
    expect(store.getState().values.phone).toBe('');
    expect(store.getState().changes()).toMatchObject({ phone: '' });
  });

  it('should empty what is hidden and bring it back with it', () => {
    const store = linked({
      linkage: [rule({ when: equals('country', 'cn'), show: ['phone'] })],
      clear_hidden: ['phone'],
    });
    store.getState().setValue('country', 'cn');
    store.getState().setValue('phone', '1');
    store.getState().setValue('country', 'us');
    expect(store.getState().values.phone).toBeNull();
    store.getState().setValue('country', 'cn');
    expect(store.getState().values.phone).toBe('1');
  });

  it('should refuse with its own words and only warn of the rest', () => {
    const store = linked({
      linkage: [
        rule({
          when: equals('country', 'us'),
          refuse: { text: { en: 'Not there.', zh: '不行。' }, field: 'country' },
          warn: { text: { en: 'Far away.', zh: '很远。' }, field: null },
        }),
      ],
    });
    expect(store.getState().check()).toEqual({});
    store.getState().setValue('country', 'us');
    expect(store.getState().check()).toEqual({ country: ['Not there.'] });
    expect(store.getState().warned).toHaveLength(1);
  });
});

describe('a form of two hundred fields', () => {
  it('should leave most of fifty milliseconds for drawing a key', () => {
    const keys = Array.from({ length: 200 }, (_, at) => `f${at}`);
    const entity: EntityDescription = {
      ...request,
      fields: [
        ...keys.map((key) => field(key, 'number', 'number')),
        field('lines', 'sub_table', 'list', { settings: { entity: 'line' } }),
      ],
      expressions: Object.fromEntries(
        keys.slice(150).map((key, at) => [
          key,
          expression('', 'number', {
            k: 'call',
            f: '+',
            t: 'number',
            a: [0, 1, 2].map((by) => ({ k: 'field', t: 'number', d: 0, p: [`f${at + by}`] })),
          }),
        ]),
      ),
    };
    const linkage = keys
      .slice(0, 60)
      .map((key, at) => rule({ when: equalsNumber(key), require: [`f${at + 60}`] }));
    const own: FormDescription = {
      ...form,
      layout: [{ items: entity.fields.map(({ key }) => ({ field: key })) }],
      linkage,
      defaults: {},
    };
    const store = createFormStore({ app, entity, form: own, context: { entities: app.entities } });
    store.getState().setValue(
      'lines',
      Array.from({ length: 200 }, (_, at) => ({ item: `Item ${at}`, amount: '12.50' })),
    );
    const times = Array.from({ length: 40 }, (_, at) => {
      const begun = performance.now();
      store.getState().setValue('f3', String(at));
      return performance.now() - begun;
    }).sort((one, other) => one - other);
    // The middle one: others may be using the machine meanwhile.
    expect(times[Math.floor(times.length / 2)]).toBeLessThan(20);
  });
  const equalsNumber = (key: string) =>
    expression('', 'boolean', {
      k: 'call',
      f: '>',
      t: 'boolean',
      a: [
        { k: 'field', t: 'number', d: 0, p: [key] },
        { k: 'lit', t: 'number', v: '5' },
      ],
    });
});
