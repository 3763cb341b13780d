import type { EntityDescription, FieldDescription } from '@/api/types';

const member = (key: string, en: string, zh: string, writable = false): FieldDescription => ({
  key,
  id: key,
  type: 'member',
  label: { en, zh },
  required: false,
  read_only: !writable,
  readable: true,
  writable,
  changeable: writable,
  operators: ['is_me', 'equals', 'in', 'reports_to_me', 'blank', 'not_blank'],
  formula_type: 'record',
  options: [],
  widget: null,
  help: null,
  system: true,
  settings: { entity: 'person' },
});
const moment = (key: string, en: string, zh: string): FieldDescription => ({
  key,
  id: key,
  type: 'datetime',
  label: { en, zh },
  required: false,
  read_only: true,
  readable: true,
  writable: false,
  changeable: false,
  operators: ['before', 'after', 'between', 'period'],
  formula_type: 'datetime',
  options: [],
  widget: null,
  help: null,
  system: true,
  settings: {},
});

/** What every record has besides its declared fields. */
const systemFields: FieldDescription[] = [
  member('owner', 'Owner', '负责人', true),
  {
    key: 'department',
    id: 'department',
    type: 'department',
    label: { en: 'Department', zh: '所属部门' },
    required: false,
    read_only: false,
    readable: true,
    writable: true,
    changeable: true,
    operators: ['is_mine', 'equals', 'in', 'blank', 'not_blank'],
    formula_type: 'record',
    options: [],
    widget: null,
    help: null,
    system: true,
    settings: { entity: 'department' },
  },
  moment('created_at', 'Created at', '创建时间'),
  member('created_by', 'Created by', '创建人'),
  moment('updated_at', 'Changed at', '修改时间'),
  member('updated_by', 'Changed by', '修改人'),
];

/** Declared fields first, then the system fields that the server did not describe itself. */
export function allFields(entity: EntityDescription): FieldDescription[] {
  const known = new Set(entity.fields.map((field) => field.key));
  const declared = entity.fields.filter((field) => field.key !== 'id' && field.key !== 'version');
  return [...declared, ...systemFields.filter((field) => !known.has(field.key))];
}

export function fieldOf(entity: EntityDescription, key: string): FieldDescription | undefined {
  return entity.fields.find((field) => field.key === key) ?? systemFields.find((field) => field.key === key);
}

export function isSystemField(key: string): boolean {
  return systemFields.some((field) => field.key === key) || key === 'id' || key === 'version';
}
