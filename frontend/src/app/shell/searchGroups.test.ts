import { describe, expect, it } from 'vitest';
import type { SearchHit } from '@/api/types';
import { groupsOf, marked, optionsOf, otherGroup } from './searchGroups';

const hit = (entity: string, id: string): SearchHit => ({
  app: 'crm',
  entity,
  id,
  title: id,
  subtitle: entity,
  match: 'start',
  field: null,
});

describe('results of a search', () => {
  const groups = groupsOf([hit('lead', 'a'), hit('account', 'b'), hit('lead', 'c')]);
  it('stand by kind, that of the best first', () => {
    expect(groups.map((group) => [group.entity, group.hits.map((one) => one.id)])).toEqual([
      ['lead', ['a', 'c']],
      ['account', ['b']],
    ]);
  });
  it('are walked through kind by kind', () => {
    const options = optionsOf(groups);
    expect(options.map((one) => one.kind)).toEqual(['hit', 'hit', 'all', 'hit', 'all']);
    expect([otherGroup(options, 0, 1), otherGroup(options, 3, 1), otherGroup(options, 4, -1)]).toEqual([
      3, 0, 3,
    ]);
    expect(otherGroup(options, 0, -1)).toBe(3);
  });
  it('mark the words that were searched for', () => {
    expect(marked('Acme (North)', 'north ac')).toEqual(['', 'Ac', 'me (', 'North', ')']);
    expect(marked('王伟', '')).toEqual(['王伟']);
  });
});
