import { expect, test } from 'vitest';
import type { EntityDocument } from '../draft/documents';
import { namesIn, readNamed } from './named';
import { spokenPlace } from './spokenPlace';

const text = (value: { en?: string } | undefined) => value?.en ?? '';
const word = (key: string) => ({ grants: 'Permissions', write: 'Fills in', formula: 'Formula' })[key] ?? key;

const names = (labels: Record<string, string>) =>
  namesIn({ deal: entity(labels) }, [{ kind: 'entity', key: 'deal', name: { en: 'Deals' } }], text);

/** An entity whose fields have these labels, and a state that begins as a draft. */
function entity(labels: Record<string, string>): EntityDocument {
  const options = [
    { key: 'draft', label: { en: 'Draft' } },
    { key: 'won', label: { en: 'Won' } },
  ];
  const properties = Object.fromEntries(
    Object.entries(labels).map(([key, label]) => [
      key,
      { 'x-dougong': { label: { en: label }, options, entity: key === 'client' ? 'person' : undefined } },
    ]),
  );
  return { key: 'deal', schema: { properties } } as unknown as EntityDocument;
}

test('rows of a table are not the records that a right is about', () => {
  expect(spokenPlace('/rows/1', { rows: [{}, {}] }, text, word)).toBe('table_rows 2');
  const role = { grants: [{ label: { en: 'Own' }, rows: 'owner = user.id' }] };
  expect(spokenPlace('/grants/0/rows', role, text, word)).toBe('Permissions › Own › rows');
});

test('a place is said with the names of what stands on the way', () => {
  const role = { grants: [{ label: { en: 'Own customers' }, write: ['budget'] }] };
  expect(spokenPlace('/grants/0/write/0', role, text, word)).toBe('Permissions › Own customers › Fills in');
  const entity = {
    schema: { properties: { total: { 'x-dougong': { label: { en: 'Total' }, formula: 'a + b' } } } },
  };
  expect(spokenPlace('/schema/properties/total/x-dougong/formula', entity, text, word)).toBe(
    'Total › Formula',
  );
});

test('an item of a form is said by its section and its number', () => {
  const form = { layout: [{ columns: 2, items: [{ field: 'a' }, { field: 'b' }] }] };
  expect(spokenPlace('/layout/0/items/1/field', form, text, word)).toBe('section 1 › items 2');
});

test('a part of a form is said by its title, its field, its text, or the fields that a rule acts on', () => {
  const form = {
    layout: [
      { section: { en: 'Who' }, items: [{ field: 'a' }, { field: 'b', label: { en: 'Bee' } }] },
      { tabs: [{ tab: { en: 'More' }, items: [{ text: { en: 'Read this' } }] }] },
    ],
    linkage: [
      { when: 'a = 1', show: ['b'], set: { a: '2' } },
      { when: 'a = 2', warn: { text: { en: 'Mind this' } } },
    ],
  };
  const said = (pointer: string) =>
    spokenPlace(pointer, { entity: 'deal', ...form }, text, word, names({ a: 'Alpha', b: 'Beta' }));
  expect(said('/layout/0/items/0/field')).toBe('Who › items › Alpha');
  expect(said('/layout/0/items/1/field')).toBe('Who › items › Bee');
  expect(said('/layout/1/tabs/0/items/0')).toBe('section 2 › tabs › More › items › Read this');
  expect(said('/linkage/0/when')).toBe('linkage › Beta, Alpha › when');
  expect(said('/linkage/0/set/a')).toBe('linkage › Beta, Alpha › set › Alpha');
  expect(said('/linkage/1/when')).toBe('linkage › Mind this › when');
});

test('a place of a document that is gone is still said', () => {
  expect(spokenPlace('/grants/2', null, text, word)).toBe('Permissions 3');
});

