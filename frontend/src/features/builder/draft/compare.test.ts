import { expect, test } from 'vitest';
import { differences } from './compare';

const field = (id: string, label: string) => ({ type: 'string', 'x-dougong': { id, label } });
const base = {
  name: 'Visit',
  schema: { required: ['a'], properties: { a: field('1', 'A'), b: field('2', 'B') } },
  buttons: [{ id: 'x', label: 'Go' }],
};

test('every changed part is told once, with who changed it', () => {
  const mine = structuredClone(base);
  mine.schema.properties.a = field('1', 'Mine');
  mine.buttons = [];
  const theirs = structuredClone(base);
  theirs.schema.properties.a = field('1', 'Theirs');
  theirs.name = 'Call';
  expect(differences(base, mine, theirs).map(({ pointer, mine: m, theirs: t }) => [pointer, m, t])).toEqual([
    ['/name', false, true],
    ['/schema/properties/a', true, true],
    ['/buttons/0', true, false],
  ]);
});

test('a renamed field is the same part, and equal documents differ in nothing', () => {
  const theirs = structuredClone(base) as { schema: { properties: Record<string, object> } } & typeof base;
  theirs.schema.properties = { c: field('1', 'A'), b: field('2', 'B') } as never;
  const told = differences(base, base, theirs);
  expect(told.every((each) => each.theirs && !each.mine)).toBe(true);
  expect(differences(base, base, structuredClone(base))).toEqual([]);
});
