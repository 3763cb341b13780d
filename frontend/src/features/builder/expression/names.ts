/** The names that can be clicked in a condition or value, found in the draft's own documents. */
import type { ExpressionContext, Localised } from '@/api/types';
import { kindOfType, namesAround, partNames, sightOf } from '@/expressions';
import type { Name, NameBook, Sight, ValueKind } from '@/expressions';
import type { AppDocument, EntityDocument, FieldDocument, SettingDocument, Text } from '../draft/documents';
import { words } from '../words';

export function kindOf(field: FieldDocument): ValueKind {
  const own = field['x-dougong'];
  return kindOfType(own.type, own.result);
}

const both = (key: Parameters<typeof words.say>[0]) => ({
  en: words.say(key, { lng: 'en' }),
  zh: words.say(key, { lng: 'zh' }),
});

export function systemNames(): Omit<Name, 'group'>[] {
  return [
    { path: 'owner', label: both('sysOwner'), kind: 'person' },
    { path: 'department', label: both('sysDepartment'), kind: 'department' },
    { path: 'created_at', label: both('sysCreatedAt'), kind: 'datetime' },
    { path: 'created_by', label: both('sysCreatedBy'), kind: 'person' },
    { path: 'updated_at', label: both('sysUpdatedAt'), kind: 'datetime' },
    { path: 'updated_by', label: both('sysUpdatedBy'), kind: 'person' },
  ];
}

export function fieldNames(entity: EntityDocument): Omit<Name, 'group'>[] {
  return Object.entries(entity.schema.properties).flatMap(([key, field]) => [
    {
      path: key,
      label: field['x-dougong'].label,
      kind: kindOf(field),
      options: field['x-dougong'].options,
      entity: field['x-dougong'].entity,
    },
    ...partNames(field['x-dougong'].type, key, field['x-dougong'].label).map((part) => ({
      ...part,
      label: joined(field['x-dougong'].label, part.label),
    })),
  ]);
}

/** The field and its part in one label, for lists of names that have no headings. */
const joined = (field: Text, part: Localised): Text => {
  const words = typeof part === 'string' ? { en: part, zh: part } : part;
  return {
    en: `${field.en ?? field.zh ?? ''} · ${words.en ?? ''}`,
    zh: `${field.zh ?? field.en ?? ''} · ${words.zh ?? ''}`,
  };
};

const SETTING_KINDS: Record<string, ValueKind> = {
  text: 'text',
  long_text: 'text',
  number: 'number',
  percent: 'number',
  money: 'number',
  switch: 'boolean',
  date: 'date',
  select: 'text',
  team: 'other',
  role: 'other',
  person: 'person',
  department: 'department',
};

const settingName = (setting: SettingDocument): Name => ({
  path: `settings.${setting.key}`,
  label: setting.name,
  kind: SETTING_KINDS[setting.type] ?? 'other',
  group: both('settings'),
});

/** Every name a context knows: own fields, system fields, one step along each reference, settings, old values. */
export function namesFor(
  entity: EntityDocument | undefined,
  entities: Record<string, EntityDocument>,
  app: AppDocument | undefined,
  context: ExpressionContext,
  parent?: string,
): Name[] {
  if (!entity) return [];
  const own = fieldNames(entity).map((name) => ({ ...name, group: entity.name }));
  const names: Name[] = [...own, ...systemNames().map((name) => ({ ...name, group: both('systemFields') }))];
  for (const name of own) {
    const target = name.kind === 'record' && name.entity ? entities[name.entity] : undefined;
    if (!target) continue;
    for (const next of [...fieldNames(target), ...systemNames().slice(0, 2)])
      if (next.kind !== 'list') names.push({ ...next, path: `${name.path}.${next.path}`, group: name.label });
  }
  const around = parent === undefined ? undefined : entities[parent];
  if (around)
    for (const name of [...fieldNames(around), ...systemNames().slice(0, 2)])
      if (name.kind !== 'list') names.push({ ...name, path: `parent.${name.path}`, group: around.name });
  if (!parent && (context === 'rule' || context === 'message'))
    for (const name of own)
      if (name.kind !== 'list') names.push({ ...name, path: `old.${name.path}`, group: both('oldValues') });
  for (const setting of app?.settings ?? []) names.push(settingName(setting));
  return names;
}

/** The names of each entity's own fields and lists, as the draft has them. */
function bookOf(entities: Record<string, EntityDocument>): NameBook {
  return (key) => {
    const entity = entities[key];
    if (!entity) return [];
    const own = fieldNames(entity).flatMap((name): Name[] => {
      const field = { ...name, group: entity.name };
      return name.kind === 'list' ? (name.entity ? [{ ...field, rows: name.entity }] : []) : [field];
    });
    const system = systemNames().map((name): Name => ({ ...name, group: both('systemFields') }));
    return [...own, ...listsOf(entity, entities), ...system];
  };
}

/** The lists that references of other entities make of an entity's records. */
export function listsOf(entity: EntityDocument, entities: Record<string, EntityDocument>): Name[] {
  return Object.values(entities).flatMap((other) =>
    Object.values(other.schema.properties).flatMap((field): Name[] => {
      const { inverse, entity: target } = field['x-dougong'];
      if (!inverse || target !== entity.key) return [];
      const label = inverse.label ?? other.name;
      return [{ path: inverse.key, label, kind: 'list', rows: other.key, group: entity.name }];
    }),
  );
}

/** What a condition may name: along references, on the rows of lists, settings, old values, the form. */
export function sightFor(
  entities: Record<string, EntityDocument>,
  entity: string,
  app: AppDocument | undefined,
  context: ExpressionContext,
  form?: string,
  parent?: string,
): Sight {
  const book = bookOf(entities);
  const prefixed = (prefix: string, of: string, group: Text): Name[] =>
    namesAround(book, of)
      .filter(({ kind, far }) => kind !== 'list' && !far)
      .map((name) => ({ ...name, path: `${prefix}.${name.path}`, group }));
  const around = parent ? prefixed('parent', parent, entities[parent]?.name ?? {}) : [];
  const old = context === 'rule' && !parent ? prefixed('old', entity, both('oldValues')) : [];
  const filled = form ? prefixed('form', form, entities[form]?.name ?? {}) : [];
  const settings = context === 'grant' ? [] : (app?.settings ?? []).map(settingName);
  return sightOf(book, entity, [...filled, ...around, ...old, ...settings]);
}