test('parts of every kind of document are said by what they name', () => {
  const known = namesIn(
    {
      deal: entity({ amount: 'Amount', stage: 'Stage', client: 'Customer' }),
      person: entity({ name: 'Name' }),
    },
    [
      { kind: 'entity', key: 'deal', name: { en: 'Deals' } },
      { kind: 'metric', key: 'won', name: { en: 'Won deals' } },
      { kind: 'role', key: 'boss', name: { en: 'Boss' } },
      { kind: 'view', key: 'open', name: { en: 'Open ones' } },
    ],
    text,
  );
  const said = (pointer: string, document: unknown) => spokenPlace(pointer, document, text, word, known);
  const view = {
    entity: 'deal',
    columns: ['amount', 'client.name', 'gone'],
    sort: ['-amount'],
    roles: ['boss'],
  };
  expect(said('/columns/0', view)).toBe('columns › Amount');
  expect(said('/columns/1', view)).toBe('columns › Customer › Name');
  expect(said('/columns/2', view)).toBe('columns › gone');
  expect(said('/sort/0', view)).toBe('sort › Amount');
  expect(said('/roles/0', view)).toBe('roles › Boss');
  const role = { grants: [{ entity: 'deal', fields: { write: ['amount'] } }] };
  expect(said('/grants/0/fields/write/0', role)).toBe('Permissions › Deals › fields › Fills in › Amount');
  const rule = { entity: 'deal', do: [{ SetFields: { stage: '"won"' } }] };
  expect(said('/do/0/SetFields/stage', rule)).toBe('do 1 › SetFields › Stage');
  const table = {
    entity: 'deal',
    inputs: [{ key: 'stage', label: { en: 'How far' } }],
    outputs: [{ key: 'team', label: { en: 'Team' } }],
    rows: [{ in: ['"won"'], out: ['1'] }],
  };
  expect(said('/rows/0/in/0', table)).toBe('table_rows 1 › in › How far');
  expect(said('/rows/0/out/0', table)).toBe('table_rows 1 › out › Team');
  const flow = {
    entity: 'deal',
    nodes: [
      { key: 'lead', name: { en: 'Team lead' } },
      { key: 'end', name: { en: 'End' } },
    ],
    edges: [{ from: 'lead', to: 'end', when: 'x' }],
  };
  expect(said('/edges/0/when', flow)).toBe('edges › Team lead → End › when');
  const deal = {
    ...entity({ amount: 'Amount', stage: 'Stage' }),
    states: { field: 'stage', transitions: [{ from: ['draft'], to: 'won' }], stages: { won: {} } },
    unique: [['amount', 'stage']],
  };
  expect(said('/states/transitions/0/to', deal)).toBe('states › transitions › Draft → Won › to');
  expect(said('/states/stages/won', deal)).toBe('states › stages › Won');
  expect(said('/unique/0/1', deal)).toBe('unique › Amount, Stage › Stage');
  expect(said('/widgets/0/filter', { widgets: [{ metric: 'won' }] })).toBe('widgets › Won deals › filter');
  const menu = { items: [{ entity: 'deal', views: ['open'] }] };
  expect(said('/items/0/views/0', menu)).toBe('items › Deals › views › Open ones');
});

test('the entities that a form speaks of are read, those of its sub-tables too', async () => {
  const stored: Record<string, unknown> = {
    'form/main': { entity: 'deal', layout: [{ items: [{ field: 'lines', columns: ['price'] }] }] },
    'entity/deal': {
      schema: { properties: { lines: { 'x-dougong': { label: { en: 'Lines' }, entity: 'line' } } } },
    },
    'entity/line': { schema: { properties: { price: { 'x-dougong': { label: { en: 'Price' } } } } } },
  };
  const read = (kind: string, key: string) =>
    stored[`${kind}/${key}`] ? Promise.resolve(stored[`${kind}/${key}`]) : Promise.reject(new Error('gone'));
  const { document, entities } = await readNamed(read, 'form', 'main');
  const place = spokenPlace('/layout/0/items/0/columns/0', document, text, word, namesIn(entities, [], text));
  expect(place).toBe('section 1 › items › Lines › columns › Price');
  expect((await readNamed(read, 'form', 'none')).document).toBeNull();
});
