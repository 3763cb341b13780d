import type { RecordItem } from '@/api/types';
import { nameOf } from './labels';

/** "app:entity" points into another app. */
export function targetOf(app: string, entity: string | undefined): { app: string; entity: string } {
  const [first = '', second] = (entity ?? '').split(':');
  return second ? { app: first, entity: second } : { app, entity: first };
}

/** The title of a record: the value of its title field, whatever its type. */
export function titleOf(record: RecordItem, titleField: string | undefined): string {
  const value = titleField ? record.values[titleField] : undefined;
  const label = titleField ? nameOf(record.labels[titleField]) : undefined;
  if (label) return label;
  return value === null || value === undefined || typeof value === 'object'
    ? record.id.slice(0, 8)
    : String(value);
}
