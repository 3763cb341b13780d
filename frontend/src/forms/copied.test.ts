import { describe, expect, it } from 'vitest';
import type { EntityDescription, RecordItem } from '@/api/types';
import { copiedLabels, copiedValues } from './copied';

describe('what a copy begins with', () => {
  it('leaves out those of several records that one does not see, in values and titles alike', () => {
    const field = { key: 'customers', type: 'references', writable: true, settings: {} };
    const type = { fields: [field] } as unknown as EntityDescription;
    const record = {
      values: { customers: ['a', 'b', 'c'] },
      labels: { customers: ['Acme', null, 'Cedar'], owner: null },
    } as unknown as RecordItem;
    expect(copiedValues(type, record, {})).toEqual({ customers: ['a', 'c'] });
    expect(copiedLabels(record)).toEqual({ customers: ['Acme', 'Cedar'], owner: null });
  });
});
