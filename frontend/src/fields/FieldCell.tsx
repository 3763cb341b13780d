import type { FieldDescription, JsonValue, RecordItem, SystemRecordItem } from '@/api/types';
import type { Label } from './labels';
import { kindOf } from './registry';

export interface FieldCellProps {
  field: FieldDescription;
  app: string;
  value?: JsonValue;
  record?: RecordItem;
  /** The record whose value it is, where the value is given by itself. */
  of?: RecordItem;
  labelText?: Label;
  compact?: boolean;
}

/** A value as its type shows it; with `record` the value and its label are taken from there. */
export function FieldCell({ field, app, value, record, of, labelText, compact }: FieldCellProps) {
  const { Cell } = kindOf(field.type);
  return (
    <Cell
      field={field}
      app={app}
      value={record ? valueOf(record, field.key) : (value ?? null)}
      labelText={labelText ?? record?.labels[field.key]}
      record={record ?? of}
      compact={compact}
    />
  );
}

/** System fields may stand beside the values. */
export function valueOf(record: RecordItem | SystemRecordItem, key: string): JsonValue {
  if (key in record.values) return record.values[key] ?? null;
  const system = (record as unknown as Record<string, JsonValue>)[key];
  return system ?? null;
}
