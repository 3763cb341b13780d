/** An entity with a field of every kind of setting, one of its lines, and its form. */
import { base, id, text } from './parts';

const property = (type: string, schema: object = {}, own: object = {}) => ({
  type: ['string', 'null'],
  title: type,
  ...schema,
  'x-dougong': { id: id(), type, label: text(type), help: text('Help'), ...own },
});
const option = (key: string) => ({ key, label: text(key), colour: 'blue' });

export const entity = {
  ...base('deal'),
  title: 'name',
  owner: 'owner',
  schema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    required: ['name'],
    properties: {
      name: property('text', { maxLength: 80 }, { search: true, unique: true }),
      note: property('long_text'),
      amount: property('currency', { type: ['string', 'null'] }, { decimals: 2, currency: 'CNY' }),
      count: property('integer', { type: ['integer', 'null'], minimum: 0 }, { unit: text('pieces') }),
      closes: property('date', { format: 'date' }),
      stage: property(
        'select',
        { enum: ['open', 'won', null] },
        { options: [option('open'), option('won')] },
      ),
      labels: property(
        'multi_select',
        { type: 'array', items: { enum: ['warm'] } },
        { options: [option('warm')] },
      ),
      owner: property('member', { format: 'uuid' }),
      account: property('reference', { format: 'uuid' }, { entity: 'deal', fields: ['name'] }),
      lines: property('subtable', { type: 'array' }, { entity: 'line', columns: ['name'] }),
      total: property('rollup', {}, { relation: 'lines', function: 'SUM', field: 'amount' }),
      sum: property('formula', {}, { formula: 'amount + 1' }),
      reach: property('lookup', {}, { through: 'account', field: 'name' }),
      code: property('autonumber', {}, { pattern: 'D-{0000}' }),
    },
  },
  states: {
    field: 'stage',
    initial: 'open',
    start: ['open'],
    transitions: [
      {
        id: id(),
        from: ['open'],
        to: 'won',
        when: 'amount > 1',
        message: text('Not yet'),
        require: ['amount'],
        by: ['director'],
        label: text('Win'),
        checklist: [text('Look')],
        must_tick: true,
        approval: 'approval',
        guidance: text('Look'),
      },
    ],
    stages: { open: { probability: '10', guidance: text('Look') }, won: { won: true, lost: false } },
  },
  buttons: [
    {
      id: id(),
      key: 'win',
      label: text('Win'),
      available_when: 'amount > 1',
      confirm: text('Sure?'),
      do: [{ SetFields: { stage: '"won"' } }],
      link: 'https://example.com',
    },
  ],
  unique: [['name', 'stage']],
  indexes: [['name']],
  duplicates: { match: [['name'], ['code']], action: 'warn' },
};

export const line = {
  ...base('line'),
  title: 'name',
  schema: { type: 'object', properties: { name: property('text'), amount: property('currency') } },
};

export const form = {
  ...base('deal'),
  entity: 'deal',
  default: true,
  layout: [
    {
      id: id(),
      section: text('General'),
      columns: 2,
      collapsed: true,
      help: text('Help'),
      items: [
        {
          field: 'name',
          span: 2,
          label: text('Name'),
          help: text('Help'),
          placeholder: text('Say'),
          widget: 'x',
          rows: 2,
          read_only: true,
        },
        { field: 'lines', columns: ['name'], totals: { amount: 'SUM' }, row_form: 'line' },
        { field: 'account', filter: 'amount > 1', quick_create: true },
        { text: text('Read this') },
      ],
    },
    { tabs: [{ id: id(), tab: text('Tab'), items: [{ field: 'stage' }] }] },
    { steps: [{ id: id(), step: text('Step'), items: [{ field: 'amount' }] }] },
  ],
  linkage: [
    {
      id: id(),
      when: 'amount > 1',
      show: ['name'],
      hide: ['note'],
      require: ['name'],
      lock: ['stage'],
      set: { stage: '"won"' },
      offer: { stage: ['open'] },
      pick: { account: 'amount > 1' },
      refuse: { text: text('No'), field: 'name' },
      warn: { text: text('Careful'), field: 'name' },
    },
  ],
  fill: [{ id: id(), field: 'account', set: { name: 'account.name' }, keep: true }],
  clear_hidden: ['note'],
  variants: [
    {
      id: id(),
      key: 'short',
      name: text('Short'),
      device: 'phone',
      edit: ['name'],
      read: ['stage'],
      hide: ['note'],
      require: ['name'],
    },
  ],
  defaults: { stage: '"open"' },
  public: {
    enabled: true,
    title: text('Ask'),
    description: text('Us'),
    fields: ['name', 'account'],
    choices: {
      account: { filter: 'amount > 1', search: true, most: 10 },
      owner: { roles: ['director'], records: ['6f1b1c52-7f6c-4a2e-8f7e-0d0f5c8f0001'] },
    },
    values: { stage: '"open"' },
    prefill: ['name'],
    consent: text('I agree'),
    consent_field: 'closes',
    thanks: { title: text('Thanks'), text: text('Soon'), link: 'https://example.com' },
    opens_at: '2026-01-01T00:00:00Z',
    closes_at: '2027-01-01T00:00:00Z',
    quota: 5,
    track: ['note'],
    redirect: 'https://example.com',
    once: { by: 'field', field: 'name' },
    proof: true,
    embed: ['https://example.com'],
    files: { most: 2, megabytes: 3 },
    notify: { owner: true, roles: ['director'] },
  },
};
