import { describe, expect, it } from 'vitest';
import type { EntityDescription } from '@/api/types';
import { offeredOptions } from './offered';
import { field, request } from './test/requests';

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
