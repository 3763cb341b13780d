/** What the role matrix does to a role's grants; each function changes a draft in place. */
import { newId } from '@/canvas/ids';
import { assign } from '@/canvas/lists';
import type { GrantDocument, RoleDocument } from '../draft/documents';

export const ACTIONS = [
  'see',
  'create',
  'change',
  'delete',
  'import',
  'export',
  'share',
  'assign',
  'merge',
] as const;
export type Action = (typeof ACTIONS)[number];

export const ROWS = {
  all: undefined,
  own: 'owner = user.id',
  department: 'department IN user.departments',
  people: 'owner IN user.reports OR owner = user.id',
} as const;
export type RowsPreset = keyof typeof ROWS | 'formula';

export function rowsPreset(rows: string | undefined): RowsPreset {
  const plain = rows?.replace(/\s+/g, ' ').trim();
  if (!plain || /^TRUE(\(\))?$/i.test(plain)) return 'all';
  if (plain === 'owner = user.id OR owner IN user.reports') return 'people';
  const found = (Object.keys(ROWS) as (keyof typeof ROWS)[]).find((key) => ROWS[key] === plain);
  return found ?? 'formula';
}

export const grantsOf = (role: RoleDocument, entity: string): GrantDocument[] =>
  role.grants.filter((grant) => grant.entity === entity);

export function mayDo(role: RoleDocument, entity: string, action: string): boolean {
  return grantsOf(role, entity).some((grant) => grant.actions.includes(action));
}

/** Tick or untick one action; the first grant is taken, the last action takes the grant with it. */
export function setAction(role: RoleDocument, entity: string, action: Action, on: boolean): void {
  const [first] = grantsOf(role, entity);
  if (on) {
    if (!first)
      role.grants.push({ id: newId(), entity, actions: action === 'see' ? ['see'] : ['see', action] });
    else if (!first.actions.includes(action))
      first.actions = ACTIONS.filter(
        (each) => each === action || each === 'see' || first.actions.includes(each),
      );
    return;
  }
  for (const grant of grantsOf(role, entity))
    grant.actions = action === 'see' ? [] : grant.actions.filter((each) => each !== action);
  role.grants = role.grants.filter((grant) => grant.actions.length > 0);
}

export type Preset = 'none' | 'read' | 'own' | 'team' | 'all';

export function applyPreset(role: RoleDocument, entity: string, preset: Preset): void {
  const [first] = grantsOf(role, entity);
  role.grants = role.grants.filter((grant) => grant.entity !== entity);
  if (preset === 'none') return;
  const grant: GrantDocument = {
    id: first?.id ?? newId(),
    entity,
    actions: preset === 'read' ? ['see'] : preset === 'all' ? [...ACTIONS] : ['see', 'create', 'change'],
  };
  assign(grant, 'rows', preset === 'own' ? ROWS.own : preset === 'team' ? ROWS.people : undefined);
  role.grants.push(grant);
}

/** Without field sets a grant is about whole records. */
export function fieldSets(grant: GrantDocument): { read: '*' | string[]; write: '*' | string[] } {
  const writes = grant.actions.some((action) => action === 'create' || action === 'change');
  if (!grant.fields) return { read: '*', write: writes ? '*' : [] };
  return { read: grant.fields.read ?? [], write: grant.fields.write ?? [] };
}

export function setFieldRight(
  grant: GrantDocument,
  keys: string[],
  key: string,
  right: 'read' | 'write',
  on: boolean,
): void {
  const sets = fieldSets(grant);
  const listOf = (set: '*' | string[]) => (set === '*' ? [...keys] : [...set]);
  const next = { read: listOf(sets.read), write: listOf(sets.write) };
  const put = (side: 'read' | 'write', tick: boolean) => {
    next[side] = keys.filter((each) => (each === key ? tick : next[side].includes(each)));
  };
  put(right, on);
  // What may be written may be read.
  if (right === 'write' && on) put('read', true);
  if (right === 'read' && !on) put('write', false);
  const whole = (set: string[]) => (set.length === keys.length ? ('*' as const) : set);
  grant.fields = { ...grant.fields, read: whole(next.read), write: whole(next.write) };
}

export function setAllFields(grant: GrantDocument, right: 'read' | 'write', on: boolean): void {
  const sets = fieldSets(grant);
  grant.fields = { ...grant.fields, ...sets, [right]: on ? '*' : [] };
  if (right === 'write' && on) grant.fields.read = '*';
  if (right === 'read' && !on) grant.fields.write = [];
}

export type ElementKind = 'flow' | 'dashboard' | 'form';

/** Grants on elements other than records: start a flow, see a dashboard, hand out the links of a public form. */
export function setElement(
  role: RoleDocument,
  kind: ElementKind,
  key: string,
  action: string,
  on: boolean,
): void {
  role.grants = role.grants.filter((grant) => grant[kind] !== key);
  if (on) role.grants.push({ id: newId(), [kind]: key, actions: [action] });
}

export function hasElement(role: RoleDocument, kind: ElementKind, key: string): boolean {
  return role.grants.some((grant) => grant[kind] === key);
}

const FILLING = ['create', 'change'];
const SEEING = ['see', ...FILLING];

/** What a role may do with one field: `every` field is its own, it is named or not, or it has no such grant. */
export type FieldRight = 'every' | 'named' | 'unnamed' | 'none';

const concerned = (role: RoleDocument, entity: string, right: 'read' | 'write') =>
  grantsOf(role, entity).filter((grant) =>
    grant.actions.some((action) => (right === 'write' ? FILLING : SEEING).includes(action)),
  );

export function fieldRight(
  role: RoleDocument,
  entity: string,
  key: string,
  right: 'read' | 'write',
): FieldRight {
  const sets = concerned(role, entity, right).map((grant) => fieldSets(grant)[right]);
  if (sets.length === 0) return 'none';
  if (sets.includes('*')) return 'every';
  return sets.some((set) => set.includes(key)) ? 'named' : 'unnamed';
}

/** Name a field in the grants that list their fields, or take it out; who writes may read, who reads not writes not. */
export function nameField(
  role: RoleDocument,
  entity: string,
  key: string,
  right: 'read' | 'write',
  on: boolean,
): void {
  for (const grant of concerned(role, entity, right)) {
    if (!grant.fields) continue;
    for (const side of ['read', 'write'] as const) {
      const set = grant.fields[side] ?? [];
      const meant = side === right || (on ? side === 'read' : side === 'write');
      if (set === '*' || !meant) continue;
      grant.fields[side] = on ? [...new Set([...set, key])] : set.filter((each) => each !== key);
    }
  }
}

export function namesField(grant: GrantDocument, entity: string, key: string): boolean {
  const lists = [grant.fields?.read, grant.fields?.write, grant.fields?.hide];
  return grant.entity === entity && lists.some((list) => Array.isArray(list) && list.includes(key));
}

/** A field that nothing holds data under yet has got another key. */
export function renameField(role: RoleDocument, entity: string, key: string, to: string): void {
  for (const grant of grantsOf(role, entity))
    for (const side of ['read', 'write', 'hide'] as const) {
      const list = grant.fields?.[side];
      if (grant.fields && Array.isArray(list))
        grant.fields = { ...grant.fields, [side]: list.map((each) => (each === key ? to : each)) };
    }
}
