/** One step of every kind, with people found in every way. */
import { text } from './parts';

export const selectors = [
  { person: 'owner', weight: 1 },
  { role: 'director' },
  { supervisor: 1, of: 'owner' },
  { supervisors: 2 },
  { supervisors: { role: 'director' } },
  { department_head: 1, of: 'owner' },
  { field: 'owner' },
  { formula: 'owner' },
  { team: 'owner' },
  { chosen: 'initiator', role: 'director' },
];
export const fields = { edit: ['amount'], read: ['stage'], hide: ['note'], require: ['amount'] };
const strategies = [
  { person: 'owner', when: 'amount > 1', limits: { hold: '5' } },
  {
    role: 'director',
    pick: 'weighted',
    weights: [{ role: 'director', weight: '2' }],
    limits: {
      hold: '5',
      per_day: '2',
      hours: { from: '09:00', to: '18:00', rest_days: true },
      present: true,
      not_previous: true,
    },
  },
  { table: 'region', output: 'to' },
  { team: 'owner' },
  { supervisor: 1, of: 'owner' },
];

export const steps = [
  { SetFields: { stage: '"won"' } },
  { Create: { entity: 'deal', values: { amount: '1' }, do: [{ SetFields: { stage: '"won"' } }] } },
  { Update: { record: 'account', values: { amount: '1' } } },
  { Delete: { record: 'account' } },
  {
    Assign: {
      strategies,
      field: 'owner',
      load: { entity: 'deal', field: 'owner', when: 'amount > 1' },
      limits: { hold: '9' },
      otherwise: 'keep',
    },
  },
  { Notify: { to: selectors.slice(0, 2), message: { subject: text('News'), body: text('More') } } },
  { Notify: { to: [{ person: 'owner' }], message: 'told' } },
  {
    CreateTodo: {
      entity: 'deal',
      assignee: [{ person: 'owner' }],
      subject: text('Call'),
      due: 'ADDDAYS(TODAY(), 1)',
    },
  },
  { StartFlow: { flow: 'approval', record: 'this' } },
  {
    Convert: {
      into: [
        {
          as: 'deal',
          entity: 'deal',
          match: [{ name: 'name' }],
          values: { name: 'name' },
          references: { account: 'deal' },
          files: { note: 'note' },
        },
      ],
      carry: [{ entity: 'deal', by: 'account', to: { account: 'deal' } }],
      set: { stage: '"won"' },
      references: { account: 'deal' },
      open: 'deal',
    },
  },
  { Webhook: { connection: 'shop', values: { amount: 'amount' } } },
  {
    SendMessage: {
      connection: 'shop',
      message: { subject: text('News'), body: text('More') },
      to: [{ role: 'director' }],
      address: 'name',
    },
  },
  {
    Find: {
      entity: 'deal',
      match: [{ name: 'name' }],
      into: 'account',
      do: [{ SetFields: { stage: '"won"' } }],
    },
  },
  { Upsert: { entity: 'deal', match: ['name'], values: { name: 'name' } } },
  {
    CreateLines: {
      records: 'lines',
      when: 'amount > 1',
      into: 'lines',
      entity: 'deal',
      values: { name: 'name' },
    },
  },
  { Tag: { field: 'labels', tags: ['warm'] } },
  { Untag: { field: 'labels', tags: ['warm'] } },
  { ForEach: { records: 'lines', when: 'amount > 1', do: [{ SetFields: { stage: '"won"' } }] } },
  {
    Branch: {
      ways: [{ when: 'amount > 1', do: [{ SetFields: { stage: '"won"' } }] }],
      otherwise: [{ Stop: {} }],
    },
  },
  { Wait: { for: { days: 1 }, unless: 'amount > 1' } },
  { Wait: { until: 'TODAY()' } },
  {
    Merge: {
      match: [['name']],
      when: 'amount > 1',
      prefer: ['amount > 1'],
      each: [{ Stop: {} }],
      do: [{ Stop: {} }],
    },
  },
  { Enrol: { sequence: 'nurture' } },
  { Leave: { sequence: 'nurture' } },
  { IssueCode: { into: 'name', code: 'name', form: 'deal', values: { name: 'name' }, until: 'TODAY()' } },
  { SignalFlow: { message: 'paid', record: 'this', values: { name: 'name' } } },
  { Stop: {} },
  { Refuse: { message: text('No'), field: 'name' } },
  { Warn: { message: text('Careful'), field: 'name' } },
];
