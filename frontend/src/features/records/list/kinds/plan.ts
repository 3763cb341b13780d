/** Bars of a plan: where they lie, what comes before what, and what begins too early. */
import type { FieldDescription, RecordItem } from '@/api/types';
import { valueOf } from '@/fields';
import { spanOf } from './spans';
import type { Span, SpanFields } from './spans';

export interface Bar extends Span {
  /** The ids of what comes before. */
  after: string[];
}

export interface PlanFields extends SpanFields {
  after?: FieldDescription;
  /** A record may come after several. */
  several?: boolean;
}

/** Where a record lies in a plan, and what comes before it. */
export function barOf(record: RecordItem, fields: PlanFields): Bar {
  const before = fields.after ? valueOf(record, fields.after.key) : null;
  const named = Array.isArray(before) ? before : [before];
  return {
    ...spanOf(record, fields),
    after: named.filter((one): one is string => typeof one === 'string'),
  };
}

export interface Plan {
  bars: Bar[];
  /** At which place the bar of a record stands. */
  places: ReadonlyMap<string, number>;
}

export const planOf = (bars: Bar[]): Plan => ({
  bars,
  places: new Map(bars.map(({ record }, at) => [record.id, at])),
});

export const barAt = ({ bars, places }: Plan, id: string): Bar | undefined => bars[places.get(id) ?? -1];

/** What comes before a bar, of what stands in the plan. */
export const beforeOf = (plan: Plan, bar: Bar): Bar[] => bar.after.flatMap((id) => barAt(plan, id) ?? []);

/** A bar begins before one ends that comes first. */
export const isEarly = (bar: Bar, before: Bar): boolean =>
  Boolean(bar.first && before.last && bar.first <= before.last);

export interface Broken {
  bar: Bar;
  before: Bar;
}

/** Every pair of a plan in which the later one begins too early. */
export const brokenIn = (plan: Plan): Broken[] =>
  plan.bars.flatMap((bar) =>
    beforeOf(plan, bar)
      .filter((before) => isEarly(bar, before))
      .map((before) => ({ bar, before })),
  );

/** What would begin too early if a bar lay elsewhere, and does not now. */
export function brokenBy(plan: Plan, moved: Bar): Broken[] {
  const pair = ({ bar, before }: Broken) => `${before.record.id}/${bar.record.id}`;
  const now = new Set(brokenIn(plan).map(pair));
  const then = planOf(plan.bars.map((bar) => (bar.record.id === moved.record.id ? moved : bar)));
  return brokenIn(then).filter((one) => !now.has(pair(one)));
}

/** Says whether one comes before another, directly or through others: then it cannot come after it too. */
export function comesBefore(plan: Plan, early: string, late: string): boolean {
  const seen = new Set<string>();
  const waiting = [late];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (id === early) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    waiting.push(...(barAt(plan, id)?.after ?? []));
  }
  return false;
}
