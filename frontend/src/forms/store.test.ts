import { describe, expect, it } from 'vitest';
import type { EntityDescription } from '@/api/types';
import type { FormContext } from './evaluate';
import { createFormStore, fieldsIn, formOf } from './store';
import { app, expression, field, form, read, request, rule } from './test/requests';

const open = (record?: Parameters<typeof createFormStore>[0]['record']) =>
  createFormStore({ app, entity: request, form, record, context: { entities: app.entities } });

describe('a form', () => {
  it('should compute what the entity says a new record starts with', () => {
    const moment = field('at', 'datetime', 'datetime');
    const seller = field('seller', 'member', 'record');
    const type: EntityDescription = {
      ...request,
      fields: [...request.fields, moment, seller],
      defaults: {
        at: expression('NOW()', 'datetime', { k: 'name', t: 'datetime', p: ['$now'] }),
        seller: expression('user', 'record', { k: 'name', t: 'record', p: ['user'] }),
        subject: expression('"Never"', 'text', { k: 'lit', t: 'text', v: 'Never' }),
      },
    };
    const me = { id: 'p1', name: 'Ann' } as FormContext['me'];
    const state = createFormStore({
      app,
      entity: type,
      form,
      context: { me, entities: app.entities },
    }).getState();
    expect(Math.abs(Date.parse(String(state.values.at)) - Date.now())).toBeLessThan(5000);
    expect(state.values.seller).toBe('p1');
    expect(state.labels.seller).toBe('Ann');
    expect(state.values.subject).toBe('Paper');
  });

  it('should start with its defaults and hide what a rule shows later', () => {
    const state = open().getState();
    expect(state.values.subject).toBe('Paper');
    expect(state.hidden.has('reason')).toBe(true);
    expect(state.dirty).toBe(false);
  });

  it('should show and require a field when the rule holds', () => {
    const store = open();
    store.getState().setValue('urgent', true);
    expect(store.getState().hidden.has('reason')).toBe(false);
    expect(Object.keys(store.getState().check())).toEqual(['reason', 'lines']);
    store.getState().setValue('reason', 'Now');
    store.getState().setValue('lines', [{ item: 'A4' }]);
    expect(store.getState().check()).toEqual({});
    expect(store.getState().dirty).toBe(true);
  });

  it('should go by what is computed as it is now, not as it was before the change', () => {
    const total = field('total', 'formula', 'boolean', { read_only: true, writable: false });
    const store = createFormStore({
      app,
      entity: {
        ...request,
        fields: [...request.fields, total],
        expressions: { total: read('urgent', 'boolean') },
      },
      form: { ...form, linkage: [rule({ when: read('total', 'boolean'), require: ['reason'] })] },
      context: { entities: app.entities },
    });
    expect(store.getState().required.has('reason')).toBe(false);
    store.getState().setValue('urgent', true);
    expect(store.getState().required.has('reason')).toBe(true);
  });

  it('should hold what is computed on the form of an entity that has none, and no field of the system', () => {
    const total = field('total', 'roll_up', 'number', { read_only: true, writable: false });
    const secret = field('secret', 'formula', 'number', {
      read_only: true,
      writable: false,
      readable: false,
    });
    const closed = field('closed', 'text', 'text', { writable: false });
    const owner = field('owner', 'member', 'record', { system: true });
    const type = {
      ...request,
      forms: [],
      fields: [field('name', 'text', 'text'), total, secret, closed, owner],
    };
    expect([...fieldsIn(formOf(type).layout)]).toEqual(['name', 'total']);
  });

  it('should show to a reader every field that he reads, and to which record it belongs', () => {
    const price = field('price', 'money', 'number', { writable: false });
    const secret = field('secret', 'text', 'text', { writable: true, readable: false });
    const above = field('parent', 'reference', 'record', { system: true, writable: false });
    const owner = field('owner', 'member', 'record', { system: true });
    const type = { ...request, forms: [], fields: [above, owner, price, secret] };
    expect([...fieldsIn(formOf(type, undefined, true).layout)]).toEqual(['parent', 'price']);
    expect([...fieldsIn(formOf(type).layout)]).toEqual(['secret']);
  });

  it('should tell only of open fields while one of them is wrong', () => {
    const total = field('total', 'number', 'number', { read_only: true, settings: { minimum: 0 } });
    const count = field('count', 'number', 'number', { settings: { maximum: 1 } });
    const store = createFormStore({
      app,
      entity: { ...request, fields: [total, count], expressions: {} },
      form: {
        ...form,
        layout: [{ items: [{ field: 'total' }, { field: 'count' }] }],
        linkage: [],
        defaults: {},
      },
      context: { entities: app.entities },
    });
    store.getState().setValue('total', -1);
    store.getState().setValue('count', 2);
    expect(Object.keys(store.getState().check())).toEqual(['count']);
    store.getState().setValue('count', 1);
    expect(Object.keys(store.getState().check())).toEqual(['total']);
  });

  it('should say which row lacks what', () => {
    const store = open();
    store.getState().setValue('lines', [{ item: 'A4' }, {}]);
    const errors = store.getState().check();
    expect(errors.lines?.[0]).toMatch(/2/);
    expect(errors['lines/1/item']).toHaveLength(1);
    expect(errors['lines/0/item']).toBeUndefined();
  });

  it('should be settled only when every upload under way has ended, however it ended', async () => {
    const store = open();
    const ended: string[] = [];
    let finish = () => undefined as void;
    store.getState().waitFor(Promise.reject(new Error('no connection')));
    store.getState().waitFor(new Promise((resolve) => (finish = resolve)));
    const settled = store
      .getState()
      .settled()
      .then(() => ended.push('settled'));
    await Promise.resolve();
    ended.push('finished');
    finish();
    await settled;
    expect(ended).toEqual(['finished', 'settled']);
  });

  it('should send only what changed, rows without what the server computes', () => {
    const store = open({
      id: 'r1',
      version: 3,
      labels: {},
      can: ['change'],
      values: {
        subject: 'Ink',
        urgent: false,
        reason: null,
        lines: [{ id: 'l1', item: 'A4', amount: '5', labels: {} }],
      },
    });
    expect(store.getState().changes()).toEqual({});
    store.getState().setValue('lines', [{ id: 'l1', item: 'A3', amount: '5', labels: {} }, { item: 'New' }]);
    expect(store.getState().changes()).toEqual({ lines: [{ id: 'l1', item: 'A3' }, { item: 'New' }] });
  });
});
