import type { Foresight } from '@/api/types';

export type ForeseenStop = Foresight['items'][number];

/** One step of a way, or several ways at the same time. */
export type Stop = { item: ForeseenStop } | { ways: Stop[][] };

/** The steps of a way in their order, those in different branches of a split brought together. */
export function besides(items: ForeseenStop[], depth = 0): Stop[] {
  const stops: Stop[] = [];
  const done = new Set<string>();
  for (const item of items) {
    const split = item.branches[depth]?.split;
    if (split === undefined) {
      stops.push({ item });
    } else if (!done.has(split)) {
      done.add(split);
      const ways = new Map<string, ForeseenStop[]>();
      for (const other of items) {
        const branch = other.branches[depth];
        if (branch?.split === split) ways.set(branch.way, [...(ways.get(branch.way) ?? []), other]);
      }
      const found = [...ways.values()].map((way) => besides(way, depth + 1));
      if (found.length > 1) stops.push({ ways: found });
      else stops.push(...found.flat());
    }
  }
  return stops;
}
