import { addDays, daysBetween } from '../days';
import type { Span } from './spans';

/** A record on its days, the last one included. */
export interface Entry extends Span {
  first: string;
  last: string;
}

export interface Placed {
  entry: Entry;
  column: number;
  span: number;
  lane: number;
}

/** The entries of one week in lanes, long and early ones on top; what fits in no lane is counted by its days. */
export function laidOut(
  entries: Entry[],
  monday: string,
  lanes: number,
): { placed: Placed[]; hidden: number[] } {
  const sunday = addDays(monday, 6);
  const taken: boolean[][] = [];
  const placed: Placed[] = [];
  const hidden = Array.from({ length: 7 }, () => 0);
  const inWeek = entries
    .filter((entry) => entry.first <= sunday && entry.last >= monday)
    .map((entry) => {
      const column = Math.max(0, daysBetween(monday, entry.first));
      const until = Math.min(6, daysBetween(monday, entry.last));
      return { entry, column, span: until - column + 1 };
    })
    .sort((one, other) => one.column - other.column || other.span - one.span);
  for (const each of inWeek) {
    const days = Array.from({ length: each.span }, (_, index) => each.column + index);
    let lane = 0;
    while (lane < lanes && days.some((day) => taken[lane]?.[day])) lane += 1;
    if (lane >= lanes) {
      for (const day of days) hidden[day] = (hidden[day] ?? 0) + 1;
      continue;
    }
    const row = (taken[lane] ??= []);
    for (const day of days) row[day] = true;
    placed.push({ ...each, lane });
  }
  return { placed, hidden };
}
