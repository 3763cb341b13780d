/** The dates by which a calendar or plan lays out its records, as an address holds them: "begins,ends". */
import type { ViewDefinition } from '@/api/types';

type DateFields = Pick<ViewDefinition, 'start_field' | 'end_field'>;

export const datesText = ({ start_field, end_field }: DateFields): string =>
  start_field ? [start_field, end_field].filter(Boolean).join() : '';

/** The view with the dates that an address names, else with its own. */
export function withDates(view: ViewDefinition, text: string | null): ViewDefinition {
  const [start, end] = text?.split(',') ?? [];
  if (!start) return view;
  return { ...view, start_field: start, end_field: end || undefined };
}
