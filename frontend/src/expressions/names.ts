import type { FieldDescription, Localised } from '@/api/types';
import type { Operator } from './conditions';

export type ValueKind =
  | 'text'
  | 'number'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'option'
  | 'options'
  | 'person'
  | 'department'
  | 'record'
  | 'list'
  | 'other';

/** Something that can be compared: a field, one along a reference, a setting. */
export interface Name {
  path: string;
  label: Localised;
  kind: ValueKind;
  options?: { key: string; label: Localised }[];
  entity?: string;
  /** Heading under which it is offered. */
  group: Localised;
  /** The field as the running app has it: its own control is used for values. */
  field?: FieldDescription;
}

const RESULTS: Record<string, ValueKind> = {
  number: 'number',
  money: 'number',
  percent: 'number',
  text: 'text',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
  duration: 'other',
};
const KINDS: Record<string, ValueKind> = {
  text: 'text',
  long_text: 'text',
  email: 'text',
  phone: 'text',
  url: 'text',
  auto_number: 'text',
  number: 'number',
  money: 'number',
  percent: 'number',
  date: 'date',
  datetime: 'datetime',
  select: 'option',
  multi_select: 'options',
  switch: 'boolean',
  member: 'person',
  department: 'department',
  reference: 'record',
  sub_table: 'list',
  attachment: 'other',
};

/** How values of a field type are compared; a computed field is as its result. */
export function kindOfType(type: string, result: string | undefined): ValueKind {
  if (type === 'formula' || type === 'roll_up') return RESULTS[result ?? 'number'] ?? 'other';
  return KINDS[type] ?? 'other';
}

/** The names of a running list: its fields, and the department of each person among them. */
export function namesOfFields(fields: FieldDescription[], group: Localised): Name[] {
  return fields
    .filter((field) => field.type !== 'attachment' && field.type !== 'sub_table')
    .flatMap((field): Name[] => {
      const kind = kindOfType(field.type, field.settings.result ?? field.formula_type);
      const { options } = field;
      const own = { path: field.key, label: field.label, kind, options, group, field };
      if (kind !== 'person') return [own];
      const department = { en: 'Department', zh: '部门' };
      return [
        own,
        { path: `${field.key}.department`, label: department, kind: 'department', group: field.label },
      ];
    });
}

export const OPERATORS: Record<ValueKind, readonly Operator[]> = {
  text: ['contains', 'not_contains', '=', '<>', 'starts_with', 'in', 'not_in', 'blank', 'not_blank'],
  number: ['=', '<>', '>', '>=', '<', '<=', 'between', 'blank', 'not_blank'],
  boolean: ['true', 'false'],
  date: ['period', '=', '<', '<=', '>', '>=', 'between', 'blank', 'not_blank'],
  datetime: ['period', '<', '<=', '>', '>=', 'blank', 'not_blank'],
  option: ['in', 'not_in', '=', '<>', 'blank', 'not_blank'],
  options: ['has_any', 'has_all', 'has_none', 'blank', 'not_blank'],
  person: ['is_me', '=', '<>', 'my_report', 'blank', 'not_blank'],
  department: ['my_department', 'among_mine', '=', '<>', 'blank', 'not_blank'],
  record: ['=', '<>', 'blank', 'not_blank'],
  list: [],
  other: ['=', '<>', 'blank', 'not_blank'],
};
