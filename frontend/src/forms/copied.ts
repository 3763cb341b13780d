import type { EntityDescription, JsonValue, RecordItem, Values } from '@/api/types';
import { kindOf } from '@/fields';
import { holdsSeveral, idsOf, titlesOf } from '@/fields/labels';

/**
 * What a new record begins with that is a copy of another: what a person may give it, without what is the other's
 * own: its number, its state, its files, the names of its rows.
 */
export function copiedValues(
  type: EntityDescription,
  record: RecordItem,
  entities: Record<string, EntityDescription>,
): Values {
  const values: Values = {};
  for (const field of type.fields) {
    const value = record.values[field.key] ?? null;
    const kind = kindOf(field.type);
    if (value === null || !field.writable || kind.computed || kind.files) continue;
    if (field.type === 'auto_number' || field.key === type.states?.field) continue;
    values[field.key] =
      field.type === 'sub_table'
        ? rowsOf(value, entities[field.settings.entity ?? ''])
        : holdsSeveral(field.type)
          ? seen(record, field.key, idsOf(value))
          : value;
  }
  return values;
}

/** The titles of what a copy begins with. */
export function copiedLabels(record: RecordItem): RecordItem['labels'] {
  return Object.fromEntries(
    Object.entries(record.labels).map(([key, label]) => [
      key,
      Array.isArray(label) ? seen(record, key, label) : label,
    ]),
  );
}

/** Of several records those that one sees: nobody may put what he does not see into another record. */
function seen<T>(record: RecordItem, key: string, items: T[]): T[] {
  const titles = titlesOf(record.labels[key]);
  return items.filter((_, at) => titles[at] !== null);
}

function rowsOf(value: JsonValue, child: EntityDescription | undefined): JsonValue {
  if (!Array.isArray(value) || !child) return [];
  const open = new Set(child.fields.filter((field) => field.writable).map((field) => field.key));
  return value.flatMap((row) =>
    typeof row === 'object' && row !== null && !Array.isArray(row)
      ? [Object.fromEntries(Object.entries(row).filter(([key]) => open.has(key) || key === 'labels'))]
      : [],
  );
}
