/** One document of each kind in which every member stands that its designer edits, each taken by the others. */
import { acting } from './acting';
import { entity, form, line } from './data';
import { flow } from './flow';
import { base, id, text } from './parts';

/** Documents by kind. */
export const examples: Record<string, Record<string, unknown>[]> = {
  entity: [entity, line],
  flow: [flow],
  form: [form],
  ...acting,
  role: [
    {
      ...base('director'),
      default: true,
      grants: [
        {
          id: id(),
          entity: 'deal',
          actions: ['see', 'change'],
          rows: 'owner = user.id',
          fields: { read: '*', write: ['name'], hide: ['note'], mask: { name: 'x' } },
        },
        { id: id(), flow: 'approval', actions: ['start'] },
        { id: id(), dashboard: 'sales', actions: ['see'] },
        { id: id(), form: 'deal', actions: ['share'] },
        { id: id(), page: 'menu', actions: ['see'] },
        { id: id(), app: true, actions: ['design'] },
      ],
    },
  ],
  view: [
    {
      ...base('all'),
      entity: 'deal',
      kind: 'table',
      columns: ['name', 'amount'],
      filter: 'amount > 1',
      sort: ['-amount'],
      groups: [{ field: 'closes', period: 'month', descending: true }],
      totals: { amount: 'SUM' },
      widths: { name: 200 },
      frozen: 1,
      density: 'compact',
      colours: [{ when: 'amount > 1', colour: 'red', field: 'amount' }],
      roles: ['director'],
      default: true,
    },
    { ...base('board'), entity: 'deal', kind: 'board', group: 'stage', card: ['amount'], sum: 'amount' },
    { ...base('days'), entity: 'deal', kind: 'calendar', start_field: 'closes', end_field: 'closes' },
    { ...base('plan'), entity: 'deal', kind: 'gantt', start_field: 'closes', end_field: 'closes' },
    { ...base('rows'), entity: 'deal', kind: 'tree', parent_field: 'account' },
  ],
  dashboard: [
    {
      ...base('sales'),
      filters: [{ id: id(), key: 'period', type: 'date_range', label: text('Period'), default: 'all' }],
      widgets: [
        { id: id(), kind: 'number', title: text('Won'), metric: 'won', compare: 'year', at: [0, 0, 3, 2] },
        {
          id: id(),
          kind: 'bar',
          title: text('By stage'),
          dataset: 'deals',
          x: 'stage',
          y: ['amount'],
          split: 'owner',
          sort: ['-amount'],
          top: 5,
          stacked: true,
          at: [3, 0, 6, 4],
        },
        {
          id: id(),
          kind: 'pivot',
          dataset: 'deals',
          rows: ['stage'],
          values: ['amount'],
          totals: true,
          at: [0, 4, 6, 4],
        },
        { id: id(), kind: 'text', text: text('Look'), at: [6, 4, 3, 2] },
      ],
    },
  ],
  dataset: [
    {
      ...base('deals'),
      source: 'deal',
      date: 'closes',
      filter: 'amount > 1',
      params: [{ key: 'year', type: 'integer' }],
      dimensions: [{ id: id(), key: 'stage', formula: 'stage', label: text('Stage'), bucket: 'month' }],
      measures: [
        {
          id: id(),
          key: 'amount',
          formula: 'SUM(amount)',
          label: text('Amount'),
          number_format: '0',
          unit: text('Yuan'),
        },
      ],
    },
    {
      ...base('both'),
      union: [
        { source: 'deal', dimensions: [{ key: 'stage' }], measures: [{ key: 'n', formula: 'COUNT()' }] },
      ],
    },
    { ...base('funnel'), stages: [{ key: 'open', source: 'deal', label: text('Open') }] },
  ],
  metric: [
    {
      ...base('won'),
      source: 'deal',
      filter: 'amount > 1',
      date: 'closes',
      basis: 'flow',
      value: 'SUM(amount)',
      unit: 'CNY',
      number_format: '0',
      better: 'up',
      target: '5',
      dimensions: ['stage'],
    },
  ],
  message: [
    {
      ...base('told'),
      entity: 'deal',
      subject: text('{name}'),
      body: text('{amount}'),
      channels: ['notice', 'mail'],
      consent: 'amount > 1',
      quiet: { from: '21:00', to: '08:00' },
    },
  ],
  connection: [
    {
      ...base('shop'),
      connector: 'smtp',
      settings: { host: 'localhost', port: 25, fields: { name: 'data.name' } },
      required: true,
    },
  ],
  page: [
    {
      ...base('menu'),
      items: [
        { id: id(), label: text('Deals'), entity: 'deal', views: ['all'] },
        {
          id: id(),
          label: text('More'),
          items: [
            { id: id(), dashboard: 'sales' },
            { id: id(), page: 'menu' },
          ],
        },
      ],
    },
  ],
  app: [
    {
      ...base('app'),
      version: '1.0.0',
      summary: text('Sums'),
      icon: 'shop',
      languages: ['en', 'zh'],
      start: 'menu',
      home: [
        {
          id: id(),
          entity: 'deal',
          view: 'all',
          title: text('Deals'),
          limit: 5,
          fields: ['name'],
          deadline: 'closes',
        },
      ],
      diagram: [{ entity: 'deal', x: 1, y: 2 }],
      settings: [
        {
          id: id(),
          key: 'large',
          type: 'number',
          name: text('Large'),
          default: 5,
          bind: 'x',
          help: text('Help'),
          unit: text('Yuan'),
        },
      ],
    },
  ],
};
