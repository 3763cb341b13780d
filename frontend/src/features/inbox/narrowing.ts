/** What of a box is wanted; it stands in the address, so that a page loaded anew shows the same. */
import type { PersonRef } from '@/api/types';

export interface Narrowing {
  app?: string;
  flow?: string;
  initiator?: PersonRef;
  /** The beginning of a day so many days ago, as a moment. */
  since?: string;
  overdue?: boolean;
}

export const periods = [1, 7, 30, 90] as const;

/** The moment at which the day began, `days - 1` days ago: today is one day. */
export function beginningOf(days: number, now = new Date()): string {
  const at = new Date(now);
  at.setHours(0, 0, 0, 0);
  at.setDate(at.getDate() - (days - 1));
  return at.toISOString();
}

export function narrowingOf(params: URLSearchParams, now = new Date()): Narrowing {
  const [app, flow] = (params.get('flow') ?? '').split('/');
  const who = params.get('by');
  const days = Number(params.get('days'));
  return {
    ...(app && flow ? { app, flow } : {}),
    ...(who ? { initiator: { id: who, name: params.get('name') ?? '' } } : {}),
    ...(days > 0 ? { since: beginningOf(days, now) } : {}),
    ...(params.get('late') ? { overdue: true } : {}),
  };
}

/** How many parts of a narrowing are set. */
export const narrowed = (params: URLSearchParams): number =>
  ['flow', 'by', 'days', 'late'].filter((key) => params.get(key)).length;
