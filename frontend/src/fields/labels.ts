import type { JsonValue, RecordItem } from '@/api/types';

const SEVERAL = new Set(['references', 'members', 'departments']);

/** Values of these types are lists of the ids of records, labels lists of their titles. */
export const holdsSeveral = (type: string): boolean => SEVERAL.has(type);

/** What a reference is called, or each of the records that a field holds; null where it may not be seen. */
export type Label = RecordItem['labels'][string];

/** The name of a single record. */
export function nameOf(label: Label | undefined): string | undefined {
  return typeof label === 'string' && label ? label : undefined;
}

/** The names of several records, in the order of their ids. */
export function titlesOf(label: Label | undefined): (string | null)[] {
  return Array.isArray(label) ? label : [];
}

/** The ids that a field of several records holds. */
export function idsOf(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((id): id is string => typeof id === 'string') : [];
}
