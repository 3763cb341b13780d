import { describe, expect, it } from 'vitest';
import type { EntityDocument, StepDocument } from '../draft/documents';
import type { Speech } from './sentence';
import { stepsWords, stepWords } from './sentence';
import { ruleWords } from './words';

const field = (en: string) => ({ 'x-dougong': { label: { en } } });
const entity = (en: string, properties: Record<string, unknown>) =>
  ({ name: { en }, schema: { properties } }) as unknown as EntityDocument;

const speech: Speech = {
  r: ((key: never, values: never) => ruleWords.say(key, { ...(values as object), lng: 'en' })) as Speech['r'],
  text: (value) => (value as { en?: string } | undefined)?.en ?? '',
  entities: {
    lead: entity('Lead', {
      company: field('Company'),
      phone: field('Phone'),
      account: { 'x-dougong': { label: { en: 'Account' }, entity: 'account' } },
    }),
    account: entity('Account', { name: field('Name'), phone: field('Phone') }),
  },
  settingName: (path) => path,
  nameOf: (_kind, key) => key,
};

const find = (body: object) => stepWords(speech, 'lead', { Find: body } as unknown as StepDocument);

describe('a step that finds a record, in words', () => {
  it('says by what, in each of its ways, and where it is kept', () => {
    const match = [{ name: 'company', phone: 'phone' }, { phone: 'phone' }];
    expect(find({ entity: 'account', match, into: 'account' })).toBe(
      'find Account where Name is Company and Phone is Phone or Phone is Phone, for Account',
    );
  });

  it('says nothing of ways that are still empty', () => {
    expect(find({ entity: 'account', match: [{}] })).toBe('find Account');
  });
});

describe('steps inside others, in words', () => {
  const lead = { Find: { entity: 'account', match: [{}], do: [{ SetFields: { name: 'parent.company' } }] } };

  it('calls a field of the record outside by the names of both', () => {
    expect(find(lead.Find)).toBe('find Account and with it set Name to Lead › Company');
  });

  const said = (...steps: object[]) => stepsWords(speech, 'lead', steps as StepDocument[]);
  const choose = {
    Branch: { ways: [{ when: 'a', do: [{ Stop: {} }] }], otherwise: [{ SetFields: { phone: '' } }] },
  };

  it('shows where they end when others follow', () => {
    const each = { ForEach: { records: 'account', when: 'b', do: [{ SetFields: { name: '"x"' } }] } };
    expect(said(each)).toBe('for each of Account where b: set Name to “x”');
    expect(said(each, { Stop: {} })).toBe('for each of Account where b: (set Name to “x”) and stop');
    expect(said(choose, { Stop: {} })).toBe('choose a way: (if a, stop; otherwise set Phone to …) and stop');
  });

  it('says what is set in another record, and what ends a wait', () => {
    expect(said({ Update: { record: 'account', values: { phone: 'phone' } } })).toBe(
      'change Account: set Phone to Phone',
    );
    expect(said({ Wait: { for: { days: 2 }, unless: 'c' } })).toBe('wait 2 days (no further if by then c)');
  });

  it('counts one day as one', () => {
    const wait = (days: number) =>
      stepWords(speech, 'lead', { Wait: { for: { days } } } as unknown as StepDocument);
    expect([wait(1), wait(2)]).toEqual(['wait 1 day', 'wait 2 days']);
  });
});

describe('a step that sends a message, in words', () => {
  const send = (body: object) => stepWords(speech, 'lead', { SendMessage: body } as unknown as StepDocument);

  it('says nothing of a group as long as no connection is chosen', () => {
    expect(send({ connection: '' })).toBe('send a message to …');
    expect(send({ connection: 'robot' })).toBe('send a message to the group');
  });
});
