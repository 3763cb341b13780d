import { describe, expect, it } from 'vitest';
import type { FormDescription } from '@/api/types';
import { formState } from '@/public/linkage';
import type { EntityDocument, FormDocument } from '../draft/documents';
import { describePublic } from './describePublic';

const field = (type: string, more: object = {}) => ({
  ...more,
  'x-dougong': { id: type, type, label: { en: type, zh: type } },
});
const entity = {
  key: 'lead',
  schema: {
    required: ['name'],
    properties: {
      name: field('text'),
      phone: field('phone'),
      campaign: field('reference'),
      score: field('number', { readOnly: true }),
    },
  },
} as unknown as EntityDocument;
const form = {
  key: 'web',
  entity: 'lead',
  name: { en: 'Contact us', zh: '联系我们' },
  layout: [
    {
      section: { en: 'You', zh: '您' },
      items: [{ field: 'name', label: { en: 'Your name', zh: '姓名' } }, { field: 'campaign' }],
    },
    { items: [{ field: 'phone' }, { field: 'score' }] },
  ],
  public: { enabled: true, title: { en: 'Write to us', zh: '写给我们' } },
} as unknown as FormDocument;

describe('a public form of the draft', () => {
  it('asks only what anybody may fill in, under the title of its page', () => {
    const told = describePublic(form, { linkage: [] } as unknown as FormDescription, entity);
    expect(told.name).toEqual({ en: 'Write to us', zh: '写给我们' });
    expect(told.fields.map(({ key, label }) => [key, (label as { en: string }).en])).toEqual([
      ['name', 'Your name'],
      ['phone', 'phone'],
    ]);
    expect(told.sections.map(({ fields }) => fields)).toEqual([['name'], ['phone']]);
    expect([...formState(told, {}, null).required]).toEqual(['name']);
  });

  it('offers only states that records begin in, and none where there is one', () => {
    const options = ['open', 'hot', 'closed'].map((key) => ({ key, label: { en: key } }));
    const offered = (start: string[]) => {
      const stage = { type: 'string', default: 'open', 'x-dougong': { id: 's', type: 'select', options } };
      const lead = { ...entity, states: { field: 'stage', start }, schema: { properties: { stage } } };
      const shown = { ...form, layout: [{ items: [{ field: 'stage' }] }] };
      const told = describePublic(shown as never, { linkage: [] } as never, lead as never);
      return told.fields[0]?.options.map(({ key }) => key);
    };
    expect(offered([])).toBeUndefined();
    expect(offered(['hot'])).toEqual(['open', 'hot']);
  });
});
