import { describe, expect, it } from 'vitest';
import type { DatasetDocument } from '../draft/documents';
import { addCount, addDimension, likelyPaths } from './datasetParts';
import type { Path } from './datasetParts';

const path = (value: string, kind: Path['kind']): Path => ({
  value,
  kind,
  label: value,
  called: { en: value },
});
const dataset = (): DatasetDocument => ({ format: 1, id: 'aaaaaaaa', key: 'deals', source: 'deal' });

describe('parts of a dataset', () => {
  it('counts by a field, by the months of a date, under keys that are free', () => {
    const made = dataset();
    expect(addDimension(made, path('stage', 'option'))).toBe('stage');
    expect(addDimension(made, path('created_at', 'datetime'))).toBe('created_at');
    expect(addDimension(made, path('stage', 'option'))).not.toBe('stage');
    expect(made.dimensions?.map(({ formula, bucket }) => [formula, bucket])).toEqual([
      ['stage', undefined],
      ['created_at', 'month'],
      ['stage', undefined],
    ]);
    expect(addCount(made)).toBe('count');
    expect(made.measures?.[0]?.formula).toBe('COUNT()');
  });

  it('proposes what most charts are counted by: own fields, choices first', () => {
    const paths = [
      path('name', 'text'),
      path('account.industry', 'option'),
      path('owner', 'person'),
      path('closed_on', 'date'),
      path('stage', 'option'),
      path('created_at', 'datetime'),
    ];
    expect(likelyPaths(paths).map(({ value }) => value)).toEqual(['stage', 'closed_on', 'owner']);
  });
});
