import { describe, expect, it } from 'vitest';
import type {
  AppDescription,
  EntityDescription,
  FieldDescription,
  FormDescription,
  FormulaTree,
  LinkageRule,
} from '@/api/types';
import type { FormContext } from './evaluate';
import { offeredOptions } from './offered';
import { createFormStore, fieldsIn, formOf } from './store';
import { checkValue } from './validate';

const field = (
  key: string,
  type: string,
  formula_type: string,
  more: Partial<FieldDescription> = {},
): FieldDescription => ({
  key,
  id: key,
  type,
  label: { en: key },
  help: null,
  system: false,
  widget: null,
  required: false,
  read_only: false,
  readable: true,
  writable: true,
  changeable: true,
  operators: [],
  formula_type,
  options: [],
  settings: {},
  ...more,
});
const expression = (text: string, kind: string, tree: Record<string, unknown>): FormulaTree => ({
  text,
  type: { kind },
  tree,
  volatile: false,
});
const read = (key: string, t: string) => expression(key, t, { k: 'field', t, d: 0, p: [key] });
const rule = (more: Partial<LinkageRule>): LinkageRule => ({
  when: null,
  show: [],
  hide: [],
  require: [],
  lock: [],
  set: {},
  offer: {},
  pick: {},
  refuse: null,
  warn: null,
  ...more,
});
const form: FormDescription = {
  key: 'request',
  id: 'f1',
  name: { en: 'Request' },
  default: true,
  layout: [
    {
      columns: 2,
      items: [{ field: 'subject' }, { field: 'urgent' }, { field: 'reason' }, { field: 'lines' }],
    },
  ],
  linkage: [rule({ when: read('urgent', 'boolean'), show: ['reason'], require: ['reason'] })],
  fill: [],
  clear_hidden: [],
  variants: [],
  defaults: { subject: expression('"Paper"', 'text', { k: 'lit', t: 'text', v: 'Paper' }) },
};
const line: EntityDescription = {
  key: 'line',
  id: 'e2',
  name: { en: 'Line' },
  icon: null,
  scored: false,
  duplicates: null,
  title: 'item',
  parent: 'request',
  actions: [],
  states: null,
  related: [],
  forms: [],
  views: [],
  buttons: [],
  defaults: {},
  expressions: {},
  fields: [
    field('item', 'text', 'text', { required: true }),
    field('amount', 'formula', 'number', { writable: false, changeable: false }),
  ],
};
const request: EntityDescription = {
  key: 'request',
  id: 'e1',
  name: { en: 'Request' },
  icon: null,
  scored: false,
  duplicates: null,
  title: 'subject',
  parent: null,
  actions: ['create'],
  states: null,
  related: [],
  forms: [form],
  views: [],
  buttons: [],
  defaults: {},
  expressions: {},
  fields: [
    field('subject', 'text', 'text', { required: true, settings: { minLength: 2 } }),
    field('urgent', 'switch', 'boolean'),
    field('reason', 'long_text', 'text'),
    field('lines', 'sub_table', 'list', { settings: { entity: 'line', minItems: 1 } }),
  ],
};
const app: AppDescription = {
  key: 'desk',
  name: { en: 'Desk' },
  forms_public: [],
  forms_shared: [],
  version: 1,
  menu: [],
  home: [],
  settings: {},
  calendar: { holidays: [], workdays: [] },
  dashboards: [],
  flows: [],
  entities: { request, line },
};
const open = (record?: Parameters<typeof createFormStore>[0]['record']) =>
  createFormStore({ app, entity: request, form, record, context: { entities: app.entities } });

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

describe('a limit', () => {
  it('should be told in the unit in which the value is written', () => {
    const share = field('share', 'percent', 'number', { settings: { maximum: '1' } });
    expect(checkValue(share, '1.5', false)).toContain('100 %');
    expect(checkValue(share, '1', false)).toBeNull();
  });
});

describe('the choices of a state', () => {
  const status = field('status', 'select', 'text', {
    options: ['new', 'open', 'won', 'lost'].map((key) => ({ key, label: { en: key }, colour: null })),
  });
  const step = (from: string[], to: string, by: string[] | null = null) => ({
    from,
    to,
    by,
    label: null,
    require: [],
    when: null,
    guidance: null,
    checklist: [],
    must_tick: false,
    approval: null,
  });
  const type: EntityDescription = {
    ...request,
    states: {
      field: 'status',
      initial: 'new',
      start: ['open'],
      stages: {},
      transitions: [step(['new'], 'open'), step(['open'], 'lost'), step(['open'], 'won', ['flow'])],
    },
  };
  const keys = (present: string, creating = false) =>
    offeredOptions(type, status, present, creating).map(({ key }) => key);
  it('should be the present one and those that a person may choose from there', () => {
    expect(keys('new')).toEqual(['new', 'open']);
    expect(keys('open')).toEqual(['open', 'lost']);
    expect(keys('new', true)).toEqual(['new', 'open']);
  });
});

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
