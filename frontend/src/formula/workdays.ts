import { dateOf, daysOf, LAST_DAY } from './clock';
import type { Implementation } from './registry';
import type { Value } from './types';
import { Decimal, NUMBER, VALUE, wholePart } from './values';

const MAX_WORKDAYS = 3_660;
const SLACK = 400;
/** Whole weeks, added so that no day before the first leaves a negative remainder. */
const SHIFT = 70_000;

type Days = readonly string[];

/** The first index from a start whose answer holds; answers turn from no to yes once. */
function firstIndex(start: number, end: number, holds: (index: number) => boolean): number {
  let [low, high] = [start, end];
  while (low < high) {
    const middle = Math.trunc((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Count the days of a sorted list up to a day. */
function listed(days: Days, ordinal: number): number {
  if (ordinal < 1) return 0;
  if (ordinal > LAST_DAY) return days.length;
  const date = dateOf(ordinal);
  return firstIndex(0, days.length, (index) => (days[index] ?? '') > date);
}

/** Count the working days up to a day; 0001-01-01 is a Monday. */
function worked(ordinal: number, holidays: Days, workdays: Days): number {
  const shifted = ordinal + SHIFT;
  const weekdays = Math.trunc(shifted / 7) * 5 + Math.min(shifted % 7, 5);
  return weekdays - listed(holidays, ordinal) + listed(workdays, ordinal);
}

function networkDays(start: string, end: string, holidays: Days, workdays: Days): Value {
  const [from, to] = [daysOf(start), daysOf(end)];
  const upTo = (ordinal: number) => worked(ordinal, holidays, workdays);
  const count = upTo(Math.max(from, to)) - upTo(Math.min(from, to) - 1);
  return new Decimal(from > to ? -count || 0 : count);
}

function workDay(start: string, days: Decimal, holidays: Days, workdays: Days): Value {
  const count = wholePart(days);
  const wanted = Math.abs(count);
  if (wanted > MAX_WORKDAYS) return VALUE;
  if (wanted === 0) return start;
  const here = daysOf(start);
  const upTo = (ordinal: number) => worked(ordinal, holidays, workdays);
  const between = (distance: number) =>
    count > 0 ? upTo(here + distance) - upTo(here) : upTo(here - 1) - upTo(here - distance - 1);
  const farthest = 2 * wanted + SLACK;
  const distance = firstIndex(wanted, farthest + 1, (tried) => between(tried) >= wanted);
  if (distance > farthest) return VALUE;
  const found = here + (count > 0 ? distance : -distance);
  return found >= 1 && found <= LAST_DAY ? dateOf(found) : NUMBER;
}

/** The forms of functions/workdays.py. */
export const WORKDAYS: Record<string, Implementation> = { NETWORKDAYS: networkDays, WORKDAY: workDay };
