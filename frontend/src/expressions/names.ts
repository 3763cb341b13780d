import type { FieldDescription, Localised } from '@/api/types';
import { kindOf } from '@/fields';
import { PARTS } from '@/fields/parts';
import { isConstant, unquote, WINDOWS } from './conditions';
import type { Condition, Operator } from './conditions';

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
  | 'records'
  | 'persons'
  | 'list'
  | 'time'
  | 'parts'
  | 'tree'
  | 'regions'
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
  /** Of a list: whose rows it holds. */
  rows?: string;
  /** More than one reference away: offered when it is searched for. */
  far?: true;
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
  rich_text: 'text',
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
  members: 'persons',
  department: 'department',
  departments: 'records',
  reference: 'record',
  references: 'records',
  tree_parent: 'record',
  sub_table: 'list',
  rating: 'number',
  slider: 'number',
  duration: 'number',
  time: 'time',
  date_range: 'parts',
  location: 'parts',
  tags: 'options',
  cascade: 'tree',
  address: 'parts',
  code: 'text',
  scan: 'text',
  external_id: 'text',
  hidden: 'text',
  json: 'text',
  attachment: 'other',
  image: 'other',
  signature: 'other',
  audio: 'other',
};

/** How values of a field type are compared; a computed field is as its result. */
export function kindOfType(type: string, result: string | undefined): ValueKind {
  if (type === 'lookup') return result === undefined ? 'other' : (RESULTS[result] ?? 'other');
  if (type === 'formula' || type === 'roll_up') return RESULTS[result ?? 'number'] ?? 'other';
  return KINDS[type] ?? 'other';
}

/** The parts of a value that has several, each compared like a field of its own. */
export function partNames(type: string, path: string, group: Localised): Name[] {
  return (PARTS[type] ?? []).map((part) => ({
    path: `${path}.${part.key}`,
    label: part.label,
    kind: part.kind,
    group,
  }));
}

/** The names of a running list: its fields, and the department of each person among them. */
export function namesOfFields(fields: FieldDescription[], group: Localised): Name[] {
  return fields
    .filter((field) => field.readable && !kindOf(field.type).files && !kindOf(field.type).holdsNothing)
    .flatMap((field): Name[] => {
      const computed = kindOfType(field.type, field.settings.result ?? field.formula_type);
      const kind = field.type === 'lookup' && field.options.length > 0 ? 'option' : computed;
      const { options, settings } = field;
      const own: Name = {
        path: field.key,
        label: field.label,
        kind,
        options: options.length > 0 ? options : undefined,
        group,
        field,
        entity: settings.entity,
      };
      if (kind === 'list') return settings.entity ? [{ ...own, rows: settings.entity }] : [];
      if (kind === 'parts') return [own, ...partNames(field.type, field.key, field.label)];
      if (kind !== 'person') return [own];
      const department = { en: 'Department', zh: '部门' };
      return [
        own,
        { path: `${field.key}.department`, label: department, kind: 'department', group: field.label },
      ];
    });
}

export const OPERATORS: Record<ValueKind, readonly Operator[]> = {
  text: [
    'contains',
    'not_contains',
    '=',
    '<>',
    'starts_with',
    'ends_with',
    'in',
    'not_in',
    'blank',
    'not_blank',
  ],
  number: ['=', '<>', '>', '>=', '<', '<=', 'between', 'blank', 'not_blank'],
  boolean: ['true', 'false'],
  date: ['period', 'last_days', 'next_days', '=', '<', '<=', '>', '>=', 'between', 'blank', 'not_blank'],
  datetime: ['period', 'last_days', 'next_days', '<', '<=', '>', '>=', 'blank', 'not_blank'],
  option: ['in', 'not_in', '=', '<>', 'blank', 'not_blank'],
  options: ['has_any', 'has_all', 'has_none', 'blank', 'not_blank'],
  person: ['is_me', '=', '<>', 'my_report', 'blank', 'not_blank'],
  department: ['my_department', 'among_mine', '=', '<>', 'blank', 'not_blank'],
  record: ['=', '<>', 'blank', 'not_blank'],
  records: ['has_any', 'has_all', 'has_none', 'blank', 'not_blank'],
  persons: ['has_me', 'has_any', 'has_all', 'has_none', 'blank', 'not_blank'],
  list: [],
  time: ['=', '<', '<=', '>', '>=', 'between', 'blank', 'not_blank'],
  parts: ['not_blank', 'blank'],
  tree: ['has_any', 'has_none', 'blank', 'not_blank'],
  regions: ['has_any', 'has_none', 'blank', 'not_blank'],
  other: ['=', '<>', 'blank', 'not_blank'],
};

const isText = (value: string) => unquote(value) !== null;
const isNumber = (value: string) => isConstant(value) && !isText(value);
const isDay = (value: string) => /^TODAY\(\)$|^DATE\(\d{4}, ?\d{1,2}, ?\d{1,2}\)$/.test(value);
const isOption = (value: string, name: Name) =>
  Boolean(name.options?.some((option) => option.key === unquote(value)));

/** Which values are surely of a kind; those of the others are known to the server alone. */
const SURE: Partial<Record<ValueKind, (value: string, name: Name) => boolean>> = {
  text: isText,
  number: isNumber,
  date: isDay,
  option: isOption,
  options: isOption,
};

/** Whether a line is right without being asked about: a known field, compared as its kind is, with its values. */
export function isSure({ path, operator, values }: Condition, names: Name[]): boolean {
  const name = names.find((each) => each.path === path);
  if (!name || !OPERATORS[name.kind].includes(operator)) return false;
  if (operator === 'period') return true;
  const [days, ...since] = values;
  if (WINDOWS.includes(operator)) return days !== undefined && isNumber(days) && since.length === 0;
  const fits = SURE[name.kind];
  return values.every((value) => fits?.(value, name) ?? false);
}
