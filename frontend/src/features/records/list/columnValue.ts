import type { EntityDescription, JsonValue, RecordItem } from '@/api/types';
import { valueOf } from '@/fields';
import type { Label } from '@/fields';
import type { ListColumn } from './useListState';

/** The value a column shows, looking through a reference where it says so. */
export function columnValue(record: RecordItem, column: ListColumn): { value: JsonValue; label?: Label } {
  if (!column.through) return { value: valueOf(record, column.key), label: record.labels[column.key] };
  const inner = column.key.split('.')[1] ?? '';
  const target = record.expanded?.[column.through.key];
  return {
    value: target ? valueOf(target, inner) : (record.values[column.key] ?? null),
    label: target?.labels[inner],
  };
}

/** The fields and references that columns need, besides those that every kind needs. */
export function fieldsFor(
  type: EntityDescription,
  columns: ListColumn[],
  more: (string | undefined)[] = [],
): { fields: string[]; expand: string[] } {
  const keys = [
    type.title,
    ...columns.map((column) => column.key.split('.')[0]),
    ...(type.states ? [type.states.field] : []),
    ...more,
  ];
  return {
    fields: [...new Set(keys.filter((key): key is string => Boolean(key)))],
    expand: [...new Set(columns.flatMap((column) => (column.through ? [column.through.key] : [])))],
  };
}
