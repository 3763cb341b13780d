import { describe, expect, it } from 'vitest';
import type { FieldDescription, RecordItem, Values } from '@/api/types';
import { barOf, brokenBy, brokenIn, comesBefore, planOf } from './plan';
import { datesOf, laid, stepOf } from './spans';

const date = (key: string) => ({ key, formula_type: 'date' }) as FieldDescription;
const fields = {
  start: { field: date('begins') },
  end: { field: date('ends') },
  after: date('follows'),
};
const task = (id: string, begins: string | null, ends: string | null, follows: Values[string] = null) =>
  barOf({ id, values: { begins, ends, follows } } as unknown as RecordItem, fields);

const plan = planOf([
  task('a', '2026-11-02', '2026-11-06'),
  task('b', '2026-11-09', '2026-11-20', 'a'),
  task('c', '2026-11-18', '2026-12-04', ['a', 'b']),
]);
const [a, b, c] = plan.bars as [(typeof plan.bars)[0], (typeof plan.bars)[0], (typeof plan.bars)[0]];

describe('a plan', () => {
  it('knows who begins before what comes first ends', () => {
    expect(brokenIn(plan).map(({ bar, before }) => [before.record.id, bar.record.id])).toEqual([['b', 'c']]);
  });

  it('tells only what a move breaks anew', () => {
    const moved = brokenBy(plan, laid(a, 'end', 3));
    expect(moved.map(({ bar, before }) => [before.record.id, bar.record.id])).toEqual([['a', 'b']]);
    expect(brokenBy(plan, laid(c, 'all', 1))).toEqual([]);
  });

  it('finds a ring through others', () => {
    expect(comesBefore(plan, 'a', 'c')).toBe(true);
    expect(comesBefore(plan, 'c', 'a')).toBe(false);
  });

  it('lets neither end pass the other', () => {
    expect([stepOf(a, 'end', -9), stepOf(a, 'start', 9), stepOf(a, 'all', -9)]).toEqual([-4, 4, -9]);
    expect(laid(b, 'start', 2)).toMatchObject({ first: '2026-11-11', last: '2026-11-20' });
  });

  it('writes what is changed and leaves unsaid what is not said', () => {
    expect(datesOf(a, 'start', 1, fields)).toEqual({ begins: '2026-11-03' });
    const open = task('d', '2026-11-02', null);
    expect(datesOf(open, 'all', 1, fields)).toEqual({ begins: '2026-11-03' });
    expect(datesOf(open, 'end', 2, fields)).toEqual({ ends: '2026-11-04' });
  });
});
